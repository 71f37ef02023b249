"""What can wait comes once a day, as one message for each person and channel."""

from datetime import timedelta

import pytest

from engine import deliveries, digests, inbox
from engine.channels import Channels, Outcome
from engine.courier import Courier
from engine.errors import Unavailable
from engine.model import DeliveryState, Preferences
from engine.store import DeliveryQuery
from tests.approvals.office import approval


class Box:
    """A channel that keeps what it was given."""

    def __init__(self):
        self.sent = []

    def send(self, delivery, secret):
        self.sent.append(delivery)
        return Outcome(result="ok")


@pytest.fixture
def box():
    return Box()


@pytest.fixture
def gathered(office, box):
    """Let some tasks reach a person who wants everything at one hour, and send at that hour."""

    def after(cases, language="zh"):
        wanted = Preferences(
            addresses={"email": "a@example.com"}, digest_at="08:30", language=language
        )
        office.do(inbox.prefer, wanted, by="a")
        office.deploy(approval(people="a"))
        for _ in range(cases):
            office.complete("UT_Fill", case=office.start("approval", project="HY01"))
        office.run_due()
        courier = Courier(office.store, Channels(by_name={"email": box}))
        courier.run_due()
        before = list(box.sent)
        office.store.run(lambda tx: tx.clock.advance(timedelta(days=1)))
        courier.run_due()
        return before

    return after


def states(office):
    page = office.do(deliveries.page, DeliveryQuery(), by="ada")
    return sorted((each.kind, each.state) for each in page.items)


def test_three_messages_become_one_at_the_hour_of_the_digest(office, box, gathered):
    before = gathered(3)

    (digest,) = box.sent
    assert before == []
    assert (digest.kind, digest.title, digest.address) == (
        "digest",
        "消息汇总：3条",
        "a@example.com",
    )
    assert digest.text.count("新待办：UT_Approve") == 3
    assert digest.data == {"path": "/tasks", "language": "zh"}
    assert states(office) == [
        ("digest", DeliveryState.DELIVERED),
        *[("task.created", DeliveryState.GATHERED)] * 3,
    ]


def test_each_message_says_in_which_digest_it_was_told(office, box, gathered):
    gathered(2)

    told = office.do(deliveries.page, DeliveryQuery(state=DeliveryState.GATHERED), by="ada").items

    assert {each.result for each in told} == {box.sent[0].dedupe}


def test_what_cannot_be_told_together_is_told_one_by_one(
    office, box, gathered, monkeypatch, caplog
):
    def broken(_tx):
        raise LookupError("13912345678")

    monkeypatch.setattr(digests, "gather", broken)
    gathered(2)

    assert [each.kind for each in box.sent] == ["task.created", "task.created"]
    assert "messages are told one by one: LookupError at test_digests.py:" in caplog.text
    assert "13912345678" not in caplog.text


def test_a_courier_waits_where_the_database_is_away_while_it_gathers(office, box, monkeypatch):
    def away(_tx):
        raise Unavailable("no connection")

    monkeypatch.setattr(digests, "gather", away)

    with pytest.raises(Unavailable):
        Courier(office.store, Channels(by_name={"email": box})).run_due()


def test_a_message_that_is_alone_comes_as_it_is(office, box, gathered):
    gathered(1)

    (alone,) = box.sent
    assert (alone.kind, alone.title) == ("task.created", "新待办：UT_Approve")


def test_a_long_digest_says_how_much_more_there_is_in_the_readers_language(
    office, box, gathered, monkeypatch
):
    monkeypatch.setattr(digests, "MOST", 2)

    gathered(3, language="en")

    (digest,) = box.sent
    assert digest.title == "Digest: 3 messages"
    assert digest.text.splitlines()[-1] == "1 more: please sign in."
    assert len(digest.text.splitlines()) == 3


def test_what_is_urgent_waits_for_no_digest(office, box):
    office.do(
        inbox.prefer, Preferences(addresses={"email": "c@example.com"}, digest_at="08:30"), by="c"
    )
    office.send(approval("and", people="ab"))

    office.act("transfer", "a", to="c")
    office.run_due()
    Courier(office.store, Channels(by_name={"email": box})).run_due()

    assert [each.kind for each in box.sent] == ["task.assigned"]
