"""Messages and signals between cases, and from outside."""

from datetime import timedelta

import pytest

from engine import instances, messages, signals
from engine.errors import Invalid
from tests.usecases import diagrams

DAY = timedelta(days=1)


def test_a_message_reaches_the_case_that_waits_for_its_key(world):
    world.deploy(diagrams.WAITS_FOR_MESSAGE)
    mine = world.start("waits", variables={"order": "A"})
    other = world.start("waits", variables={"order": "B"})

    published = world.publish("Msg_Answer", "A", variables={"text": "好"})

    assert published.instance.id == mine.id
    assert world.open(mine) == ["UT_After"]
    assert world.open(other) == []
    assert world.variables(mine) == {"order": "A", "text": "好"}
    assert world.replays(mine)


def test_each_message_reaches_one_case_the_one_that_waits_longest(world):
    world.deploy(diagrams.WAITS_FOR_MESSAGE)
    first = world.start("waits", variables={"order": "A"})
    world.advance(seconds=1)
    second = world.start("waits", variables={"order": "A"})

    assert world.publish("Msg_Answer", "A").instance.id == first.id
    assert world.publish("Msg_Answer", "A").instance.id == second.id
    assert world.publish("Msg_Answer", "A").instance is None


def test_a_message_that_came_before_anybody_waited_is_kept_for_its_time(world):
    world.deploy(diagrams.WAITS_FOR_MESSAGE)

    early = world.publish("Msg_Answer", "A", ttl=DAY, variables={"text": "早"})
    case = world.start("waits", variables={"order": "A"})

    assert early.buffered
    assert world.open(case) == ["UT_After"]
    assert world.variables(case)["text"] == "早"
    assert world.replays(case)


def test_a_message_whose_time_is_over_is_gone(world):
    world.deploy(diagrams.WAITS_FOR_MESSAGE)
    world.publish("Msg_Answer", "A", ttl=DAY)
    world.publish("Msg_Answer", "A")

    world.advance(days=2)
    case = world.start("waits", variables={"order": "A"})

    assert world.open(case) == []


def test_a_message_with_the_id_of_an_earlier_one_changes_nothing(world):
    world.deploy(diagrams.WAITS_FOR_MESSAGE)
    case = world.start("waits", variables={"order": "A"})
    second = world.start("waits", variables={"order": "A"})

    first = world.publish("Msg_Answer", "A", message_id="m1")
    again = world.publish("Msg_Answer", "A", message_id="m1")
    kept = world.publish("Msg_Answer", "B", message_id="m2", ttl=DAY)

    assert {case.id, second.id} > {first.instance.id}
    assert again.instance.id == first.instance.id
    assert len(world.tasks()) == 1
    assert world.publish("Msg_Answer", "B", message_id="m2") == kept


def test_a_message_starts_the_process_that_begins_with_it(world):
    world.deploy(diagrams.STARTS_BY_MESSAGE)

    started = world.publish("Msg_New", "", variables={"project": "HY01", "room": "8"}).instance

    assert (started.key, started.project, started.initiator) == ("by-message", "HY01", "ann")
    assert world.open(started) == ["UT_Look"]
    assert world.replays(started)


def test_a_newer_version_without_the_start_message_is_started_by_it_no_longer(world):
    world.deploy(diagrams.STARTS_BY_MESSAGE)
    world.deploy(diagrams.STARTS_BY_MESSAGE.replace(b'name="Msg_New"', b'name="Msg_Other"'))

    assert world.publish("Msg_New", "").instance is None
    assert world.publish("Msg_Other", "").instance.version == 2


@pytest.mark.parametrize("name", ["", "a..b", "case", "case.number"])
def test_a_message_that_no_case_could_take_is_refused_at_once(world, name):
    with pytest.raises(Invalid):
        world.publish("Msg_Answer", "A", ttl=DAY, variables={name: 1})


@pytest.mark.parametrize("wrong", [{"name": ""}, {"ttl": -DAY}, {"ttl": 400 * DAY}])
def test_a_message_has_a_name_and_a_time_to_live(world, wrong):
    with pytest.raises(Invalid):
        world.publish(**{"name": "Msg_Answer", **wrong})


