"""What is told to whom: once, only what was committed, and nothing is lost on the way."""

import json
import logging
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from engine import comments, deliveries, inbox, instances, outbox, telling, user_tasks, webhooks
from engine.channels import (
    Channels,
    Endpoint,
    Outcome,
    Undeliverable,
    WebhookChannel,
    of_environment,
    signature,
)
from engine.courier import LEASE, Courier
from engine.errors import Invalid, NotFound, NotPermitted, Unavailable
from engine.model import DeliveryState, Preferences, participants
from engine.model.organisation import Assignment
from engine.store import DeliveryQuery
from engine.worker import Worker
from tests.approvals.office import ORGANISATION, approval
from tests.usecases.diagrams import START, bpmn, flow, path, user


def told(office, name):
    """Return kind and title of what somebody was told, oldest first."""
    page = office.do(inbox.mine, by=name)
    return [(each.kind, each.title) for each in reversed(page.items)]


def kinds(office, name):
    return [kind for kind, _ in told(office, name)]


def found(office, **query):
    return office.do(deliveries.page, DeliveryQuery(**query), by="ada").items


def courier(office, **channels):
    return Courier(office.store, Channels(by_name=channels))


class SentTo:
    """A channel that takes everything, and keeps to whom."""

    def __init__(self, addresses):
        self.addresses = addresses

    def send(self, delivery, _secret):
        self.addresses.append(delivery.address)
        return Outcome(result="taken")


def hooked(office, receiver, *kinds):
    hook = office.do(webhooks.add, by="ada", name="测试", url=receiver.url, kinds=kinds or ("*",))
    return hook, courier(
        office, webhook=WebhookChannel(endpoint=Endpoint(private=True), clock=lambda: 1000)
    )


def test_those_who_get_a_task_are_told_and_the_actor_is_not(office):
    office.send(approval())

    office.run_due()

    assert told(office, "a") == [("task.created", "新待办：UT_Approve")]
    assert kinds(office, "ann") == []
    assert office.do(inbox.unread, by="a") == 1


def test_each_of_a_group_is_told_when_his_turn_comes(office):
    office.send(approval("sequential"))
    office.run_due()
    before = [kinds(office, "a"), kinds(office, "b")]

    office.approve("a")
    office.run_due()

    assert before == [["task.created"], []]
    assert kinds(office, "b") == ["task.created"]


def test_who_is_found_when_a_task_is_offered_anew_is_told_and_nobody_twice(office):
    office.send(approval(assign="post(approver)", people=""))
    office.run_due()
    held = [each for each in ORGANISATION.assignments if each.person != "b"]
    new = Assignment(person="out", unit="HY01", post="approver", is_primary=True)
    changed = replace(ORGANISATION, assignments=(*held, new))
    office.store.run(lambda tx: tx.people.replace(changed))

    office.act("reroute", "ada")
    office.run_due()

    assert kinds(office, "a") == kinds(office, "out") == ["task.created"]


def test_who_is_handed_an_item_is_told_who_did_it(office):
    office.send(approval("and", people="ab"))

    office.act("transfer", "a", to="c")
    office.run_due()

    assert told(office, "c") == [("task.assigned", "安转交给您：UT_Approve")]


def test_of_many_who_joins_is_told_and_who_stays_is_not_looked_up_again(office, monkeypatch):
    monkeypatch.setattr(participants, "MANY", 2)
    office.send(approval("and", people="abde"))
    office.run_due()
    heard = telling.audience
    of_groups = []

    def listened(event, around):
        found = heard(event, around)
        of_groups.append([each.person for each in found])
        return found

    monkeypatch.setattr(telling, "audience", listened)
    office.approve("a")
    office.act("transfer", "b", to="c")
    office.run_due()

    assert told(office, "c") == [("task.assigned", "博转交给您：UT_Approve")]
    assert kinds(office, "d") == ["task.created"]
    assert of_groups == [[], ["c"]]


