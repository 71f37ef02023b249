"""Use cases on incidents: something stopped a case; a person mends it and lets it go on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from engine import access, advance
from engine.errors import Conflict, EngineError, Invalid
from engine.model import Actor, Case, Incident, ProcessInstance, Role, Variables
from engine.model.events import (
    ChildCalled,
    IncidentResolved,
    IncidentRetried,
    JobFailed,
    VariablesWritten,
)
from engine.store import IncidentQuery, Page, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """How one of many retries went."""

    incident: Incident
    after: ProcessInstance | None = None
    """The case then; an incident may have been raised anew. None = it was refused."""
    refused: str = ""


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


def retry(
    tx: Transaction, incident_id: UUID, *, by: Actor, reason: str, retries: int = 1
) -> ProcessInstance:
    """Try once more what was stopped, with nothing mended here. Administrators.

    Raises as `resolve` does.
    """
    return resolve(tx, incident_id, by=by, retries=retries, reason=advance.said(reason))


def retry_all(
    run: Callable[[Callable[[Transaction], ProcessInstance]], ProcessInstance],
    incidents: Sequence[Incident],
    *,
    by: Actor,
    reason: str,
) -> Sequence[Retried]:
    """Retry many incidents, each in a transaction of its own, and say how each went.

    `run` carries out one transaction (Store.run). One that is refused stops none of the others.
    """
    why = advance.said(reason)
    access.check_has_role(by, Role.ADMINISTRATOR)
    return [_retried(run, incident, by, why) for incident in incidents]


def _retried(
    run: Callable[[Callable[[Transaction], ProcessInstance]], ProcessInstance],
    incident: Incident,
    by: Actor,
    reason: str,
) -> Retried:
    try:
        after = run(lambda tx: retry(tx, incident.id, by=by, reason=reason))
    except EngineError as error:
        return Retried(incident=incident, refused=f"{error.code}: {error}")
    return Retried(incident=incident, after=after)


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
