"""Which recorded event stands for which command, so that a case can be replayed from its record."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.errors import Invalid
from engine.history.chain import HistoryRow
from engine.model import events, moves
from engine.model.commands import (
    AdoptCalendar,
    Cancel,
    ChooseActivity,
    Command,
    CompleteActivity,
    DeliverMessage,
    DeliverSignal,
    EndChild,
    FireTimer,
    Migrate,
    Modify,
    RescheduleTimer,
    RetryIncident,
    Start,
    Terminate,
    ThrowError,
    ThrowEscalation,
    WriteVariables,
)
from engine.model.events import Event

Recorded = Command | Migrate
_TakenBack = events.UserTaskReturned | events.UserTaskJumped | events.SubmissionWithdrawn


def command_of(event: Event, instance_id: UUID) -> Recorded | None:
    """Return the command that this event of the instance stands for; None = it only tells."""
    translate = _TRANSLATE.get(type(event))
    return None if translate is None else translate(event, instance_id)


def commands(rows: Iterable[HistoryRow]) -> Iterator[tuple[Recorded, datetime]]:
    """Yield the commands of a case with the time each was carried out, in order.

    Raises Invalid where a payload was erased: such a case cannot be replayed.
    """
    for row in rows:
        event = row.event
        if event is None:
            raise Invalid(f"row {row.seq} of case {row.instance_id} has been erased")
        command = command_of(event, row.instance_id)
        if command is not None:
            yield command, row.at


def _start(event: events.InstanceStarted, instance_id: UUID) -> Command:
    return Start(
        instance_id=instance_id,
        variables=event.variables,
        element_id=event.element_id,
        event=event.event,
        correlation_key=event.correlation_key,
        case=event.case,
        at=tuple(map(moves.of_json, event.at)),
    )


def _choose(event: events.ActivityChosen, _: UUID) -> Command:
    return ChooseActivity(activity_id=event.activity_id, element_id=event.element_id)


def _complete_task(event: events.UserTaskCompleted, _: UUID) -> Command:
    return CompleteActivity(activity_id=event.task_id, variables=event.variables)


def _complete_job(event: events.JobCompleted, _: UUID) -> Command:
    return CompleteActivity(activity_id=event.job_id, variables=event.variables)


def _throw_from_job(event: events.JobErrorThrown, _: UUID) -> Command:
    return ThrowError(
        activity_id=event.job_id,
        code=event.code,
        message=event.message,
        variables=event.variables,
    )


def _escalate(event: events.UserTaskEscalated, _: UUID) -> Command:
    if event.is_error:
        return ThrowError(activity_id=event.task_id, code=event.code, variables=event.variables)
    return ThrowEscalation(activity_id=event.task_id, code=event.code, variables=event.variables)


def _escalate_call(event: events.ChildEscalated, _: UUID) -> Command:
    return ThrowEscalation(
        activity_id=event.activity_id, code=event.code, variables=event.variables
    )


def _fire(event: events.TimerFired, _: UUID) -> Command:
    return FireTimer(timer_id=event.timer_id, missed=event.missed)


def _deliver_message(event: events.MessageCorrelated, _: UUID) -> Command:
    return DeliverMessage(subscription_id=event.subscription_id, variables=event.variables)


def _deliver_signal(event: events.SignalReceived, _: UUID) -> Command:
    return DeliverSignal(name=event.name, variables=event.variables)


def _end_child(event: events.ChildEnded, _: UUID) -> Command:
    return EndChild(
        activity_id=event.activity_id,
        variables=event.variables,
        error_code=event.error_code,
    )


def _write(event: events.VariablesWritten, _: UUID) -> Command:
    return WriteVariables(variables=event.variables, scope_id=event.scope_id)


def _retry(event: events.IncidentRetried, _: UUID) -> Command:
    return RetryIncident(incident_id=event.incident_id)


def _modify(event: events.InstanceModified, _: UUID) -> Command:
    instructions = tuple(map(moves.of_json, event.instructions))
    return Modify(instructions=instructions, reason=event.reason)


def _take_back(event: _TakenBack, _: UUID) -> Command:
    instructions = tuple(map(moves.of_json, event.instructions))
    return Modify(instructions=instructions, reason=event.reason)


def _migrate(event: events.InstanceMigrated, _: UUID) -> Migrate:
    return Migrate(
        definition_id=event.definition_id,
        mapping=event.mapping,
        timers="recompute" if event.timers == "recompute" else "keep",
        routing="again" if event.routing == "again" else "keep",
    )


def _adopt(event: events.CalendarAdopted, _: UUID) -> Command:
    return AdoptCalendar(calendar=event.calendar)


def _reschedule(event: events.TimerRescheduled, _: UUID) -> Command:
    return RescheduleTimer(timer_id=event.timer_id, due_at=event.due_at)


def _cancel(event: events.CancellationBegun, _: UUID) -> Command:
    return Cancel(reason=event.reason, called="undo" if event.called == "undo" else "end")


def _terminate(_event: Event, _: UUID) -> Command:
    return Terminate()


_TRANSLATE: Mapping[type[Event], Callable[[Any, UUID], Recorded]] = {
    events.InstanceStarted: _start,
    events.UserTaskCompleted: _complete_task,
    events.ActivityChosen: _choose,
    events.JobCompleted: _complete_job,
    events.JobErrorThrown: _throw_from_job,
    events.UserTaskEscalated: _escalate,
    events.TimerFired: _fire,
    events.MessageCorrelated: _deliver_message,
    events.SignalReceived: _deliver_signal,
    events.ChildEnded: _end_child,
    events.ChildEscalated: _escalate_call,
    events.VariablesWritten: _write,
    events.IncidentRetried: _retry,
    events.InstanceModified: _modify,
    events.CalendarAdopted: _adopt,
    events.TimerRescheduled: _reschedule,
    events.InstanceTerminated: _terminate,
    events.InstanceCancelled: _terminate,
    events.InstanceVoided: _terminate,
    events.CancellationBegun: _cancel,
    events.UserTaskReturned: _take_back,
    events.SubmissionWithdrawn: _take_back,
    events.UserTaskJumped: _take_back,
    events.InstanceMigrated: _migrate,
}