def test_an_event_that_was_rolled_back_is_never_told(office):
    office.deploy(approval())
    actor = office.actor("ann")

    def broken(tx):
        instances.start(tx, by=actor, key="approval", project="HY01")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        office.store.run(broken)

    assert office.store.run(lambda tx: tx.outbox.announced(limit=9)) == []


def test_telling_twice_tells_once(office):
    office.send(approval())
    rows = office.store.run(lambda tx: tx.outbox.announced(limit=99))
    for _ in range(2):
        office.store.run(lambda tx: outbox.tell(tx, rows))

    assert kinds(office, "a") == ["task.created"]


def test_building_rows_again_tells_nobody_again(office):
    case = office.send(approval())
    office.run_due()

    office.store.run(lambda tx: tx.cases.rebuild(case.id))
    office.run_due()

    assert kinds(office, "a") == ["task.created"]


def test_a_task_that_comes_again_is_told_as_returned(office):
    loop = bpmn(
        "loop",
        START
        + user("UT_A", groups="", settings={"gj:assign": "user(a)"})
        + user("UT_B", groups="", settings={"gj:assign": "user(b)"})
        + '<exclusiveGateway id="G_1" default="F_G_1_UT_A"/><endEvent id="End_1"/>'
        + path("StartEvent_1", "UT_A", "UT_B", "G_1", "UT_A")
        + flow("G_1", "End_1", "=false"),
    )
    office.deploy(loop)
    case = office.start("loop", project="HY01")
    office.run_due()
    office.complete("UT_A", by="a", case=case)
    office.complete("UT_B", by="b", case=case)

    office.run_due()

    assert kinds(office, "a") == ["task.created", "task.returned"]


def test_the_initiator_and_followers_hear_of_the_end(office):
    case = office.send(approval(people="a"))
    office.do(inbox.follow, case.id, by="ada")

    office.complete("UT_Approve", by="a", case=case)
    office.run_due()

    assert kinds(office, "ann") == ["case.completed"]
    assert kinds(office, "ada")[-1] == "case.completed"
    assert [each.id for each, _ in office.do(inbox.followed, by="ada")] == [case.id]


def test_who_is_mentioned_is_told_and_followers_hear_of_comments(office):
    case = office.send(approval())
    office.do(inbox.follow, case.id, by="b")
    office.do(inbox.follow, case.id, by="c")
    office.do(inbox.unfollow, case.id, by="c")
    office.run_due()

    office.do(comments.add, case.id, by="ann", text="@安请看一下，@nobody")
    office.run_due()

    assert kinds(office, "a")[-1] == "case.mentioned"
    assert kinds(office, "b")[-1] == "case.commented"
    assert kinds(office, "c") == ["task.created"]


def test_a_question_and_its_answer_are_told(office):
    case = office.send(approval(people="a"))
    asked = office.act("consult", "a", people=("f",), text="可以吗？")
    office.do(user_tasks.answer, office.id, by="f", consultation_id=asked, text="可以")

    office.run_due()

    assert kinds(office, "f") == ["case.asked"]
    assert kinds(office, "a") == ["task.created", "case.answered"]
    assert case


def test_a_notice_is_read_once_and_only_ones_own(office):
    office.send(approval())
    office.run_due()
    (mine,) = office.do(inbox.mine, by="a").items

    office.do(inbox.read, mine.id, by="b")
    office.do(inbox.read, mine.id, by="a")

    assert office.do(inbox.unread, by="a") == 0
    assert office.do(inbox.unread, by="b") == 1
    assert office.do(inbox.read_all, by="b") == 1
    assert office.do(inbox.mine, by="b", unread=True).items == ()
    assert len(office.do(inbox.mine, by="b", unread=False).items) == 1


