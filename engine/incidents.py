"""Use cases on incidents: something stopped a case; a person mends it and lets it go on."""

from typing import Final
from uuid import UUID

from engine import access, advance
from engine.errors import Conflict, Invalid
from engine.model import Actor, Case, Incident, ProcessInstance, Role, Variables
from engine.model.events import (
    ChildCalled,
    IncidentResolved,
    IncidentRetried,
    JobFailed,
    VariablesWritten,
)
from engine.store import IncidentQuery, Page, Transaction

OPEN: Final = IncidentQuery()


def resolve(
    tx: Transaction,
    incident_id: UUID,
    *,
    by: Actor,
    variables: Variables | None = None,
    retries: int = 1,
    reason: str = "",
) -> ProcessInstance:
    """Mend variables of the process, if any are given, and try once more what was stopped.

    A failed job is opened again with so many `retries`; a call is called again; a task that could
    not be routed stays with whom it was given to meanwhile. Administrators. Raises Conflict where
    somebody else has resolved it.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    if retries < 1:
        raise Invalid(f"retries is {retries}: expected 1 or more")
    case = tx.cases.lock(tx.incidents.get(incident_id).instance_id)
    incident = tx.incidents.get(incident_id)
    if incident.resolved_at is not None:
        raise Conflict(f"incident {incident_id} has been resolved meanwhile")
    case.instance.check_active()
    if variables:
        written = VariablesWritten(variables=variables, reason=reason)
        advance.carry_out(tx, case, written, by=by)
        case = tx.cases.lock(case.instance.id)
    if advance.is_own(incident_id):
        return _again(tx, case, incident, retries, by)
    retried = IncidentRetried(
        incident_id=incident_id, element_id=incident.element_id, reason=reason
    )
    return advance.carry_out(tx, case, retried, by=by)


def _again(
    tx: Transaction, case: Case, incident: Incident, retries: int, by: Actor
) -> ProcessInstance:
    """Try again what the engine itself, and not the interpreter, could not carry out."""
    resolved = IncidentResolved(incident_id=incident.id, element_id=incident.element_id)
    activity_id = incident.activity_id
    assert activity_id is not None  # own incidents name the activity that they stop
    if incident.kind == "job":
        opened = JobFailed(
            job_id=activity_id,
            element_id=incident.element_id,
            retries=retries,
            message=incident.message,
            retry_at=tx.now,
        )
        return advance.note(tx, case, [opened, resolved], by=by)
    present = advance.note(tx, case, [resolved], by=by)
    if incident.kind not in advance.CALLS_STOPPED:
        return present
    return advance.call(tx, case, _call(tx, case, activity_id), by=by)


def _call(tx: Transaction, case: Case, activity_id: UUID) -> ChildCalled:
    """Return what the call activity asked for, from the record."""
    events = (row.event for row in tx.history.every(case.instance.id))
    calls = (event for event in events if isinstance(event, ChildCalled))
    return next(call for call in calls if call.activity_id == activity_id)


def page(
    tx: Transaction,
    query: IncidentQuery = OPEN,
    *,
    by: Actor,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Incident]:
    """Return incidents, the newest first. Administrators and auditors."""
    access.check_has_role(by, *access.SEES_ALL)
    return tx.incidents.page(query, limit=limit, cursor=cursor)
