"""How cases begin without a person: by messages, signals, timers and conditions, alone or together."""

from datetime import timedelta
from pathlib import Path

import pytest

from engine import conditions, instances, signals
from engine.errors import Conflict, Invalid
from tests.usecases import diagrams

BPMN = Path(__file__).parents[1] / "bpmn"
DAY = timedelta(days=1)


def drawn(name):
    return (BPMN / f"{name}.bpmn").read_bytes()


def catching(key, *, starts=False):
    """A process that waits for the message Msg_Answer, or begins with it."""
    event = '<messageEventDefinition id="MD_1" messageRef="Msg_Answer"/>'
    begin = f'<startEvent id="S">{event}</startEvent>' if starts else '<startEvent id="S"/>'
    catch = "" if starts else f'<intermediateCatchEvent id="C">{event}</intermediateCatchEvent>'
    way = ("S", "UT", "End_1") if starts else ("S", "C", "UT", "End_1")
    return diagrams.bpmn(
        key,
        begin + catch + diagrams.user("UT") + diagrams.END + diagrams.path(*way),
        more='<message id="Msg_Answer" name="Msg_Answer"><extensionElements>'
        '<zeebe:subscription correlationKey="=order"/></extensionElements></message>',
    )


def test_a_message_reaches_one_case_of_every_process_that_waits_and_starts_every_other(world):
    world.deploy(catching("first"), catching("second"), catching("third", starts=True))
    cases = []
    for key in ("first", "second", "second"):
        cases.append(world.start(key, variables={"order": "A"}))
        world.advance(seconds=1)

    published = world.publish("Msg_Answer", "A", variables={"text": "好"})

    assert [case.key for case in published.instances] == ["first", "second", "third"]
    assert {case.id for case in published.instances} >= {cases[0].id, cases[1].id}
    assert world.open(cases[2]) == []
    assert published.instance.id == cases[0].id
    assert not published.buffered
    assert all(world.replays(case) for case in published.instances)


def test_a_message_that_somebody_got_is_not_kept_for_others(world):
    world.deploy(catching("first"), catching("second"))
    world.start("first", variables={"order": "A"})

    world.publish("Msg_Answer", "A", ttl=DAY)
    late = world.start("second", variables={"order": "A"})

    assert world.open(late) == []


def test_a_suspended_case_leaves_the_message_to_the_other_processes(world):
    world.deploy(catching("first"), catching("second"))
    first = world.start("first", variables={"order": "A"})
    second = world.start("second", variables={"order": "A"})
    world.do(instances.suspend, first.id, by="ada", reason="x")

    published = world.publish("Msg_Answer", "A")

    assert [case.id for case in published.instances] == [second.id]


@pytest.mark.parametrize("trigger", ["signal", "timer", "message"])
def test_each_trigger_of_a_multiple_start_event_starts_cases(world, trigger):
    world.deploy(drawn("start_events"))

    if trigger == "signal":
        world.do(signals.broadcast, "ring")
    elif trigger == "timer":
        world.advance(days=1)
    else:
        world.publish("call")

    (case,) = world.cases("start_events")
    assert world.open(case) == ["U"]
    assert world.replays(case)


def test_the_timer_of_a_multiple_start_event_goes_on(world):
    world.deploy(drawn("start_events"))

    world.advance(days=1)
    world.advance(days=1)

    assert len(world.cases("start_events")) == 2


def test_a_newer_version_is_started_in_the_place_of_the_older_one(world):
    world.deploy(drawn("start_events"))
    world.deploy(drawn("start_events").replace(b'id="U" name="U"', b'id="U" name="V"'))

    started = world.do(signals.broadcast, "ring").started

    assert [case.version for case in started] == [2]


def test_a_condition_that_is_true_starts_the_process_with_what_made_it_true(world):
    world.deploy(drawn("start_events"), diagrams.HEARS_SIGNAL)

    cold = world.do(conditions.evaluate, variables={"degrees": 40})
    (hot,) = world.do(
        conditions.evaluate, variables={"degrees": 41, "project": "HY01"}, business_key="H-1"
    )

    assert cold == ()
    assert (hot.key, hot.business_key, hot.project) == ("start_events", "H-1", "HY01")
    assert world.variables(hot)["degrees"] == 41
    assert world.replays(hot)


def test_the_question_may_be_for_one_process(world):
    world.deploy(drawn("start_events"))

    other = world.do(conditions.evaluate, variables={"degrees": 41}, key="other")
    this = world.do(conditions.evaluate, variables={"degrees": 41}, key="start_events")

    assert (len(other), len(this)) == (0, 1)


def test_a_condition_of_an_earlier_version_starts_nothing(world):
    world.deploy(drawn("start_events"))
    world.deploy(drawn("start_events").replace(b"degrees &gt; 40", b"degrees &gt; 50"))

    assert world.do(conditions.evaluate, variables={"degrees": 41}) == ()


