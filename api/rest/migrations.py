"""Changes of version: what stands for what, a rehearsal, one case, and many."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import Field

from api.depends import ADMINISTRATORS, OVERSEERS, Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body
from api.views.instances import InstanceOut
from api.views.migrations import (
    BatchItemOut,
    BatchOut,
    PairingOut,
    PreviewOut,
    RehearsalOut,
    StatisticsOut,
)
from engine import access, migrations
from engine.errors import (
    Conflict,
    InstanceNotActive,
    MigrationRefused,
    NotFound,
    NotPermitted,
    NotPreviewed,
    PreconditionFailed,
)
from engine.interpreter import Pairing
from engine.model import Role
from engine.sights import Sight
from engine.store import Transaction

router = APIRouter(tags=["changes of version"])

MOST = 1000  # cases named one by one in a body
Id = Annotated[str, Path(max_length=300, examples=["complaint-handling:1"])]
_ASKED = documented(NotFound, NotPermitted, Conflict)
_ONE = documented(NotFound, NotPermitted, Conflict, InstanceNotActive)
_CHANGED = documented(
    NotFound,
    NotPermitted,
    Conflict,
    InstanceNotActive,
    MigrationRefused,
    NotPreviewed,
    PreconditionFailed,
)
_BEGUN = documented(NotFound, NotPermitted, Conflict, NotPreviewed)
Seen = Annotated[
    str,
    Field(
        max_length=100,
        examples=["9b2d8c0c6f1e4a7d8a3f5e6b7c8d9e0f"],
        description="The `token` of the preview of just this order. Without one, or where a case "
        "has changed since, the answer is 412 (`not-previewed`): preview again.",
    ),
]


class Plan(Body):
    """The version to compare with."""

    target: str = Field(max_length=300, examples=["complaint-handling:2"])
    mapping: dict[str, str] = Field(
        default_factory=dict,
        description="Counterparts by id of elements and flows that have another id there; an empty "
        "text lets it be forgotten that something can be compensated.",
    )


class Target(Plan):
    """The version to go on as, and how."""

    timers: Literal["keep", "recompute"] = Field(
        default="keep", description="What a running timer does whose expression has changed."
    )
    routing: Literal["keep", "again"] = Field(
        default="keep", description="Whether open tasks stay with whom they are."
    )

    def order(self) -> migrations.Order:
        return migrations.Order(
            definition_id=self.target,
            mapping=self.mapping,
            timers=self.timers,
            routing=self.routing,
        )


class Migration(Target):
    """The version to go on as, how, and why."""

    reason: str = Field(min_length=1, max_length=2000, examples=["新版放宽了回访时限"])
    preview: Seen = ""


class Cases(Target):
    """Which open cases of a version are to change, and how; what is null does not filter."""

    source: str = Field(max_length=300, examples=["complaint-handling:1"])
    element_id: str | None = Field(default=None, description="An element at which they stand.")
    project: str | None = Field(default=None, examples=["HY01"])
    instance_ids: list[UUID] | None = Field(default=None, max_length=MOST)

    def which(self) -> migrations.Which:
        return migrations.Which(
            definition_id=self.source,
            element_id=self.element_id,
            project=self.project,
            ids=None if self.instance_ids is None else tuple(self.instance_ids),
        )


class Migrations(Cases):
    """Which open cases are to change, how, and why."""

    reason: str = Field(min_length=1, max_length=2000, examples=["新版放宽了回访时限"])
    preview: Seen = ""


@router.get("/process-definitions/{definition_id}/statistics", responses=_ASKED)
def get_statistics(definition_id: Id, call: Question) -> StatisticsOut:
    """Show what leans on a version: open cases by element, and who calls the process."""
    found = call.read(lambda tx: migrations.impact(tx, definition_id, by=call.actor))
    return StatisticsOut.of(found)


@router.post(
    "/process-definitions/{definition_id}/migration-plan",
    responses=_ASKED,
    dependencies=[OVERSEERS],
)
def plan_migration(definition_id: Id, body: Plan, call: Question) -> list[PairingOut]:
    """Compare two versions: what stands for what, and why a case could not go on (overseers)."""
    order = migrations.Order(definition_id=body.target, mapping=body.mapping)

    def ask(tx: Transaction) -> tuple[Sequence[Pairing], dict[str, int]]:
        pairs = migrations.plan(tx, definition_id, order, by=call.actor)
        return pairs, {each.element_id: each.cases for each in tx.standing.elements(definition_id)}

    pairs, cases = call.read(ask)
    return [PairingOut.of(pair, cases.get(pair.element_id, 0)) for pair in pairs]


@router.post(
    "/process-instances/{instance_id}/migration/preview",
    responses=_ONE,
    dependencies=[ADMINISTRATORS],
)
def preview_migration(instance_id: UUID, body: Target, call: Question) -> PreviewOut:
    """Rehearse the change of one case: every reason why not, or what would happen."""

    def ask(tx: Transaction) -> PreviewOut:
        found = migrations.preview(tx, instance_id, body.order(), by=call.actor)
        return PreviewOut.of(found, Sight.of(tx, call.actor))

    return call.read(ask)


@router.post(
    "/process-instances/{instance_id}/migration",
    responses=_CHANGED,
    response_model=InstanceOut,
    dependencies=[ADMINISTRATORS],
)
def migrate(instance_id: UUID, body: Migration, call: Change) -> Response:
    """Let a previewed case go on as another version; all that waits is kept (administrators)."""

    def work(tx: Transaction) -> Reply:
        access.check_has_role(call.actor, Role.ADMINISTRATOR)  # before anybody hears of the case
        call.check_version(tx.cases.lock(instance_id).instance.seq)
        done = migrations.migrate(
            tx,
            instance_id,
            body.order(),
            by=call.actor,
            reason=body.reason,
            seen=body.preview,
        )
        return Reply(body=InstanceOut.of(done, Sight.of(tx, call.actor)))

    return call.change(body, work)


@router.post("/migrations/preview", responses=_ASKED, dependencies=[ADMINISTRATORS])
def preview_migrations(body: Cases, call: Question) -> RehearsalOut:
    """Rehearse the change of many cases, with the result of each (administrators)."""

    def ask(tx: Transaction) -> RehearsalOut:
        found = migrations.rehearse(tx, body.which(), body.order(), by=call.actor)
        return RehearsalOut.of(found, Sight.of(tx, call.actor))

    return call.read(ask)


@router.post(
    "/migrations",
    status_code=202,
    responses=_BEGUN,
    response_model=BatchOut,
    dependencies=[ADMINISTRATORS],
)
def begin_migrations(body: Migrations, call: Change) -> Response:
    """Let the worker change the previewed cases, each in its own transaction (administrators)."""

    def work(tx: Transaction) -> Reply:
        begun = migrations.begin(
            tx,
            body.which(),
            body.order(),
            by=call.actor,
            reason=body.reason,
            seen=body.preview,
        )
        return Reply(body=BatchOut.of(begun), status=202)

    return call.change(body, work)


@router.get("/migrations/{migration_id}", responses=documented(NotFound, NotPermitted))
def get_migrations(migration_id: UUID, call: Question) -> BatchOut:
    """Show how far a batch is (overseers)."""
    return BatchOut.of(call.read(lambda tx: migrations.get(tx, migration_id, by=call.actor)))


@router.get("/migrations/{migration_id}/items", responses=documented(NotFound, NotPermitted))
def list_migrated(
    migration_id: UUID,
    call: Question,
    state: str | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PageOut[BatchItemOut]:
    """List what became of each case of a batch (overseers)."""
    page = call.read(
        lambda tx: migrations.items(
            tx, migration_id, by=call.actor, state=state, limit=limit, cursor=cursor
        )
    )
    return PageOut(items=[BatchItemOut.of(each) for each in page.items], next=page.next)
