"""Use cases on cases: start one, suspend and resume it, end it, mend its variables."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from engine import access, advance, interpreter
from engine.advance import forms_of
from engine.errors import Conflict, InstanceNotActive, Invalid
from engine.model import (
    SYSTEM,
    Actor,
    Case,
    InstanceState,
    JobState,
    ProcessDefinition,
    ProcessInstance,
    Role,
    Variables,
)
from engine.model.events import (
    Event,
    InstanceResumed,
    InstanceSuspended,
    InstanceTerminated,
    VariablesWritten,
)
from engine.participation import refused
from engine.sights import Sight
from engine.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """Who has suspended a case, why, since when, and until when."""

    by: str
    by_name: str
    reason: str
    since: datetime
    until: datetime | None


def start(
    tx: Transaction,
    *,
    by: Actor,
    key: str | None = None,
    definition_id: str | None = None,
    version: int | None = None,
    variables: Variables | None = None,
    business_key: str | None = None,
    project: str | None = None,
    element_id: str | None = None,
) -> ProcessInstance:
    """Start a case of the newest version of `key`, of one version of it, or of `definition_id`.

    The case begins at the start event `element_id`, else at the none start event, else at all that
    no sequence flow leads to. The project is the argument, else the variable `project`. Where the
    start event has a form, the variables are what is handed in with it. Raises NotFound for an
    unknown process or version, FormInvalid with the mistakes by field, Conflict where the process
    wants one open case a number, or its starts are suspended.
    """
    definition = _definition(tx, key, definition_id, version)
    advance.check_may_start(tx, definition)
    handed_in = forms_of.start(definition, dict(variables or {}), tx.now, element_id)
    place = project if project is not None else handed_in.get("project")
    if place is not None and not isinstance(place, str):
        raise Invalid(f"project is {place!r}: expected the code of a unit")
    advance.check_unique(tx, definition, business_key)
    beginning = advance.Beginning(
        definition=definition,
        variables=handed_in,
        business_key=business_key,
        project=place,
        element_id=element_id,
    )
    return advance.begin(tx, beginning, by=by)


def suspend(
    tx: Transaction, instance_id: UUID, *, by: Actor, reason: str, until: datetime | None = None
) -> ProcessInstance:
    """Let nothing happen in a case and the processes it calls; its timers wait.

    The clocks of its tasks stand still meanwhile. `until` lets it go on by itself. Administrators.
    Raises Invalid for a time that has passed.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    case = tx.cases.lock(instance_id)
    case.instance.check_active()
    if until is not None and until <= tx.now:
        raise refused(Invalid, f"{until.isoformat()} has passed", "恢复时间须晚于现在")
    suspended = InstanceSuspended(reason=advance.said(reason), until=until)
    advance.suspend(tx, case, suspended, by=by)
    return tx.cases.get(instance_id)


def resume(tx: Transaction, instance_id: UUID, *, by: Actor, reason: str) -> ProcessInstance:
    """Let a suspended case go on; timers that became due meanwhile fire at once.

    Its tasks are due later by what the suspension took. Administrators.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    case = tx.cases.lock(instance_id)
    if case.instance.state is not InstanceState.SUSPENDED:
        raise Conflict(f"case {instance_id} is {case.instance.state}, not suspended")
    return _go_on(tx, case, by, advance.said(reason))


def resume_due(tx: Transaction, job_id: UUID) -> ProcessInstance | None:
    """Let a case go on whose suspension is over; None where somebody has resumed it already."""
    case, job = tx.cases.lock_of_job(job_id)
    if job.state not in {JobState.OPEN, JobState.LEASED} or job.due_at > tx.now:
        return None
    return _go_on(tx, case, SYSTEM, "挂起到期")


def suspension(tx: Transaction, instance_id: UUID, *, by: Actor) -> Suspension | None:
    """Return who has suspended a case and why; None where it is not suspended.

    Raises NotFound where the case does not exist for him.
    """
    if tx.cases.get(instance_id, by).state is not InstanceState.SUSPENDED:
        return None
    rows = [
        (row, row.event)
        for row in tx.history.every(instance_id)
        if isinstance(row.event, InstanceSuspended)
    ]
    row, event = rows[-1]
    return Suspension(
        by=row.actor,
        by_name=row.actor_name,
        reason=event.reason,
        since=row.at,
        until=event.until,
    )


def terminate(tx: Transaction, instance_id: UUID, *, by: Actor, reason: str) -> ProcessInstance:
    """End a case (作废) with the processes it calls; what happened stays on record.

    Administrators. Raises Conflict for a called process: the case that waits for it is to be ended.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    case = tx.cases.lock(instance_id)
    if case.instance.state.ended:
        raise InstanceNotActive(f"case {instance_id} is {case.instance.state}")
    if case.instance.parent_id is not None:
        raise Conflict(
            f"case {instance_id} was called by case {case.instance.parent_id}: end that one",
            parent=str(case.instance.parent_id),
        )
    return advance.carry_out(tx, case, InstanceTerminated(reason=advance.said(reason)), by=by)


def variables(tx: Transaction, instance_id: UUID, *, by: Actor) -> Variables:
    """Return the variables of the process scope as they are now."""
    tx.cases.get(instance_id, by)
    return interpreter.variables(tx.cases.snapshot(instance_id))


def shown(tx: Transaction, instance_id: UUID, *, by: Actor) -> Variables:
    """Return the variables of the process scope as this actor gets to read them."""
    case = tx.cases.get(instance_id, by)
    return Sight.of(tx, by).veil(case).data(variables(tx, instance_id, by=by))


def write_variables(
    tx: Transaction,
    instance_id: UUID,
    *,
    by: Actor,
    variables: Variables,
    scope_id: UUID | None = None,
    reason: str,
) -> ProcessInstance:
    """Change variables from outside, by path; old and new values are recorded. Administrators.

    `scope_id` names an open activity whose own variables are meant; None = those of the process.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    case = tx.cases.lock(instance_id)
    case.instance.check_active()
    written = VariablesWritten(variables=variables, scope_id=scope_id, reason=advance.said(reason))
    return advance.carry_out(tx, case, written, by=by)


def _definition(
    tx: Transaction, key: str | None, definition_id: str | None, version: int | None
) -> ProcessDefinition:
    if definition_id is not None:
        return tx.definitions.get(definition_id)
    if key is None:
        raise Invalid("name the process by key or by definition_id")
    return tx.definitions.latest(key) if version is None else tx.definitions.version(key, version)


def _go_on(tx: Transaction, case: Case, by: Actor, reason: str) -> ProcessInstance:
    resumed = InstanceResumed(reason=reason)
    going = partial(_going, tx, resumed)
    advance.note_in_tree(tx, case, InstanceState.SUSPENDED, going, by=by)
    return tx.cases.get(case.instance.id)


def _going(tx: Transaction, resumed: Event, case: Case) -> list[Event]:
    tasks = iter(tx.tasks.of(case.instance.id))
    calendar = advance.calendar_of(tx, case.instance.project)
    return [resumed, *advance.all_resumed(tx, tasks, calendar)]
