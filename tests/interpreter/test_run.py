"""The face of the interpreter: what it takes, what it refuses, and that it is a pure function."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from engine.errors import Conflict, Invalid, NotFound
from engine.interpreter import first_start, next_start, run, start_events, variables, visible
from engine.model import ProcessDefinition, commands, events, part_id

INSTANCE = UUID("01990000-0000-7000-8000-000100000000")
NOW = datetime(2026, 1, 1, 4, tzinfo=UTC)
DIAGRAMS = Path(__file__).parent.parent / "bpmn"


def definition_of(name):
    xml = (DIAGRAMS / f"{name}.bpmn").read_bytes()
    return ProcessDefinition(
        id=f"{name}:1", key=name, version=1, name=name, digest=sha256(xml).hexdigest(), xml=xml,
        decisions={}, forms={},
    )  # fmt: skip


@pytest.fixture
def loop():
    return definition_of("loop")


@pytest.fixture
def started(loop):
    return run(loop, None, commands.Start(instance_id=INSTANCE, variables={"a": 1}), NOW)


def test_the_same_arguments_give_the_same_bytes_and_events(loop, started):
    (task,) = [e for e in started.events if isinstance(e, events.UserTaskCreated)]
    command = commands.CompleteActivity(activity_id=task.task_id, variables={"again": True})

    one, two = (run(loop, started.snapshot, command, NOW) for _ in range(2))

    assert one == two


def test_ids_are_parts_of_the_instance(started):
    ids = [e.activity_id for e in started.events if isinstance(e, events.ElementActivated)]

    assert ids == [part_id(INSTANCE, 2), part_id(INSTANCE, 3)]


def test_a_rejected_command_has_changed_nothing(loop, started):
    before = started.snapshot

    with pytest.raises(NotFound):
        run(loop, before, commands.FireTimer(timer_id=part_id(INSTANCE, 9)), NOW)

    assert run(loop, before, commands.Terminate(), NOW).events


def test_a_run_begins_with_start_and_only_once(loop, started):
    with pytest.raises(Invalid, match="begins with Start"):
        run(loop, None, commands.Terminate(), NOW)
    with pytest.raises(Conflict):
        run(loop, started.snapshot, commands.Start(instance_id=INSTANCE), NOW)


@pytest.mark.parametrize("snapshot", [b"", b"[]", b"{}", b'{"v":99}'])
def test_bytes_that_are_no_snapshot_are_refused(loop, snapshot):
    with pytest.raises(Invalid, match="snapshot"):
        run(loop, snapshot, commands.Terminate(), NOW)


def test_a_definition_whose_diagram_lacks_the_process_is_refused(loop):
    other = ProcessDefinition(
        id="x:1", key="x", version=1, name="x", digest="x", xml=loop.xml, decisions={}, forms={}
    )

    with pytest.raises(Invalid, match="no process 'x'"):
        run(other, None, commands.Start(instance_id=INSTANCE), NOW)


def test_the_variables_of_the_process_can_be_read_from_a_snapshot(started):
    assert variables(started.snapshot) == {"a": 1}


def test_an_incident_that_is_not_open_cannot_be_retried(loop, started):
    with pytest.raises(NotFound, match="incident"):
        run(loop, started.snapshot, commands.RetryIncident(incident_id=part_id(INSTANCE, 3)), NOW)


def test_variables_may_be_written_into_the_scope_of_an_activity(loop, started):
    (task,) = [e for e in started.events if isinstance(e, events.UserTaskCreated)]
    command = commands.WriteVariables(variables={"mine": 1}, scope_id=task.task_id)

    step = run(loop, started.snapshot, command, NOW)

    (changed,) = step.events
    assert changed.scope_id == task.task_id
    assert variables(step.snapshot) == {"a": 1}


def test_a_timer_is_no_message(loop):
    definition = definition_of("timer_catch")
    step = run(
        definition, None, commands.Start(instance_id=INSTANCE, variables={"wait": "PT1H"}), NOW
    )
    (timer,) = [e for e in step.events if isinstance(e, events.TimerArmed)]

    command = commands.DeliverMessage(subscription_id=timer.timer_id)
    with pytest.raises(NotFound, match="no message"):
        run(definition, step.snapshot, command, NOW)


def test_the_start_events_say_what_begins_the_process():
    found = {event.element_id: event for event in start_events(definition_of("message_start"))}

    assert found["Plain"].kind == "none"
    assert (found["Asked"].kind, found["Asked"].name) == ("message", "order")
    assert (found["Rung"].kind, found["Rung"].name) == ("signal", "ring")
    assert found["Daily"].kind == "timer"
    assert found["Plain"].form_id is None


def test_a_timer_start_event_says_when_it_fires():
    definition = definition_of("message_start")

    first = first_start(definition, "Daily", NOW)
    later = next_start(first.at, first.cycle, 2)

    assert first.at == datetime(2026, 1, 2, 4, tzinfo=UTC)
    assert later is not None
    assert later.at == datetime(2026, 1, 5, 4, tzinfo=UTC)


def test_what_is_handed_in_is_kept_as_json_whatever_python_it_was(loop):
    facts = {"started": NOW}
    command = commands.Start(instance_id=INSTANCE, variables={"at": NOW, "t": (1, 2)}, case=facts)

    step = run(loop, None, command, NOW)

    (task,) = [e for e in step.events if isinstance(e, events.UserTaskCreated)]
    assert visible(loop, step.snapshot, task.task_id, NOW) == {
        "at": "2026-01-01T04:00:00+00:00",
        "t": [1, 2],
        "case": {"started": "2026-01-01T04:00:00+00:00"},
    }


def test_variables_that_nest_without_end_are_refused(loop, started):
    deep = value = {}
    for _ in range(300):
        value["a"] = value = {}
    path = ".".join("a" * 30)

    with pytest.raises(Invalid, match="JSON"):
        run(loop, started.snapshot, commands.WriteVariables(variables={"x": deep}), NOW)
    with pytest.raises(Invalid, match="path"):
        run(loop, started.snapshot, commands.WriteVariables(variables={path: 1}), NOW)


def test_variables_that_are_put_too_deep_to_be_kept_are_refused(loop, started):
    deep = value = {}
    for _ in range(245):
        value["a"] = value = {}
    path = ".".join("a" * 20)

    with pytest.raises(Invalid, match="cannot be kept"):
        run(loop, started.snapshot, commands.WriteVariables(variables={path: deep}), NOW)


def test_an_expression_that_nests_without_end_is_an_incident():
    definition = definition_of("nesting")
    step = run(definition, None, commands.Start(instance_id=INSTANCE), NOW)
    raised = []

    while not raised:
        (task,) = [e for e in step.events if isinstance(e, events.UserTaskCreated)]
        command = commands.CompleteActivity(activity_id=task.task_id)
        step = run(definition, step.snapshot, command, NOW)
        raised = [e for e in step.events if isinstance(e, events.IncidentRaised)]

    assert raised[0].kind == "mapping"


def test_a_straight_sequence_of_a_thousand_tasks_runs_in_one_command():
    nodes = "".join(
        f'<manualTask id="T{n}"><incoming>F{n}</incoming><outgoing>F{n + 1}</outgoing></manualTask>'
        f'<sequenceFlow id="F{n + 1}" sourceRef="T{n}" targetRef="{"E" if n == 999 else f"T{n + 1}"}"/>'
        for n in range(1000)
    )
    xml = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'
        '<process id="long"><startEvent id="S"><outgoing>F0</outgoing></startEvent>'
        f'<sequenceFlow id="F0" sourceRef="S" targetRef="T0"/>{nodes}'
        '<endEvent id="E"><incoming>F1000</incoming></endEvent></process></definitions>'
    ).encode()
    definition = ProcessDefinition(
        id="long:1",
        key="long",
        version=1,
        name="long",
        digest="long",
        xml=xml,
        decisions={},
        forms={},
    )

    step = run(definition, None, commands.Start(instance_id=INSTANCE), NOW)

    assert isinstance(step.events[-1], events.InstanceCompleted)
    assert sum(isinstance(e, events.ElementCompleted) for e in step.events) == 1002


def _withdrawn(definition):
    step = run(definition, None, commands.Start(instance_id=INSTANCE), NOW)
    (heard,) = [e for e in step.events if isinstance(e, events.MessageSubscribed)]
    command = commands.DeliverMessage(subscription_id=heard.subscription_id)
    return step, run(definition, step.snapshot, command, NOW)


def test_cases_share_a_program_and_nothing_of_one_shows_in_another():
    definition = definition_of("event_subprocess_interrupting")

    first, second = _withdrawn(definition), _withdrawn(definition)

    assert first == second


def test_many_threads_may_run_cases_of_one_definition():
    definition = definition_of("event_subprocess_interrupting")
    expected = _withdrawn(definition)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: _withdrawn(definition), range(200)))

    assert all(steps == expected for steps in found)