def test_a_case_that_throws_a_message_reaches_another_one(world):
    world.deploy(diagrams.SENDS_MESSAGES, diagrams.WAITS_FOR_MESSAGE)
    receiver = world.start("waits", variables={"order": "A"})

    sender = world.start("sends", variables={"order": "A", "text": "到"})
    world.run_due()

    assert world.get(sender).state == "completed"
    assert world.open(receiver) == ["UT_After"]
    assert world.variables(receiver)["text"] == "到"
    assert world.run_due() == 0


def test_a_thrown_message_waits_for_its_receiver(world):
    world.deploy(diagrams.SENDS_MESSAGES, diagrams.WAITS_FOR_MESSAGE)
    world.start("sends", variables={"order": "A", "text": "先到"})
    world.run_due()

    receiver = world.start("waits", variables={"order": "A"})

    assert world.open(receiver) == ["UT_After"]


def test_a_suspended_case_gets_its_message_when_it_is_resumed(world):
    world.deploy(diagrams.WAITS_FOR_MESSAGE)
    case = world.start("waits", variables={"order": "A"})
    world.do(instances.suspend, case.id, by="ada", reason="x")

    assert world.publish("Msg_Answer", "A", ttl=DAY).buffered
    world.run_due()
    assert world.open(case) == []
    world.do(instances.resume, case.id, by="ada", reason="x")
    world.run_due()

    assert world.open(case) == ["UT_After"]


def test_messages_kept_for_suspended_cases_hold_up_nobody_elses(world, monkeypatch):
    monkeypatch.setattr("engine.messages.BATCH", 2)
    world.deploy(diagrams.WAITS_FOR_MESSAGE)
    stopped = world.start("waits", variables={"order": "A"})
    world.do(instances.suspend, stopped.id, by="ada", reason="x")
    for text in ("1", "2"):
        world.publish("Msg_Answer", "A", ttl=DAY, variables={"text": text})
        world.advance(seconds=1)
    with monkeypatch.context() as patched:  # neither sees what the other has not committed
        patched.setattr("engine.store.messages.Messages.waiting", lambda *_: [])
        world.publish("Msg_Answer", "B", ttl=DAY)
        case = world.start("waits", variables={"order": "B"})

    world.run_due()

    assert world.open(case) == ["UT_After"]
    assert world.open(stopped) == []
    world.do(instances.resume, stopped.id, by="ada", reason="x")
    world.run_due()
    assert world.variables(stopped)["text"] == "1"


def test_a_subscription_that_is_gone_by_the_time_of_the_lock_gets_nothing(world, monkeypatch):
    world.deploy(diagrams.WAITS_FOR_MESSAGE)
    case = world.start("waits", variables={"order": "A"})
    with world.store.read() as tx:
        (stale,) = tx.messages.receivers("Msg_Answer", "A")
    world.publish("Msg_Answer", "A")
    monkeypatch.setattr("engine.store.messages.Messages.receivers", lambda *_: [stale])

    published = world.publish("Msg_Answer", "A")

    assert published.instance is None
    assert world.open(case) == ["UT_After"]


def test_a_message_and_a_subscription_of_the_same_moment_are_brought_together(world, monkeypatch):
    world.deploy(diagrams.WAITS_FOR_MESSAGE)
    with (
        monkeypatch.context() as patched
    ):  # neither transaction sees what the other has not committed
        patched.setattr("engine.store.messages.Messages.waiting", lambda *_: [])
        world.publish("Msg_Answer", "A", ttl=DAY)
        case = world.start("waits", variables={"order": "A"})
    assert world.open(case) == []

    world.run_due()

    assert world.open(case) == ["UT_After"]
    assert world.do(lambda tx, by: messages.deliver_one(tx)) is False


