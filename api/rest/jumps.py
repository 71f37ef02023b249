"""Putting a case from one of its tasks somewhere else, by who is in charge of its processes."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from api.depends import Change, Question
from api.problems import documented
from api.rest.bodies import Body
from api.rest.user_tasks import change_case
from api.views.instances import InstanceOut
from api.views.modifications import PreviewOut
from engine import jumps
from engine.errors import (
    Conflict,
    InstanceNotActive,
    NotFound,
    NotPermitted,
    PreconditionFailed,
    TaskNotOpen,
)
from engine.model import ProcessInstance
from engine.sights import Sight
from engine.store import Transaction

router = APIRouter(prefix="/user-tasks", tags=["user tasks"])

_SEEN: Final = documented(NotFound, NotPermitted, Conflict, TaskNotOpen, InstanceNotActive)


class Whereto(Body):
    """Where the case is to go on."""

    to: str = Field(min_length=1, examples=["UT_Approve"], description="Id of the element.")


class Jump(Whereto):
    """Where the case is to go on, and why."""

    reason: str = Field(min_length=1, max_length=2000, examples=["现场已处理，补走审批"])


@router.post(
    "/{task_id}/jump",
    responses={**_SEEN, **documented(PreconditionFailed)},
    response_model=InstanceOut,
)
def jump(task_id: UUID, body: Jump, call: Change) -> Response:
    """Put the case from a task to any element (跳转), as an intervention on record."""

    def work(tx: Transaction) -> ProcessInstance:
        return jumps.jump(tx, task_id, by=call.actor, to=body.to, reason=body.reason)

    return change_case(call, task_id, body, work)


@router.post("/{task_id}/jump/preview", responses=_SEEN)
def preview_jump(task_id: UUID, body: Whereto, call: Question) -> PreviewOut:
    """Tell what a jump would do; what is `kept` stays open beside, and joins may wait for ever."""

    def ask(tx: Transaction) -> PreviewOut:
        seen = jumps.preview(tx, task_id, by=call.actor, to=body.to)
        case = tx.cases.get(tx.tasks.get(task_id).instance_id)
        return PreviewOut.of(seen, Sight.of(tx, call.actor).veil(case))

    return call.read(ask)
