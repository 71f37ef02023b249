"""Interventions of administrators: change where a case stands, and start an ended one again."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from api.depends import ADMINISTRATORS, Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Body, Json
from api.views.instances import InstanceOut
from api.views.modifications import OpenActivityOut, PreviewOut
from engine import modifications, restarts
from engine.errors import (
    Conflict,
    InstanceNotActive,
    NotFound,
    NotPermitted,
    PreconditionFailed,
)
from engine.model import moves
from engine.sights import Sight
from engine.store import Transaction

router = APIRouter(prefix="/process-instances", tags=["interventions"])

_CHANGED = documented(NotFound, NotPermitted, Conflict, InstanceNotActive, PreconditionFailed)
_SEEN = documented(NotFound, NotPermitted, Conflict, InstanceNotActive)
_BY_SCOPE = "Variables by the id of the element (or process) in whose scope they are put."
_CAUSE = "The activity that this continues; it stays on record."


class Cancel(Body):
    """Take one activity back with everything inside, or one arrival that waits at a join."""

    do: Literal["cancel_activity"]
    activity_id: UUID


class CancelAll(Body):
    """Take back everything that is open at one element."""

    do: Literal["cancel_element"]
    element_id: str


class Skip(Body):
    """Leave an activity without doing it."""

    do: Literal["skip_activity"]
    activity_id: UUID
    variables: Json = Field(default_factory=dict, description="What it would have brought out.")


class Activate(Body):
    """Begin at an element, or go on behind it."""

    do: Literal["activate_before", "activate_after"]
    element_id: str
    scope_id: UUID | None = Field(default=None, description="Where several are open: in which.")
    variables: dict[str, Json] = Field(default_factory=dict, description=_BY_SCOPE)
    cause_id: UUID | None = Field(default=None, description=_CAUSE)


class Take(Body):
    """Go along a sequence flow; at a join the arrival waits for the others."""

    do: Literal["take_flow"]
    flow_id: str
    scope_id: UUID | None = None
    variables: dict[str, Json] = Field(default_factory=dict, description=_BY_SCOPE)
    cause_id: UUID | None = Field(default=None, description=_CAUSE)


InstructionIn = Annotated[Cancel | CancelAll | Skip | Activate | Take, Field(discriminator="do")]
Instructions = Annotated[list[InstructionIn], Field(min_length=1, max_length=200)]


class Plan(Body):
    """What is to be changed: all of it, or nothing."""

    instructions: Instructions


class Modification(Plan):
    """What is to be changed, and why."""

    reason: str = Field(min_length=1, max_length=2000)


class Restart(Body):
    """How an ended case starts again, and why."""

    reason: str = Field(min_length=1, max_length=2000)
    version: Literal["same", "newest"] = "same"
    data: Literal["initial", "final"] = Field(
        default="initial", description="The variables it began with, or those it ended with."
    )
    variables: Json = Field(default_factory=dict, description="Put over them.")
    at: list[Activate | Take] = Field(
        default_factory=list, max_length=200, description="Where to begin; none = at the start."
    )


@router.get("/{instance_id}/open-activities", responses=documented(NotFound, NotPermitted))
def list_open_activities(instance_id: UUID, call: Question) -> list[OpenActivityOut]:
    """List what is open in a case, arrivals at joins included (overseers)."""
    found = call.read(lambda tx: modifications.open_activities(tx, instance_id, by=call.actor))
    return [OpenActivityOut.of(each) for each in found]


@router.post(
    "/{instance_id}/modification",
    responses=_CHANGED,
    response_model=InstanceOut,
    dependencies=[ADMINISTRATORS],
)
def modify(instance_id: UUID, body: Modification, call: Change) -> Response:
    """Change by hand where a case stands, all instructions or none (administrators)."""
    instructions = _read(body.instructions)

    def change(tx: Transaction) -> Reply:
        if call.expected is not None:
            tx.cases.lock(instance_id)
            call.check_version(tx.cases.get(instance_id, call.actor).seq)
        after = modifications.modify(
            tx, instance_id, by=call.actor, instructions=instructions, reason=body.reason
        )
        return Reply(body=InstanceOut.of(after, Sight.of(tx, call.actor)))

    return call.change(body, change)


@router.post("/{instance_id}/modification/preview", responses=_SEEN, dependencies=[ADMINISTRATORS])
def preview_modification(instance_id: UUID, body: Plan, call: Question) -> PreviewOut:
    """Tell what a modification would do; nothing is written (administrators)."""
    instructions = _read(body.instructions)

    def ask(tx: Transaction) -> PreviewOut:
        seen = modifications.preview(tx, instance_id, by=call.actor, instructions=instructions)
        return PreviewOut.of(seen, Sight.of(tx, call.actor).veil(tx.cases.get(instance_id)))

    return call.read(ask)


@router.post(
    "/{instance_id}/restart",
    status_code=201,
    responses=documented(NotFound, NotPermitted, Conflict),
    response_model=InstanceOut,
)
def restart(instance_id: UUID, body: Restart, call: Change) -> Response:
    """Start an ended case again, as a new round under the same number.

    Administrators; its initiator, from the start and with its own data, where it was refused or he
    cancelled it himself.
    """

    def change(tx: Transaction) -> Reply:
        again = restarts.restart(
            tx,
            instance_id,
            by=call.actor,
            reason=body.reason,
            version=body.version,
            data=body.data,
            variables=body.variables,
            at=_read(body.at),
        )
        return Reply(body=InstanceOut.of(again, Sight.of(tx, call.actor)), status=201)

    return call.change(body, change)


def _read(instructions: list[Any]) -> list[moves.Instruction]:
    return [moves.of_json(each.model_dump()) for each in instructions]
