"""Incidents: what cases got stuck on, and trying again after mending it."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from api.depends import ADMINISTRATORS, Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body, Json
from api.views.instances import InstanceOut
from api.views.jobs import IncidentOut, RetriesOut
from engine import access, incidents
from engine.errors import Conflict, InstanceNotActive, NotFound, NotPermitted
from engine.model import Role
from engine.sights import Sight
from engine.store import IncidentQuery, Transaction

router = APIRouter(prefix="/incidents", tags=["incidents"])


class Again(Body):
    """Why it is tried again."""

    reason: str = Field(min_length=1, max_length=2000)
    retries: int = Field(default=1, ge=1, le=100, description="Of a failed job.")


class Retries(Body):
    """Which open incidents are tried again, and why; what is not named does not filter."""

    reason: str = Field(min_length=1, max_length=2000)
    kind: str | None = Field(default=None, examples=["job"])
    process_key: str | None = None
    definition_id: str | None = None
    instance_id: UUID | None = None
    element_id: str | None = None
    text: str | None = Field(default=None, max_length=200, description="Part of the message.")
    limit: int = Field(default=100, ge=1, le=500)


class Resolution(Body):
    """What was mended, and why; then the step is tried again."""

    reason: str = Field(min_length=1, max_length=2000)
    variables: Json = Field(default_factory=dict, description="Variables to mend first.")


@router.get("", responses=documented(NotPermitted))
def list_incidents(
    *,
    call: Question,
    open: bool = True,  # noqa: A002 - a switch in the address
    process_key: str | None = None,
    instance_id: UUID | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PageOut[IncidentOut]:
    """List incidents (administrators and auditors)."""
    access.check_has_role(call.actor, *access.SEES_ALL)
    query = IncidentQuery(is_open=open, key=process_key, instance_id=instance_id)
    page = call.read(lambda tx: tx.incidents.page(query, limit=limit, cursor=cursor))
    return PageOut(items=[IncidentOut.of(each) for each in page.items], next=page.next)


@router.get("/{incident_id}", responses=documented(NotFound, NotPermitted))
def get_incident(incident_id: UUID, call: Question) -> IncidentOut:
    """Show one incident."""
    access.check_has_role(call.actor, *access.SEES_ALL)
    return IncidentOut.of(call.read(lambda tx: tx.incidents.get(incident_id)))


@router.post(
    "/{incident_id}/resolution",
    responses=documented(NotFound, NotPermitted, Conflict, InstanceNotActive),
    response_model=InstanceOut,
    dependencies=[ADMINISTRATORS],
)
def resolve_incident(incident_id: UUID, body: Resolution, call: Change) -> Response:
    """Mend the variables where that is needed, and try the step again (administrators)."""

    def work(tx: Transaction) -> Reply:
        resolved = incidents.resolve(
            tx, incident_id, by=call.actor, reason=body.reason, variables=body.variables
        )
        return Reply(body=InstanceOut.of(resolved, Sight.of(tx, call.actor)))

    return call.change(body, work)


@router.post(
    "/{incident_id}/retry",
    responses=documented(NotFound, NotPermitted, Conflict, InstanceNotActive),
    response_model=InstanceOut,
    dependencies=[ADMINISTRATORS],
)
def retry_incident(incident_id: UUID, body: Again, call: Change) -> Response:
    """Try once more what was stopped, with nothing mended here (administrators)."""

    def work(tx: Transaction) -> Reply:
        retried = incidents.retry(
            tx, incident_id, by=call.actor, reason=body.reason, retries=body.retries
        )
        return Reply(body=InstanceOut.of(retried, Sight.of(tx, call.actor)))

    return call.change(body, work)


@router.post(
    "/retries",
    responses=documented(NotPermitted),
    response_model=RetriesOut,
    dependencies=[ADMINISTRATORS],
)
def retry_incidents(body: Retries, call: Change) -> Response:
    """Try many again, each in a transaction of its own, with a result for each (administrators).

    A repetition under the same Idempotency-Key gets the first answer; one that was cut short goes
    on with what is still open.
    """
    access.check_has_role(call.actor, Role.ADMINISTRATOR)
    query = IncidentQuery(
        kind=body.kind,
        key=body.process_key,
        definition_id=body.definition_id,
        instance_id=body.instance_id,
        element_id=body.element_id,
        text=body.text,
    )

    def work() -> Reply:
        found = call.read(lambda tx: tx.incidents.page(query, limit=body.limit)).items
        results = incidents.retry_all(call.store.run, found, by=call.actor, reason=body.reason)
        return Reply(body=RetriesOut.of(results))

    return call.change_many(body, work)