def test_a_web_hook_gets_a_signed_event_with_its_key(office, receiver):
    hook, sender = hooked(office, receiver, "task.created")
    office.send(approval(people="a"))
    office.run_due()

    assert sender.run_due() == 2

    (_, headers, body), _ = receiver.requests
    said = json.loads(body)
    assert headers["Guanjia-Signature"] == signature(hook.secret, 1000, body)
    assert headers["Idempotency-Key"] == said["id"]
    assert (said["kind"], said["task"]["element_id"]) == ("task.created", "UT_Fill")
    assert {each.state for each in found(office, channel="webhook")} == {"delivered"}


def test_a_courier_killed_after_sending_sends_once_more_with_the_same_key(
    office, receiver, monkeypatch
):
    _, sender = hooked(office, receiver, "case.started")
    office.send(approval())
    office.run_due()

    def killed(*_, **__):
        raise Unavailable("killed before the result was noted")

    with monkeypatch.context() as patched:
        patched.setattr("engine.courier.deliveries.delivered", killed)
        with pytest.raises(Unavailable):
            sender.run_due()
    assert sender.run_due() == 0
    office.store.run(lambda tx: tx.clock.advance(LEASE))
    sender.run_due()

    keys = [headers["Idempotency-Key"] for _, headers, _ in receiver.requests]
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert [each.state for each in found(office)] == [DeliveryState.DELIVERED]


def test_what_does_not_arrive_is_tried_again_and_at_last_dead_and_can_be_replayed(office, receiver):
    _, sender = hooked(office, receiver, "case.started")
    receiver.answers = [(503, {})] * deliveries.ATTEMPTS
    office.send(approval())
    office.run_due()

    for _ in range(deliveries.ATTEMPTS):
        sender.run_due()
        office.store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))

    (dead,) = found(office, state=DeliveryState.DEAD)
    assert dead.result.startswith("HTTP 503")
    assert (dead.channel, dead.attempts) == ("webhook", deliveries.ATTEMPTS)
    assert office.store.run(lambda tx: tx.outbox.next_try()) is None
    office.do(deliveries.again, dead.id, by="ada")
    sender.run_due()
    assert [each.state for each in found(office)] == [DeliveryState.DELIVERED]
    with pytest.raises(NotFound):
        office.do(deliveries.again, dead.id, by="ada")


def test_what_is_refused_is_dead_at_once_and_all_dead_can_be_replayed(office, receiver):
    _, sender = hooked(office, receiver, "case.started")
    receiver.answers = [(410, {})]
    office.send(approval())
    office.run_due()
    sender.run_due()

    assert office.do(deliveries.all_again, DeliveryQuery(channel="webhook"), by="ada") == 1
    with pytest.raises(NotPermitted):
        office.do(deliveries.all_again, DeliveryQuery(), by="ann")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://10.0.0.5/x",
        "http://[::1]/",
        "http://169.254.169.254/latest",
        "http://192.168.1.1:8080/",
        "ftp://example.com/",
        "http://user:pass@example.com/",
        "http://0x7f000001/",
        "http://127.0.0.1:99999/",
    ],
)
def test_a_web_hook_never_reaches_into_ones_own_network(url):
    with pytest.raises(Undeliverable):
        Endpoint().judged(url)


def test_a_person_is_told_by_the_channels_he_has_an_address_for(office):
    office.do(
        inbox.prefer,
        Preferences(addresses={"email": "a@example.com"}, muted={"task.created": ("inbox",)}),
        by="a",
    )
    office.send(approval())

    office.run_due()

    (mail,) = found(office, channel="email")
    assert (mail.address, mail.title) == ("a@example.com", "新待办：UT_Approve")
    assert kinds(office, "a") == []
    courier(office).run_due()
    assert found(office)[0].result == "channel email is not set up"  # meanwhile