def test_a_project_that_is_no_text_is_refused(world):
    with pytest.raises(Invalid, match="project"):
        world.do(conditions.evaluate, variables={"project": 1})


def test_where_a_process_wants_one_open_case_a_number_a_second_one_is_refused(world):
    condition = (
        "<conditionalEventDefinition><condition>=hot</condition></conditionalEventDefinition>"
    )
    unique = diagrams.bpmn(
        "unique",
        f'<startEvent id="S">{condition}</startEvent>'
        + diagrams.user("UT")
        + diagrams.END
        + diagrams.path("S", "UT", "End_1"),
        settings={"gj:uniqueKey": "true"},
    )
    world.deploy(unique)
    world.do(conditions.evaluate, variables={"hot": True}, business_key="1")

    with pytest.raises(Conflict):
        world.do(conditions.evaluate, variables={"hot": True}, business_key="1")


def test_a_case_begins_at_the_start_event_that_is_chosen(world):
    world.deploy(drawn("start_events"))

    case = world.start("start_events", element_id="Other", variables={"x": 1})

    assert world.events(case, "ElementCompleted")[0].element_id == "Other"
    assert world.replays(case)


def test_without_a_choice_between_plain_start_events_nothing_is_started(world):
    world.deploy(drawn("start_events"))

    with pytest.raises(Invalid, match="Plain, Other"):
        world.start("start_events")

    assert world.cases("start_events") == []


def test_a_process_without_start_event_begins_everywhere_at_once(world):
    world.deploy(drawn("implicit_start"))

    case = world.start("implicit_start")

    assert world.open(case) == ["A", "B", "C", "D"]
    assert world.replays(case)


def test_the_first_message_at_an_instantiating_gateway_starts_a_case_each_time(world):
    world.deploy(drawn("instantiating_gateway"))

    first = world.publish("phone").instance
    second = world.publish("mail").instance

    assert first.id != second.id
    assert [world.open(case) for case in (first, second)] == [["U"], ["U"]]
    assert world.replays(first)


def test_a_parallel_instantiating_gateway_collects_its_messages_by_their_key(world):
    world.deploy(drawn("instantiating_gateway_parallel"))

    mine = world.publish("paid", "7").instance
    other = world.publish("signed", "8").instance
    again = world.publish("signed", "7").instance

    assert again.id == mine.id
    assert world.open(mine) == ["U"]
    assert world.open(other) == []
    assert world.publish("paid", "8").instance.id == other.id
    assert all(world.replays(case) for case in (mine, other))


def test_a_message_that_came_twice_begins_a_second_collection(world):
    world.deploy(drawn("instantiating_gateway_parallel"))

    first = world.publish("paid", "7").instance
    world.advance(seconds=1)
    second = world.publish("paid", "7").instance

    assert first.id != second.id
    assert world.publish("signed", "7").instance.id == first.id
    assert world.publish("signed", "7").instance.id == second.id


def test_a_receive_task_that_instantiates_starts_a_case_with_its_message(world):
    world.deploy(drawn("instantiating_receive_task"))

    case = world.publish("ask", "7", variables={"what": "灯"}).instance

    assert world.open(case) == ["U"]
    assert world.variables(case) == {"what": "灯"}


def test_a_parallel_multiple_start_event_collects_messages_and_signals(world):
    world.deploy(drawn("start_parallel_multiple"))

    case = world.publish("paid", "7", variables={"order": "7"}).instance
    heard = world.do(signals.broadcast, "open")
    done = world.publish("signed", "7").instance

    assert [each.id for each in heard.received] == [case.id]
    assert heard.started == ()
    assert done.id == case.id
    assert world.open(case) == ["U"]
    assert world.replays(case)


def test_a_signal_that_no_case_collects_begins_a_collection(world):
    world.deploy(drawn("start_parallel_multiple"))

    (case,) = world.do(signals.broadcast, "open", variables={"order": "7"}).started

    assert world.open(case) == []
    assert world.publish("paid", "7").instance.id == case.id


def test_what_a_parallel_multiple_event_still_misses_outlives_a_restart(world):
    world.deploy(drawn("parallel_multiple_catch"))
    case = world.start("parallel_multiple_catch", variables={"order": "7"})

    world.do(signals.broadcast, "open")
    world.advance(hours=1)
    world.do(instances.write_variables, case.id, by="ada", variables={"ready": True}, reason="x")
    with world.store.read() as tx:
        missing = [one.name for one in tx.messages.of(case.id)]
    world.publish("paid", "7")

    assert missing == ["paid"]
    assert world.open(case) == ["U"]
    assert world.replays(case)
