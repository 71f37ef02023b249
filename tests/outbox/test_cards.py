"""Cards in people's messengers say so when there is nothing to be done about a task any more."""

import pytest

from engine import inbox, user_tasks
from engine.channels import Outcome
from engine.model import Preferences
from tests.approvals.office import approval
from tests.outbox.test_outbox import courier, found


class Messenger:
    """Takes every card, and keeps what was sent and what was changed."""

    def __init__(self, number="M"):
        self.sent, self.changed, self.number = [], {}, number

    def send(self, delivery, secret):
        if "card" in delivery.data:
            self.changed[delivery.recipient] = delivery.data["done"]
            return Outcome(result="changed", provider_id=delivery.data["card"])
        self.sent.append((delivery.recipient, delivery.kind))
        return Outcome(result="ok", provider_id=self.number and f"{self.number}{len(self.sent)}")


def reached(office, *names, language="zh", channel="wecom"):
    for name in names:
        wanted = Preferences(addresses={channel: name}, language=language)
        office.do(inbox.prefer, wanted, by=name)


@pytest.fixture
def messenger():
    return Messenger()


@pytest.fixture
def told(office, messenger):
    """Tell what has happened, and send it."""

    def tell():
        office.run_due()
        courier(office, wecom=messenger, feishu=messenger, email=messenger).run_due()
        return messenger.changed

    return tell


def test_the_cards_of_an_or_sign_say_who_has_done_it(office, messenger, told):
    reached(office, "a", "b", "c")
    office.send(approval("or", people="abc", decision="approval"))
    assert (told(), len(messenger.sent)) == ({}, 3)

    office.approve("b")

    assert told() == {"a": "已由博处理", "b": "已处理", "c": "已由博处理"}


def test_a_card_says_at_once_that_ones_own_part_is_done(office, told):
    reached(office, "a", "b")
    office.send(approval("and", people="ab"))
    told()

    office.approve("a")

    assert told() == {"a": "已处理"}


def test_who_has_handed_over_or_answered_has_nothing_to_do_any_more(office, told):
    reached(office, "a", "b", "c")
    office.send(approval("and", people="ab"))
    told()

    office.act("transfer", "a", to="c")
    first = dict(told())
    office.act("delegate", "b", to="d")

    assert (first, told()) == ({"a": "已无需您处理"}, {"a": "已无需您处理"})


def test_a_card_of_a_pool_says_who_has_done_it_and_one_that_was_withdrawn_says_that(office, told):
    reached(office, "a", "b", language="en", channel="feishu")
    office.send(approval(people="ab"))
    told()
    office.act("complete", "a")
    done = dict(told())
    second = office.start("approval", project="HY01")
    office.complete("UT_Fill", case=second)
    told()
    tasks = office.store.run(lambda tx: tx.tasks.of(second.id))
    fill = next(each for each in tasks if each.element_id == "UT_Fill")

    office.do(user_tasks.withdraw, fill.id, by="ann", reason="填错了")

    assert done == {"a": "Done by 安", "b": "Done by 安"}
    assert told() == {"a": "Withdrawn", "b": "Withdrawn"}


def test_a_card_that_arrives_after_its_task_was_done_is_changed_at_once(office, messenger, told):
    reached(office, "a")
    office.send(approval("and", people="a"))
    office.run_due()
    office.approve("a")

    assert told() == {"a": "已处理"}
    assert messenger.sent == [("a", "task.created")]
    told()
    assert len(found(office, recipient="a")) == 2


def test_what_is_no_card_or_is_too_old_stays_as_it_was(office, messenger, told):
    reached(office, "a", channel="email")
    reached(office, "b")
    office.send(approval("and", people="ab"))
    told()
    office.advance(hours=73)

    office.approve("a")
    office.approve("b")

    assert told() == {}


def test_a_to_do_is_ended_however_old_it_is_and_knows_until_when(office, told, messenger):
    messenger.number = "todo:u:"
    reached(office, "a", channel="wecom")
    office.send(approval("and", people="a", due="natural:P30D"))
    told()
    (card,) = found(office, recipient="a")
    due = office.task("UT_Approve").due_at
    office.advance(days=20)

    office.approve("a")

    assert card.data["due_at"] == due.isoformat()
    assert told() == {"a": "已处理"}


def test_a_card_without_a_number_is_left_alone(office, messenger, told):
    messenger.number = ""
    reached(office, "a")
    office.send(approval("and", people="a"))
    told()

    office.approve("a")

    assert told() == {}
