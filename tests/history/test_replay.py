"""Which events stand for commands, so that a case can be replayed."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from engine.errors import Invalid
from engine.history import command_of, commands, link
from engine.model import SYSTEM, moves, part_id
from engine.model import commands as cmd
from engine.model import events as ev

CASE = UUID(int=7 << 64)
PART = part_id(CASE, 1)
AT = datetime(2026, 7, 1, tzinfo=UTC)
DATA = {"a": 1}

TRANSLATIONS = [
    (
        ev.InstanceStarted(
            definition_id="p:1",
            key="p",
            version=1,
            digest="d",
            variables=DATA,
            element_id="S",
            case={"number": "TS-1"},
        ),
        cmd.Start(instance_id=CASE, variables=DATA, element_id="S", case={"number": "TS-1"}),
    ),
    (
        ev.UserTaskCompleted(task_id=PART, element_id="UT", variables=DATA),
        cmd.CompleteActivity(activity_id=PART, variables=DATA),
    ),
    (
        ev.JobCompleted(job_id=PART, element_id="S", variables=DATA),
        cmd.CompleteActivity(activity_id=PART, variables=DATA),
    ),
    (
        ev.JobErrorThrown(job_id=PART, element_id="S", code="E", message="m", variables=DATA),
        cmd.ThrowError(activity_id=PART, code="E", message="m", variables=DATA),
    ),
    (
        ev.UserTaskEscalated(task_id=PART, element_id="UT", code="E", variables=DATA),
        cmd.ThrowEscalation(activity_id=PART, code="E", variables=DATA),
    ),
    (
        ev.UserTaskEscalated(
            task_id=PART, element_id="UT", code="E", variables=DATA, is_error=True
        ),
        cmd.ThrowError(activity_id=PART, code="E", variables=DATA),
    ),
    (
        ev.TimerFired(timer_id=PART, element_id="T", due_at=AT, missed=2),
        cmd.FireTimer(timer_id=PART, missed=2),
    ),
    (
        ev.MessageCorrelated(subscription_id=PART, element_id="M", name="n", variables=DATA),
        cmd.DeliverMessage(subscription_id=PART, variables=DATA),
    ),
    (ev.SignalReceived(name="n", variables=DATA), cmd.DeliverSignal(name="n", variables=DATA)),
    (
        ev.ChildEnded(
            activity_id=PART, element_id="C", child_id=CASE, variables=DATA, error_code="E"
        ),
        cmd.EndChild(activity_id=PART, variables=DATA, error_code="E"),
    ),
    (
        ev.ChildEscalated(
            activity_id=PART, element_id="C", child_id=CASE, code="E", variables=DATA
        ),
        cmd.ThrowEscalation(activity_id=PART, code="E", variables=DATA),
    ),
    (
        ev.ActivityChosen(activity_id=PART, element_id="A"),
        cmd.ChooseActivity(activity_id=PART, element_id="A"),
    ),
    (
        ev.VariablesWritten(variables=DATA, scope_id=PART),
        cmd.WriteVariables(variables=DATA, scope_id=PART),
    ),
    (
        ev.IncidentRetried(incident_id=PART, element_id="G"),
        cmd.RetryIncident(incident_id=PART),
    ),
    (
        ev.InstanceModified(
            instructions=({"do": "cancel_activity", "activity_id": str(PART)},), reason="r"
        ),
        cmd.Modify(instructions=(moves.CancelActivity(activity_id=PART),), reason="r"),
    ),
    (
        ev.CalendarAdopted(calendar={"id": "cn/2", "stated": {}}, before="cn/1"),
        cmd.AdoptCalendar(calendar={"id": "cn/2", "stated": {}}),
    ),
    (
        ev.TimerRescheduled(timer_id=PART, element_id="T", due_at=AT, previous=AT, reason="r"),
        cmd.RescheduleTimer(timer_id=PART, due_at=AT),
    ),
    (ev.InstanceTerminated(reason="r"), cmd.Terminate()),
    (ev.CancellationBegun(reason="r"), cmd.Cancel(reason="r")),
    (
        ev.InstanceMigrated(
            definition_id="p:2",
            version=2,
            digest="d2",
            previous_id="p:1",
            previous_version=1,
            previous_digest="d",
            reason="r",
            mapping={"A": "B"},
            timers="recompute",
            routing="again",
        ),
        cmd.Migrate(definition_id="p:2", mapping={"A": "B"}, timers="recompute", routing="again"),
    ),
]


@pytest.mark.parametrize(("event", "command"), TRANSLATIONS, ids=lambda value: type(value).__name__)
def test_an_event_stands_for_its_command(event, command):
    assert command_of(event, CASE) == command


def test_every_command_can_be_read_back_from_the_history():
    assert {type(command) for _, command in TRANSLATIONS} == {*cmd.Command.__args__, cmd.Migrate}


def test_an_event_that_only_tells_stands_for_no_command():
    assert command_of(ev.SequenceFlowTaken(flow_id="F"), CASE) is None


@pytest.fixture
def rows():
    events = [event for event, _ in TRANSLATIONS]
    events.insert(1, ev.SequenceFlowTaken(flow_id="F"))
    salts = bytes(16 * len(events))
    return list(link(CASE, 0, bytes(32), events, actor=SYSTEM, at=AT, key=b"k", salts=salts))


def test_a_history_gives_its_commands_in_order_with_their_times(rows):
    assert list(commands(rows)) == [(command, AT) for _, command in TRANSLATIONS]


def test_a_history_of_which_something_was_erased_cannot_be_replayed(rows):
    rows[1] = replace(rows[1], payload=None, salt=None)

    with pytest.raises(Invalid, match="erased"):
        list(commands(rows))