LISTENS = diagrams.bpmn(
    "listens",
    '<startEvent id="M_New"><messageEventDefinition id="MD_2" messageRef="Msg_New"/></startEvent>'
    + diagrams.START
    + diagrams.user("UT_Work")
    + '<boundaryEvent id="B_Note" attachedToRef="UT_Work" cancelActivity="false">'
    '<messageEventDefinition id="MD_4" messageRef="Msg_New"/></boundaryEvent>'
    + diagrams.END
    + '<endEvent id="End_Noted"/>'
    + diagrams.path("StartEvent_1", "UT_Work", "End_1")
    + diagrams.path("M_New", "UT_Work")
    + diagrams.path("B_Note", "End_Noted"),
    more='<message id="Msg_New" name="Msg_New"><extensionElements>'
    '<zeebe:subscription correlationKey="=&quot;7&quot;"/></extensionElements></message>',
)


def test_whoever_goes_on_listening_hears_a_message_once(world):
    world.deploy(LISTENS)
    case = world.start("listens")

    world.publish("Msg_New", "7", ttl=DAY)

    assert world.history(case).count("MessageCorrelated") == 1


def test_a_process_that_a_message_started_does_not_hear_it_again(world):
    world.deploy(LISTENS)

    started = world.publish("Msg_New", "7", ttl=DAY).instance

    assert world.history(started).count("MessageCorrelated") == 0
    assert world.publish("Msg_New", "7", ttl=DAY).instance.id == started.id


def test_a_buffered_message_that_somebody_else_took_first_is_left_to_him(world, monkeypatch):
    world.deploy(diagrams.WAITS_FOR_MESSAGE)
    world.publish("Msg_Answer", "A", ttl=DAY)
    monkeypatch.setattr("engine.store.messages.Messages.correlated", lambda *_: False)

    case = world.start("waits", variables={"order": "A"})
    world.run_due()

    assert world.open(case) == []


def test_of_two_messages_that_came_early_an_event_gateway_takes_the_first_and_leaves_the_other(
    world,
):
    catches = (
        f'<intermediateCatchEvent id="M_{n}"><messageEventDefinition id="MD_{n}" messageRef="Msg_{n}"/>'
        "</intermediateCatchEvent>"
        for n in "AB"
    )
    named = (
        f'<message id="Msg_{n}" name="Msg_{n}"><extensionElements>'
        '<zeebe:subscription correlationKey="=order"/></extensionElements></message>'
        for n in "AB"
    )
    world.deploy(
        diagrams.bpmn(
            "first-of-two",
            diagrams.START
            + '<eventBasedGateway id="G_1"/>'
            + "".join(catches)
            + diagrams.user("UT_A")
            + diagrams.user("UT_B")
            + diagrams.END
            + diagrams.path("StartEvent_1", "G_1", "M_A", "UT_A", "End_1")
            + diagrams.path("G_1", "M_B", "UT_B", "End_1"),
            more="".join(named),
        )
    )
    world.publish("Msg_A", "7", ttl=DAY)
    second = world.publish("Msg_B", "7", ttl=DAY, message_id="b")

    case = world.start("first-of-two", variables={"order": "7"})

    assert world.open(case) == ["UT_A"]
    assert world.publish("Msg_B", "7", message_id="b") == second
    assert world.replays(case)


def test_everybody_who_listens_hears_a_signal(world):
    world.deploy(diagrams.HEARS_SIGNAL, diagrams.STARTS_BY_SIGNAL)
    cases = [world.start("hears") for _ in range(3)]
    world.do(instances.suspend, cases[2].id, by="ada", reason="x")

    heard = world.do(signals.broadcast, "Sig_Alarm", variables={"project": "HY01", "place": "B1"})

    assert {case.id for case in heard.received} == {cases[0].id, cases[1].id}
    assert [case.key for case in heard.started] == ["by-signal"]
    assert heard.started[0].project == "HY01"
    assert world.open(cases[0]) == ["UT_React"]
    assert world.open(cases[2]) == []
    assert world.variables(cases[1])["place"] == "B1"
    assert all(world.replays(case) for case in (*cases, *heard.started))


def test_a_signal_that_a_case_throws_is_heard_by_the_others(world):
    world.deploy(diagrams.HEARS_SIGNAL, diagrams.THROWS_SIGNAL)
    case = world.start("hears")

    world.start("throws")
    world.run_due()

    assert world.open(case) == ["UT_React"]
    assert world.run_due() == 0


def test_a_signal_has_a_name(world):
    with pytest.raises(Invalid):
        world.do(signals.broadcast, "")
