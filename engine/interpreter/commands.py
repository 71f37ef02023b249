"""What each command does to a case: checked first, so that a rejection has changed nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.errors import InstanceNotActive, Invalid, NotFound
from engine.interpreter import beginning, cancelling, modifying, timers, withdrawing, worktime
from engine.interpreter.driving import drive, raise_incident
from engine.interpreter.failures import Uncaught
from engine.interpreter.flows import Case, Watch
from engine.interpreter.handed import json_of, json_patch, open_token, ordinal_of
from engine.interpreter.happening import happen, hear
from engine.interpreter.scopes import write_local
from engine.interpreter.specs import faults
from engine.interpreter.specs.ad_hoc import AdHocSubprocess
from engine.interpreter.specs.tasks import CallActivity, Job, UserTask, Waiting
from engine.interpreter.timers import TimerError
from engine.interpreter.tokens import Phase, Token
from engine.model import commands
from engine.model.events import TimerMoved


def carry_out(case: Case, command: commands.Command) -> None:
    """Apply a command and run on to the next wait state.

    Raises NotFound, Invalid or InstanceNotActive when the case does not admit it.
    """
    if case.completed:
        raise InstanceNotActive("the process instance has ended")
    _CARRY_OUT[type(command)](case, command)
    if not case.completed:
        drive(case)


def start(case: Case, command: commands.Start) -> None:
    """Begin where the command says: at a start event, or at the named places."""
    if command.at:
        case.changed(write_local(case.scope, json_patch(command.variables)), 0)
        modifying.begin(case, command.at)
    else:
        beginning.begin(case, command, json_patch(command.variables))


def _complete(case: Case, command: commands.CompleteActivity) -> None:
    token = _waiting(case, command.activity_id, Waiting)
    if not token.task_spec.by_hand:
        raise Invalid(
            f"{token.task_spec.bpmn_id} waits for an event or for a called process",
            id=str(command.activity_id),
            element_id=token.task_spec.bpmn_id,
        )
    token.task_spec.resume(token, json_patch(command.variables))


def _choose(case: Case, command: commands.ChooseActivity) -> None:
    token = _waiting(case, command.activity_id, AdHocSubprocess)
    token.task_spec.choose_activity(token, command.element_id)


def _fire(case: Case, command: commands.FireTimer) -> None:
    happen(case, _watch(case, command.timer_id, "timer"), {}, command.missed)


def _deliver_message(case: Case, command: commands.DeliverMessage) -> None:
    watch = _watch(case, command.subscription_id, "message")
    happen(case, watch, json_patch(command.variables), 0)


def _deliver_signal(case: Case, command: commands.DeliverSignal) -> None:
    hear(case, command.name, json_patch(command.variables))


def _throw_error(case: Case, command: commands.ThrowError) -> None:
    token = _waiting(case, command.activity_id, (UserTask, Job))
    detail = f": {command.message}" if command.message else ""
    _error_at(case, token, command.code, json_patch(command.variables), detail)


def _throw_escalation(case: Case, command: commands.ThrowEscalation) -> None:
    token = _waiting(case, command.activity_id, (UserTask, Job, CallActivity))
    faults.escalate(token, command.code, json_patch(command.variables))


def _end_child(case: Case, command: commands.EndChild) -> None:
    ordinal = ordinal_of(case, command.activity_id)
    if ordinal in case.called:
        cancelling.called_is_undone(case, ordinal)
        return
    token = _waiting(case, command.activity_id, CallActivity)
    variables = json_patch(command.variables)
    if command.error_code is None:
        token.task_spec.resume(token, variables)
    else:
        _error_at(case, token, command.error_code, variables, "")


def _error_at(
    case: Case, token: Token, code: str, variables: Mapping[str, Any], detail: str
) -> None:
    found = faults.catcher(token, "error", code)
    if found is not None:
        found.catch(variables)
        return
    if not isinstance(token.task_spec, CallActivity):
        token.task_spec.abandoned(token)
    raise_incident(case, token, Uncaught(code, variables, detail))


def _write(case: Case, command: commands.WriteVariables) -> None:
    variables = json_patch(command.variables)
    scope = case.scope
    if command.scope_id is not None:
        scope = open_token(case, command.scope_id).own_scope()
    case.changed(write_local(scope, variables), scope.owner)


def _retry(case: Case, command: commands.RetryIncident) -> None:
    token = case.incidents.get(ordinal_of(case, command.incident_id))
    if token is None:
        raise NotFound(f"no open incident {command.incident_id}", id=str(command.incident_id))
    if token.phase == Phase.WAITING:
        withdrawing.begin_afresh(token)
    else:
        withdrawing.close_incident(token)
        token.ready()


def _adopt(case: Case, command: commands.AdoptCalendar) -> None:
    case.facts = {**case.facts, worktime.CALENDAR: json_of(command.calendar)}
    for watch in case.watches.values():
        due_at = _counted_again(case, watch)
        if due_at is None or watch.due_at is None or due_at == watch.due_at:
            continue
        previous, watch.due_at = watch.due_at, due_at
        case.emit(
            TimerMoved(
                timer_id=case.id(watch.id),
                element_id=watch.element_id,
                due_at=due_at,
                previous=previous,
            )
        )


def _reschedule(case: Case, command: commands.RescheduleTimer) -> None:
    """Move a timer by hand: from then on it is not counted by the calendar any more."""
    watch = _watch(case, command.timer_id, "timer")
    watch.due_at = command.due_at
    watch.cycle = {} if timers.WORK in (watch.cycle or {}) else watch.cycle


def _counted_again(case: Case, watch: Watch) -> datetime | None:
    try:
        return worktime.again(watch, case.facts)
    except TimerError:  # beyond ten years: the timer stays where it was
        return None


def _terminate(case: Case, _: commands.Terminate) -> None:
    case.completed = True
    case.success = False
    withdrawing.empty(case)
    cancelling.leave_called(case)


_CARRY_OUT: dict[type, Callable[[Case, Any], None]] = {
    commands.Start: start,
    commands.CompleteActivity: _complete,
    commands.ChooseActivity: _choose,
    commands.FireTimer: _fire,
    commands.DeliverMessage: _deliver_message,
    commands.DeliverSignal: _deliver_signal,
    commands.ThrowError: _throw_error,
    commands.ThrowEscalation: _throw_escalation,
    commands.EndChild: _end_child,
    commands.WriteVariables: _write,
    commands.RetryIncident: _retry,
    commands.Modify: modifying.modify,
    commands.RescheduleTimer: _reschedule,
    commands.AdoptCalendar: _adopt,
    commands.Terminate: _terminate,
    commands.Cancel: cancelling.cancel,
}


def _waiting(
    case: Case, activity_id: UUID, kinds: type[Waiting] | tuple[type[Waiting], ...]
) -> Token:
    token = open_token(case, activity_id)
    waits = token.phase == Phase.WAITING and token.incident is None
    if not waits or not isinstance(token.task_spec, kinds):
        raise Invalid(
            f"{token.task_spec.bpmn_id} does not wait for this",
            id=str(activity_id),
            element_id=token.task_spec.bpmn_id,
        )
    return token


def _watch(case: Case, part: UUID, kind: str) -> Watch:
    watch = case.watches.get(ordinal_of(case, part))
    if watch is None or watch.kind != kind:
        raise NotFound(f"no {kind} {part} is armed", id=str(part))
    return watch
