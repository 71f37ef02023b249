"""Sending a task back to one that was done before, and taking back one's own submission."""

from typing import Final, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from api.depends import Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Body
from api.rest.user_tasks import change_case
from api.views.instances import InstanceOut
from api.views.returns import ReturnTargetOut
from engine import user_tasks
from engine.errors import (
    Conflict,
    InstanceNotActive,
    NotFound,
    NotPermitted,
    PreconditionFailed,
    TaskClaimed,
    TaskNotOpen,
)
from engine.model import ProcessInstance
from engine.store import Transaction

router = APIRouter(prefix="/user-tasks", tags=["user tasks"])

_REFUSED: Final = documented(
    NotFound,
    NotPermitted,
    Conflict,
    TaskNotOpen,
    TaskClaimed,
    InstanceNotActive,
    PreconditionFailed,
)


class SentBack(Body):
    """To where a task is returned, how, and why."""

    reason: str = Field(min_length=1, max_length=2000, examples=["附件看不清"])
    to: str | None = Field(
        default=None,
        description="An element, `initiator` or `previous`; None = what was done last before.",
        examples=["UT_Register"],
    )
    mode: Literal["again", "straight"] | None = Field(
        default=None,
        description=(
            "again: all that followed is done once more (逐级重走); straight: the case comes "
            "straight back (重新提交直达). None = as the node says, else again."
        ),
    )


class TakenBack(Body):
    """Why a submission is taken back."""

    reason: str = Field(default="", max_length=2000)


@router.get("/{task_id}/return-targets", responses=documented(NotFound, TaskNotOpen))
def list_return_targets(task_id: UUID, call: Question) -> list[ReturnTargetOut]:
    """List what was done before, whether the task may be returned to it, and why not."""
    found = call.read(lambda tx: user_tasks.return_targets(tx, task_id, by=call.actor))
    return [ReturnTargetOut.of(each) for each in found]


@router.post("/{task_id}/return", responses=_REFUSED, response_model=InstanceOut)
def return_user_task(task_id: UUID, body: SentBack, call: Change) -> Response:
    """Return a task to one that was done before (退回); that is then handed in again."""

    def work(tx: Transaction) -> ProcessInstance:
        return user_tasks.send_back(
            tx, task_id, by=call.actor, reason=body.reason, to=body.to, mode=body.mode
        )

    return change_case(call, task_id, body, work)


@router.post("/{task_id}/withdraw", responses=_REFUSED, response_model=InstanceOut)
def withdraw_submission(task_id: UUID, body: TakenBack, call: Change) -> Response:
    """Take back what one has handed in, while nobody has acted on it (撤回)."""

    def work(tx: Transaction) -> ProcessInstance:
        return user_tasks.withdraw(tx, task_id, by=call.actor, reason=body.reason)

    return change_case(call, task_id, body, work)


@router.post("/{task_id}/reading", responses=documented(NotFound), status_code=204)
def read_user_task(task_id: UUID, call: Change) -> Response:
    """Note that the caller has looked at a task that is offered to him (已阅)."""

    def change(tx: Transaction) -> Reply:
        user_tasks.read(tx, task_id, by=call.actor)
        return Reply(body=None, status=204)

    return call.change(None, change)
