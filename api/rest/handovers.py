"""Hand-over (离职转办、交接班): lists of what goes from one person to another, and signing them."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.depends import ADMINISTRATORS, Call, Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Body
from api.views.handovers import carried_out
from engine import handovers
from engine.errors import Conflict, Invalid, NotFound, NotPermitted
from engine.store import Handover, HandoverItem, Transaction

router = APIRouter(prefix="/handovers", tags=["organisation"])

_MADE = documented(NotFound, NotPermitted, Invalid, Conflict)


class Wanted(Body):
    """Who leaves, or ends a shift, and who comes next."""

    person: str = Field(examples=["wangfang"])
    successor: str = Field(examples=["limin"])
    reason: str = Field(default="", max_length=2000)


class ItemOut(BaseModel):
    """One thing, and what became of it."""

    kind: str
    ref: str
    label: str
    state: str
    detail: str

    @classmethod
    def of(cls, item: HandoverItem) -> "ItemOut":
        return cls(
            kind=item.kind, ref=item.ref, label=item.label, state=item.state, detail=item.detail
        )


class HandoverOut(BaseModel):
    """A hand-over list."""

    id: UUID
    kind: str
    person: str
    person_name: str
    successor: str
    successor_name: str
    reason: str
    created_by: str
    created_by_name: str
    created_at: datetime
    signed_by_person: datetime | None
    signed_by_successor: datetime | None
    items: list[ItemOut]

    @classmethod
    def of(cls, found: Handover) -> "HandoverOut":
        return cls(
            id=found.id,
            kind=found.kind,
            person=found.person,
            person_name=found.person_name,
            successor=found.successor,
            successor_name=found.successor_name,
            reason=found.reason,
            created_by=found.created_by,
            created_by_name=found.created_by_name,
            created_at=found.created_at,
            signed_by_person=found.signed_by_person,
            signed_by_successor=found.signed_by_successor,
            items=[ItemOut.of(item) for item in found.items],
        )


@router.get("/preview", responses=documented(NotFound, NotPermitted))
def preview_handover(person: str, call: Question) -> list[ItemOut]:
    """List all that is somebody's: what a hand-over would be about (overseers)."""
    found = call.read(lambda tx: handovers.list_of(tx, person, by=call.actor))
    return [ItemOut.of(item) for item in found]


@router.post("/leaving", responses=_MADE, response_model=HandoverOut, dependencies=[ADMINISTRATORS])
def leave(body: Wanted, call: Change) -> Response:
    """Close somebody who leaves and hand over all that is his (administrators)."""

    def begin(tx: Transaction) -> Handover:
        return handovers.begin(
            tx, body.person, to=body.successor, by=call.actor, reason=body.reason
        )

    return call.change_many(body, lambda: _carried_out(call, begin))


@router.post("/shift", responses=_MADE, response_model=HandoverOut)
def end_shift(body: Wanted, call: Change) -> Response:
    """Hand what somebody has claimed and not finished to whoever comes next."""

    def begin(tx: Transaction) -> Handover:
        return handovers.begin_shift(
            tx, body.person, to=body.successor, by=call.actor, reason=body.reason
        )

    return call.change_many(body, lambda: _carried_out(call, begin))


@router.get("", responses=documented())
def list_handovers(call: Question) -> list[HandoverOut]:
    """List the newest lists without their things; overseers see everybody's."""
    found = call.read(lambda tx: handovers.newest(tx, by=call.actor))
    return [HandoverOut.of(each) for each in found]


@router.get("/{handover_id}", responses=documented(NotFound))
def get_handover(handover_id: UUID, call: Question) -> HandoverOut:
    """Show a list with what became of each thing."""
    found = call.read(lambda tx: handovers.get(tx, handover_id, by=call.actor))
    return HandoverOut.of(found)


@router.post("/{handover_id}/signature", responses=_MADE, response_model=HandoverOut)
def sign_handover(handover_id: UUID, call: Change) -> Response:
    """Sign a list as the one who hands over or takes over."""

    def work(tx: Transaction) -> Reply:
        return Reply(body=HandoverOut.of(handovers.sign(tx, handover_id, by=call.actor)))

    return call.change(None, work)


def _carried_out(call: Call, begin: Callable[[Transaction], Handover]) -> Reply:
    return Reply(body=HandoverOut.of(carried_out(call, begin)))