def test_a_person_is_told_by_no_channel_that_is_not_set_up(office):
    addresses = {"email": "a@example.com", "sms": "13800001111"}
    office.do(inbox.prefer, Preferences(addresses=addresses), by="a")
    courier(office, email=SentTo([])).run_due()
    office.send(approval())

    office.run_due()

    assert [each.channel for each in found(office)] == ["email"]
    assert kinds(office, "a") == ["task.created"]


def test_a_channel_counts_from_the_start_of_a_courier_that_has_it(office):
    office.do(inbox.prefer, Preferences(addresses={"email": "a@example.com"}), by="a")
    courier(office).run_due()
    office.send(approval())
    office.run_due()
    before = found(office)
    sent = []

    courier(office, email=SentTo(sent)).run_due()
    office.send(approval())
    office.run_due()
    courier(office, email=SentTo(sent)).run_due()

    assert not before
    assert sent == ["a@example.com"]


def test_a_courier_that_takes_a_channel_away_says_so(office, caplog):
    courier(office, email=SentTo([])).run_due()
    courier(office, email=SentTo([])).run_due()
    assert "any more" not in caplog.text

    courier(office).run_due()

    assert "nobody is told by email any more: this courier has none" in caplog.text


def test_a_channel_is_muted_for_a_kind_of_message_alone(office):
    wanted = Preferences(addresses={"email": "a@example.com"}, muted={"task.created": ("email",)})
    office.do(inbox.prefer, wanted, by="a")
    office.send(approval("and", people="ab"))

    office.run_due()

    assert not found(office, channel="email")
    assert kinds(office, "a") == ["task.created"]


def test_quiet_hours_hold_a_message_back(office):
    office.do(
        inbox.prefer,
        Preferences(addresses={"email": "a@example.com"}, quiet_from="00:00", quiet_until="23:59"),
        by="a",
    )
    office.send(approval())

    office.run_due()

    (mail,) = found(office, channel="email")
    assert mail.next_try > mail.created_at


@pytest.mark.parametrize(
    "wrong",
    [
        {"addresses": {"pigeon": "x"}},
        {"addresses": {"email": "x" * 400}},
        {"muted": {"task.created": ("pigeon",)}},
        {"muted": {"nothing": ("email",)}},
        {"quiet_from": "25:00", "quiet_until": "07:00"},
        {"quiet_from": "22:00"},
        {"digest_at": "08:00+08:00"},
        {"language": "fr"},
    ],
)
def test_preferences_that_mean_nothing_are_refused(office, wrong):
    with pytest.raises(Invalid):
        office.do(inbox.prefer, Preferences(**wrong), by="a")


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://example.com"},
        {"url": "http://[broken"},
        {"url": "http://example.com", "kinds": ("nothing",)},
        {"url": "http://example.com", "kinds": ()},
        {"url": "http://example.com", "secret": "short"},
    ],
)
def test_a_web_hook_that_cannot_work_is_refused(office, wrong):
    with pytest.raises(Invalid):
        office.do(webhooks.add, by="ada", name="", **wrong)


def test_a_web_hook_is_changed_rested_and_taken_away(office, receiver):
    hook, sender = hooked(office, receiver, "case.started")
    office.do(webhooks.change, hook.id, by="ada", name="新名", active=False)
    office.send(approval())
    office.run_due()
    office.do(webhooks.change, hook.id, by="ada", active=True)
    other = office.do(webhooks.renew_secret, hook.id, by="ada")
    office.start("approval", project="HY01")
    office.run_due()

    office.do(webhooks.remove, hook.id, by="ada")
    sender.run_due()

    assert other.secret != hook.secret
    assert other.secret not in repr(other)
    assert [each.result for each in found(office)] == ["the web hook was taken away"]
    with pytest.raises(NotFound):
        office.do(webhooks.get, hook.id, by="ada")
    with pytest.raises(NotFound):
        office.do(webhooks.remove, hook.id, by="ada")
    assert office.do(webhooks.every, by="ada") == []


