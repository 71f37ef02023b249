"""A case in full, as a layman reads it; and where it stood at any moment."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.depends import OVERSEERS, Question
from api.problems import documented
from api.views.auditing.replay import at_moment, stops
from api.views.auditing.story import CaseRecord, StoryOut, story
from engine import access
from engine.errors import NotFound, NotPermitted
from engine.store import Transaction

router = APIRouter(prefix="/audit/cases/{instance_id}", tags=["audit"])


class StopOut(BaseModel):
    """A moment of a case: an act with all that followed from it."""

    seq: int = Field(description="The last entry of the record that belongs to it.")
    at: datetime
    text: str
    who: str


class MomentOut(BaseModel):
    """Where a case stood after an entry of its record."""

    seq: int
    at: datetime
    open: list[str] = Field(description="Ids of the elements that were open.")
    data: dict[str, Any] = Field(description="The case's own data as they were.")
    diagram: str = Field(description="SVG; empty where nobody has drawn the process.")


@router.get("/story", responses=documented(NotFound, NotPermitted))
def tell_case(call: Question, instance_id: UUID) -> StoryOut:
    """Tell a case by its steps, with waiting and handling times in working time (overseers)."""
    access.check_has_role(call.actor, *access.SEES_ALL)

    def ask(tx: Transaction) -> StoryOut:
        return story(CaseRecord.of(tx, instance_id, call.actor), call.language)

    return call.read(ask)


@router.get("/moments", responses=documented(NotFound, NotPermitted))
def list_moments(call: Question, instance_id: UUID) -> list[StopOut]:
    """List the moments of a case at which its state can be asked for (overseers)."""
    access.check_has_role(call.actor, *access.SEES_ALL)

    def ask(tx: Transaction) -> list[StopOut]:
        found = stops(CaseRecord.of(tx, instance_id, call.actor), call.language)
        return [StopOut(seq=stop.seq, at=stop.at, text=stop.text, who=stop.who) for stop in found]

    return call.read(ask)


@router.get(
    "/state",
    responses=documented(NotFound, NotPermitted),
    dependencies=[OVERSEERS],
)
def case_at(
    call: Question,
    instance_id: UUID,
    seq: Annotated[int, Query(ge=1, description="Entry of the record.")],
) -> MomentOut:
    """Show where a case stood after an entry of its record, and its data then (overseers)."""

    def ask(tx: Transaction) -> MomentOut:
        found = at_moment(tx, CaseRecord.of(tx, instance_id, call.actor), seq)
        return MomentOut(
            seq=found.seq,
            at=found.at,
            open=list(found.open),
            data=dict(found.data),
            diagram=found.diagram,
        )

    return call.read(ask)
