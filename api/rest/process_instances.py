"""Process instances (cases): start one, look at it, mend it, suspend it, end it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, Field

from api.depends import ADMINISTRATORS, Call, Change, Question, Reply, etag
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body, Json, Reason
from api.views import cases, diagrams
from api.views.cases import AheadOut
from api.views.history import EventOut, VisitOut, overseer
from api.views.instances import InstanceOut
from engine import access, audit, instances
from engine.errors import (
    Conflict,
    FormInvalid,
    InstanceNotActive,
    NotFound,
    NotPermitted,
    PreconditionFailed,
)
from engine.instances import Suspension
from engine.model import InstanceState, ProcessInstance, Variables
from engine.sights import Sight
from engine.store import Transaction
from engine.store.cases import CaseQuery

router = APIRouter(prefix="/process-instances", tags=["process instances"])

_GONE = documented(NotFound)
_CHANGED = documented(NotFound, NotPermitted, Conflict, InstanceNotActive, PreconditionFailed)


class Start(Body):
    """Which process to start, and with what."""

    process_key: str | None = Field(default=None, examples=["complaint-handling"])
    version: int | None = Field(default=None, ge=1, description="None = the newest one.")
    definition_id: str | None = Field(default=None, description="Instead of key and version.")
    business_key: str | None = Field(
        default=None, max_length=200, description="None = by the number rule of the process."
    )
    project: str | None = Field(default=None, examples=["HY01"])
    element_id: str | None = Field(
        default=None,
        description=(
            "The start event (or the receive task or event that begins cases) to begin at; "
            "None = the none start event."
        ),
    )
    variables: Json = Field(default_factory=dict)


class Changes(Body):
    """Variables to change, by path, and why."""

    variables: Json = Field(min_length=1)
    scope_id: UUID | None = Field(default=None, description="None = the process scope.")
    reason: str = Field(min_length=1, max_length=2000)


class Suspending(Reason):
    """Why a case stands still, and until when."""

    until: AwareDatetime | None = Field(
        default=None, description="When it goes on by itself; null = when somebody resumes it."
    )


class SuspensionOut(BaseModel):
    """Who has suspended a case, why, and until when."""

    by: str
    by_name: str
    reason: str
    since: datetime
    until: datetime | None

    @classmethod
    def of(cls, found: Suspension) -> Self:
        return cls(
            by=found.by,
            by_name=found.by_name,
            reason=found.reason,
            since=found.since,
            until=found.until,
        )


@router.post(
    "",
    status_code=201,
    responses=documented(NotFound, Conflict, FormInvalid),
    response_model=InstanceOut,
)
def start_process_instance(body: Start, call: Change) -> Response:
    """Start a case and run it to its first wait state."""

    def work(tx: Transaction) -> Reply:
        instance = instances.start(
            tx,
            by=call.actor,
            key=body.process_key,
            version=body.version,
            definition_id=body.definition_id,
            business_key=body.business_key,
            project=body.project,
            element_id=body.element_id,
            variables=body.variables,
        )
        return Reply(body=InstanceOut.of(instance, Sight.of(tx, call.actor)), status=201)

    return call.change(body, work)


@router.get("", responses=documented())
def list_process_instances(
    *,
    call: Question,
    process_key: str | None = None,
    business_key: str | None = None,
    project: str | None = None,
    state: InstanceState | None = None,
    initiator: str | None = None,
    text: Annotated[str | None, Query(max_length=200)] = None,
    has_incident: bool | None = None,
    parent_id: Annotated[UUID | None, Query(description="Called by this case.")] = None,
    root_id: Annotated[UUID | None, Query(description="This case and all it calls.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PageOut[InstanceOut]:
    """List the cases that the caller may see, the newest first."""
    query = CaseQuery(
        key=process_key,
        business_key=business_key,
        project=project,
        states=frozenset({state}) if state else None,
        initiator=initiator,
        text=text,
        with_incidents=has_incident,
        parent_id=parent_id,
        root_id=root_id,
    )

    def ask(tx: Transaction) -> PageOut[InstanceOut]:
        sight = Sight.of(tx, call.actor)
        meant = replace(query, closed=sight.closed()) if text else query
        page = tx.cases.page(meant, call.actor, limit=limit, cursor=cursor)
        return PageOut(items=[InstanceOut.of(each, sight) for each in page.items], next=page.next)

    return call.read(ask)


@router.get("/{instance_id}", responses=_GONE)
def get_process_instance(instance_id: UUID, call: Question, response: Response) -> InstanceOut:
    """Show one case."""

    def ask(tx: Transaction) -> InstanceOut:
        return InstanceOut.of(tx.cases.get(instance_id, call.actor), Sight.of(tx, call.actor))

    found = call.read(ask)
    response.headers.update(etag(found.seq))
    return found


@router.get("/{instance_id}/variables", responses=documented(NotFound, NotPermitted))
def get_variables(instance_id: UUID, call: Question) -> dict[str, Any]:
    """Show the variables of the process scope as they are now (overseers), marked ones starred.

    Everybody else reads data through the forms of tasks, which hide and mask what a node says.
    """

    def ask(tx: Transaction) -> Variables:
        found = instances.shown(tx, instance_id, by=call.actor)
        access.check_has_role(call.actor, *access.SEES_ALL)
        return found

    return dict(call.read(ask))


@router.patch(
    "/{instance_id}/variables",
    responses=_CHANGED,
    response_model=InstanceOut,
    dependencies=[ADMINISTRATORS],
)
def patch_variables(instance_id: UUID, body: Changes, call: Change) -> Response:
    """Change variables from outside; old and new values are recorded (administrators)."""

    def work(tx: Transaction) -> ProcessInstance:
        return instances.write_variables(
            tx,
            instance_id,
            by=call.actor,
            variables=body.variables,
            scope_id=body.scope_id,
            reason=body.reason,
        )

    return _changed(call, instance_id, body, work)


@router.put(
    "/{instance_id}/suspension",
    responses=_CHANGED,
    response_model=InstanceOut,
    dependencies=[ADMINISTRATORS],
)
def suspend(instance_id: UUID, body: Suspending, call: Change) -> Response:
    """Let nothing happen in a case; its timers wait (administrators)."""

    def work(tx: Transaction) -> ProcessInstance:
        return instances.suspend(
            tx, instance_id, by=call.actor, reason=body.reason, until=body.until
        )

    return _changed(call, instance_id, body, work)


@router.get("/{instance_id}/suspension", responses=_GONE)
def get_suspension(instance_id: UUID, call: Question) -> SuspensionOut | None:
    """Tell who has suspended a case, why and until when; null where it is not suspended."""
    found = call.read(lambda tx: instances.suspension(tx, instance_id, by=call.actor))
    return None if found is None else SuspensionOut.of(found)


@router.delete("/{instance_id}/suspension", responses=_CHANGED, response_model=InstanceOut)
def resume(
    instance_id: UUID, call: Change, reason: Annotated[str, Query(min_length=1, max_length=2000)]
) -> Response:
    """Let a suspended case go on; what became due meanwhile runs at once (administrators)."""

    def work(tx: Transaction) -> ProcessInstance:
        return instances.resume(tx, instance_id, by=call.actor, reason=reason)

    return _changed(call, instance_id, None, work)


@router.post(
    "/{instance_id}/termination",
    responses=_CHANGED,
    response_model=InstanceOut,
    dependencies=[ADMINISTRATORS],
)
def terminate(instance_id: UUID, body: Reason, call: Change) -> Response:
    """End a case where it stands, with what it calls (administrators)."""

    def work(tx: Transaction) -> ProcessInstance:
        return instances.terminate(tx, instance_id, by=call.actor, reason=body.reason)

    return _changed(call, instance_id, body, work)


@router.get("/{instance_id}/history", responses=_GONE)
def get_history(
    instance_id: UUID,
    call: Question,
    after: Annotated[int, Query(ge=0, description="Events behind this number.")] = 0,
    limit: Limit = 200,
) -> PageOut[EventOut]:
    """List what happened in a case, in order; `next` is the number to go on after.

    The data of events is for overseers, marked variables starred; others see what happened, when
    and by whom.
    """
    rows = call.read(
        lambda tx: audit.stretch(tx, instance_id, by=call.actor, after=after, limit=limit)
    )
    more = str(rows[-1].seq) if len(rows) == limit else None
    shown = EventOut.of if overseer(call.actor) else EventOut.without_data
    return PageOut(items=[shown(row) for row in rows], next=more)


class RelatedOut(BaseModel):
    """Another case that the caller may see, and what it is to this one."""

    relation: str = Field(
        description=(
            "caller, called, source (it started this one), the id of the process that this one "
            "started, duplicate, duplicate_of, restart of, restarted as, or a process's own word."
        ),
        examples=["rectification"],
    )
    instance: InstanceOut


@router.get("/{instance_id}/related", responses=_GONE)
def list_related_process_instances(instance_id: UUID, call: Question) -> list[RelatedOut]:
    """List the cases around one: who called it, what it called, and with what it is linked."""

    def work(tx: Transaction) -> list[RelatedOut]:
        sight = Sight.of(tx, call.actor)
        return [
            RelatedOut(relation=each.relation, instance=InstanceOut.of(each.instance, sight))
            for each in cases.related(tx, instance_id, call.actor)
        ]

    return call.read(work)


@router.get("/{instance_id}/activities", responses=_GONE)
def get_activities(instance_id: UUID, call: Question) -> list[VisitOut]:
    """List the visits of elements: when entered, when left, by whom."""
    visits = call.read(lambda tx: audit.activities(tx, instance_id, by=call.actor))
    return [VisitOut.of(visit) for visit in visits]


@router.get("/{instance_id}/ahead", responses=_GONE)
def list_steps_ahead(instance_id: UUID, call: Question) -> list[AheadOut]:
    """List the steps that may come next, the nearest first, and whom each would reach."""

    def work(tx: Transaction) -> list[AheadOut]:
        return cases.ahead(tx, cases.open_file(tx, instance_id, call.actor), call.language)

    return call.read(work)


@router.get("/{instance_id}/diagram.svg", responses=_GONE, response_class=Response)
def get_diagram(
    instance_id: UUID,
    call: Question,
    version: Annotated[
        int | None, Query(ge=1, description="An earlier version: as the case stood on leaving it.")
    ] = None,
) -> Response:
    """Draw the case: what is done, active, late, stuck or cancelled."""
    svg = call.read(lambda tx: diagrams.of_instance(tx, instance_id, call.actor, version))
    return Response(svg, media_type="image/svg+xml")


def _changed(
    call: Call,
    instance_id: UUID,
    body: Body | None,
    work: Callable[[Transaction], ProcessInstance],
) -> Response:
    def change(tx: Transaction) -> Reply:
        if call.expected is not None:
            tx.cases.lock(instance_id)
            call.check_version(tx.cases.get(instance_id, call.actor).seq)
        return Reply(body=InstanceOut.of(work(tx), Sight.of(tx, call.actor)))

    return call.change(body, change)