def test_an_event_that_cannot_be_told_is_put_off_and_the_others_are_told(
    office, monkeypatch, caplog
):
    office.deploy(approval())
    first = office.start("approval", project="HY01")
    tell = outbox._Telling.tell

    def failing(self):
        if self.row.instance_id == first.id:
            raise ZeroDivisionError
        tell(self)

    second = office.start("approval", project="HY01")
    for case in (first, second):
        office.complete("UT_Fill", case=case)
    with monkeypatch.context() as patched, caplog.at_level(logging.CRITICAL):
        patched.setattr("engine.outbox._Telling.tell", failing)
        Worker(office.store).run_due()

    assert len(office.do(inbox.mine, by="a").items) == 1
    office.store.run(lambda tx: tx.clock.advance(outbox.PUT_OFF))
    office.run_due()
    assert len(office.do(inbox.mine, by="a").items) == 2


class Spun(BaseException):
    """A worker that tries the same thing again and again; no `except Exception` keeps it in."""


def test_where_telling_fails_and_nothing_can_be_put_off_the_worker_does_not_spin(
    office, monkeypatch, caplog
):
    tried = []

    def failing(tx, *, limit, only=None):
        tried.append(limit)
        if len(tried) > 9:
            raise Spun
        raise ZeroDivisionError

    monkeypatch.setattr(outbox, "announce", failing)
    with caplog.at_level(logging.CRITICAL):
        office.run_due()

    assert len(tried) == 1


@pytest.mark.parametrize("error", [ZeroDivisionError, NotFound])
def test_of_many_events_those_that_cannot_be_told_are_put_off_in_one_go(
    office, monkeypatch, caplog, error
):
    office.deploy(approval())
    cases = [office.send(approval(people="a")) for _ in range(4)]
    broken = {cases[0].id, cases[2].id}
    tell, together = outbox._Telling.tell, []

    def failing(self):
        if self.row.instance_id in broken:
            raise error
        tell(self)

    def counted(tx, *, limit, only=None, announce=outbox.announce):
        together.append(only is None)
        return announce(tx, limit=limit, only=only)

    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr("engine.outbox._Telling.tell", failing)
        patched.setattr(outbox, "announce", counted)
        Worker(office.store).run_due()

    told = {each.instance_id for each in office.do(inbox.mine, by="a").items}
    assert told == {cases[1].id, cases[3].id}
    assert sum(together) == 2  # all of them once, and a look at what is left
    assert f"of case {cases[2].id} could not be told" in caplog.text
    office.store.run(lambda tx: tx.clock.advance(outbox.PUT_OFF))
    office.run_due()
    assert {each.instance_id for each in office.do(inbox.mine, by="a").items} == {
        case.id for case in cases
    }


def test_what_another_worker_is_telling_is_left_to_it(office):
    office.send(approval(people="a"))
    [first, *_] = office.store.run(lambda tx: tx.outbox.waiting(limit=9))

    with office.store.begin() as tx:
        told = outbox.announce(tx, limit=1, only=first)
    again = office.store.run(lambda tx: outbox.announce(tx, limit=1, only=first))

    assert (told, again) == (1, 0)
    assert office.store.run(lambda tx: tx.outbox.put_off(first, until=tx.now)) == 0


def test_a_database_that_goes_away_between_two_events_puts_neither_off(office, monkeypatch, caplog):
    office.send(approval(people="a"))

    def away(tx, *, limit, only=None):
        raise ZeroDivisionError if only is None else Unavailable

    with monkeypatch.context() as patched, caplog.at_level(logging.CRITICAL):
        patched.setattr(outbox, "announce", away)
        with pytest.raises(Unavailable):
            Worker(office.store).run_due()

    office.run_due()
    assert kinds(office, "a") == ["task.created"]


def test_of_what_was_erased_nobody_is_told(office):
    case = office.send(approval())
    office.store.run(lambda tx: erase_all(tx, case.id))

    office.run_due()

    assert kinds(office, "a") == []
    assert office.store.run(lambda tx: tx.outbox.announced(limit=9)) == []


