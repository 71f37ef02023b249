"""History across cases, for auditors: who did what, when, and whether the record is whole."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from api.depends import Question
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.views.history import EventOut, verified
from engine import audit, seals
from engine.errors import NotFound, NotPermitted
from engine.history import Broken
from engine.seals import Flaw
from engine.store.trail import HistoryQuery

router = APIRouter(prefix="/history", tags=["history"])


class BrokenOut(BaseModel):
    """The first thing that is wrong with the record of one case."""

    instance_id: UUID
    seq: int
    reason: str


class FlawOut(BaseModel):
    """Something that is wrong with the tree over the record."""

    place: str = Field(examples=["checkpoint of size 12"])
    reason: str


class VerificationOut(BaseModel):
    """What the check of the record found."""

    sound: bool
    findings: list[BrokenOut]
    tree: list[FlawOut] = Field(
        default_factory=list,
        description="What is wrong with leaves and checkpoints, where all was checked.",
    )


@router.get("", responses=documented(NotPermitted))
def search_history(
    *,
    call: Question,
    actor: str | None = None,
    type: str | None = None,  # noqa: A002 - the name in the address
    element_id: str | None = None,
    process_key: str | None = None,
    business_key: str | None = None,
    project: str | None = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PageOut[EventOut]:
    """Search the record of all cases, the newest first (auditors and administrators)."""
    query = HistoryQuery(
        actor=actor,
        type=type,
        element_id=element_id,
        key=process_key,
        business_key=business_key,
        project=project,
        since=since,
        until=until,
    )
    page = call.read(lambda tx: audit.search(tx, query, by=call.actor, limit=limit, cursor=cursor))
    return PageOut(items=[EventOut.of(row) for row in page.items], next=page.next)


@router.get("/verification", responses=documented(NotFound, NotPermitted))
def verify_history(call: Question, instance_id: UUID | None = None) -> VerificationOut:
    """Check the chain of one case, or of all (auditors and administrators)."""
    found = call.read(lambda tx: verified(tx, instance_id, call.actor))
    flaws = () if instance_id else call.read(lambda tx: seals.check(tx, by=call.actor))
    return of_findings(found, flaws)


def of_findings(found: Sequence[Broken], flaws: Sequence[Flaw] = ()) -> VerificationOut:
    """Show findings as they are; none means sound."""
    shown = [
        BrokenOut(instance_id=each.instance_id, seq=each.seq, reason=each.reason) for each in found
    ]
    tree = [FlawOut(place=flaw.place, reason=flaw.reason) for flaw in flaws]
    return VerificationOut(sound=not shown and not tree, findings=shown, tree=tree)