def erase_all(tx, instance_id):
    for row in tx.history.every(instance_id):
        tx.history.erase(instance_id, row.seq)


def test_a_followed_case_that_one_may_see_no_more_is_left_out(office):
    case = office.send(approval(people="ab"))
    office.do(inbox.follow, case.id, by="a")
    before = office.do(inbox.followed, by="a")

    office.do(user_tasks.assign, office.id, by="ada", to="b")

    assert [each.id for each, _ in before] == [case.id]
    assert office.do(inbox.followed, by="a") == []


def test_a_courier_waits_out_trouble_with_the_database(office, receiver, monkeypatch, caplog):
    _, carrier = hooked(office, receiver, "task.created")
    office.send(approval(people="a"))
    office.run_due()
    stop, take = Stopping(), carrier._round
    rounds = iter([Unavailable("the database is away")])

    def troubled(stop):
        for trouble in rounds:
            raise trouble
        return take(stop)

    monkeypatch.setattr(carrier, "_round", troubled)
    with caplog.at_level(logging.WARNING):
        carrier.loop(stop)

    assert "the courier waits: Unavailable at test_outbox.py:" in caplog.text
    assert "the database is away" not in caplog.text
    assert stop.waits == 2
    assert {each.state for each in found(office)} == {DeliveryState.DELIVERED}


class Stopping(threading.Event):
    """An event that is set by the second wait, so that no test waits for a clock."""

    def __init__(self):
        super().__init__()
        self.waits = 0

    def wait(self, timeout=None):
        self.waits += 1
        if self.waits == 2:
            self.set()
        return self.is_set()


def test_a_worker_leaves_announcements_while_the_database_is_away(office, monkeypatch):
    office.send(approval(people="a"))

    def away(tx, *, limit):
        raise Unavailable("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "announce", away)
        with pytest.raises(Unavailable):
            Worker(office.store).run_due()

    office.run_due()
    assert kinds(office, "a") == ["task.created"]


def test_a_channel_that_breaks_does_not_stop_the_others(office, receiver, caplog):
    office.do(inbox.prefer, Preferences(addresses={"email": "a@example.com"}), by="a")
    hooked(office, receiver, "task.created")
    office.send(approval(people="a"))
    office.run_due()

    class Broken:
        def send(self, delivery, secret):
            raise ZeroDivisionError

    with caplog.at_level(logging.CRITICAL):
        courier(
            office, email=Broken(), webhook=WebhookChannel(endpoint=Endpoint(private=True))
        ).run_due()

    assert len(receiver.requests) == 2
    assert found(office, channel="email")[0].result == "ZeroDivisionError: "


def test_the_environment_says_which_channels_there_are():
    assert set(of_environment({}).by_name) == {"webhook", "dingtalk-robot"}
    with_sms = of_environment({"GUANJIA_SMS_URL": "http://x", "GUANJIA_PRIVATE_WEBHOOKS": "on"})
    assert set(with_sms.by_name) == {"webhook", "dingtalk-robot", "sms"}
    with pytest.raises(Invalid):
        of_environment({"GUANJIA_PRIVATE_WEBHOOKS": "perhaps"})


def test_a_notice_reaches_a_colleague_whom_the_diagram_names(office):
    job = (
        '<serviceTask id="ST_Tell"><extensionElements><zeebe:taskDefinition type="notify"/>'
        '<zeebe:taskHeaders><zeebe:header key="to" value="c, guests"/></zeebe:taskHeaders>'
        "</extensionElements></serviceTask>"
    )
    way = path("StartEvent_1", "ST_Tell", "End_1")
    office.deploy(bpmn("tells", START + job + '<endEvent id="End_1"/>' + way))
    case = office.start("tells", by="ann", variables={"guests": ["d", 7]})

    office.run_due()

    (given,) = office.events(case, "NoticeGiven")
    assert dict(given.people) == {"c": "陈", "d": "丁"}
    assert len(kinds(office, "c")) == len(kinds(office, "d")) == 1


def tells(to, variables, office):
    """Run a process that tells `to` something, beside a task of c's; return what was given."""
    job = (
        '<serviceTask id="ST_Tell"><extensionElements><zeebe:taskDefinition type="notify"/>'
        '<zeebe:taskHeaders><zeebe:header key="template" value="offer_sent"/>'
        f'<zeebe:header key="to" value="{to}"/></zeebe:taskHeaders>'
        "</extensionElements></serviceTask>"
    )
    task = (
        '<userTask id="UT_Wait"><extensionElements><zeebe:properties>'
        '<zeebe:property name="gj:assign" value="user(c)"/></zeebe:properties>'
        "</extensionElements></userTask>"
    )
    fork = '<parallelGateway id="PG"/>'
    way = path("StartEvent_1", "PG", "UT_Wait", "End_1") + path("PG", "ST_Tell", "End_2")
    ends = '<endEvent id="End_1"/><endEvent id="End_2"/>'
    office.deploy(bpmn("tells", START + fork + task + job + ends + way))
    case = office.start("tells", by="ann", variables=variables)
    office.run_due()
    return office.events(case, "NoticeGiven")


def test_a_notice_reaches_whom_a_rule_finds_and_who_holds_the_open_tasks(office):
    (given,) = tells("user(d), holders", {}, office)

    assert dict(given.people) == {"d": "丁", "c": "陈"}


def test_a_notice_reaches_whom_the_rule_of_a_variable_finds(office):
    (given,) = tells("superior, nobody", {"superior": "user(b) union user(d)"}, office)

    assert set(given.people) == {"b", "d"}


def test_rows_of_a_list_are_told_the_same_at_their_own_addresses_each_once(office):
    rows = [{"phone": "13900139000"}, {"phone": "13800138000"}, {"name": "无电话"}]

    given = tells("tenant, rows", {"phone": "13800138000", "rows": rows, "name": "d"}, office)

    assert [dict(each.outside) for each in given] == [
        {"sms": "13800138000"},
        {"sms": "13900139000"},
    ]
    assert {each.values["name"] for each in given} == {"丁"}
    assert len(found(office, channel="sms")) == 2


def test_a_courier_that_is_told_to_stop_gives_back_what_it_has_not_sent(office, receiver):
    stop = threading.Event()

    class Stopping(WebhookChannel):
        def send(self, delivery, secret):
            stop.set()
            return super().send(delivery, secret)

    office.do(webhooks.add, by="ada", name="测试", url=receiver.url, kinds=("*",))
    channel = Stopping(endpoint=Endpoint(private=True), clock=lambda: 1000)
    for _ in range(3):
        office.send(approval())
    office.run_due()

    courier(office, webhook=channel).loop(stop)
    sent = len(receiver.requests)
    courier(office, webhook=channel).run_due()

    keys = [headers["Idempotency-Key"] for _, headers, _ in receiver.requests]
    assert sent == 1
    assert len(set(keys)) == len(keys) > sent
    assert {each.state for each in found(office)} == {DeliveryState.DELIVERED}
    assert {each.attempts for each in found(office)} == {1}


@pytest.mark.parametrize(
    ("project", "number", "page"),
    [
        ("HY01", "TS-HY01-20310303-001", "/report/HY01/status?number=TS-HY01-20310303-001"),
        ("甲/乙", "a&b", "/report/%E7%94%B2%2F%E4%B9%99/status?number=a%26b"),
        (None, "TS-1", ""),
        ("HY01", None, ""),
    ],
)
def test_somebody_outside_is_led_to_the_page_of_his_case_where_there_is_one(project, number, page):
    assert telling.status_page(project, number) == page
