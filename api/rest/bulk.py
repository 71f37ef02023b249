"""Many tasks at once: one operation, a transaction for each task, and a result for each."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from api.depends import Change, Reply
from api.problems import describe, documented
from api.rest.bodies import Body
from engine import bulk
from engine.bulk import Order, Result
from engine.errors import NotPermitted
from engine.store import Transaction

router = APIRouter(prefix="/user-tasks", tags=["user tasks"])

_OPERATIONS = Literal[
    "claim", "release", "approve", "reject", "transfer", "delegate", "assign", "urge", "copy"
]


class Bulk(Body):
    """What is to be done with which tasks."""

    operation: _OPERATIONS
    task_ids: list[UUID] = Field(min_length=1, max_length=100)
    text: Annotated[str, Field(max_length=1_000)] = Field(
        default="", description="Opinion, reason or message, whichever the operation takes."
    )
    to: str = Field(default="", description="Who is given the tasks.", examples=["limin"])
    people: list[str] = Field(default_factory=list, max_length=100, description="Of a copy.")


class WhyNot(BaseModel):
    """Why nothing was done with one task."""

    status: int = Field(description="As the operation alone would have been answered.")
    code: str = Field(examples=["task-not-open"])
    detail: str
    zh: str = Field(description="For staff.", examples=["该任务已由李敏处理，请刷新"])


class BulkItemOut(BaseModel):
    """How it went with one task."""

    task_id: UUID
    done: bool
    why_not: WhyNot | None


class BulkOut(BaseModel):
    """How it went with each task, in the order asked."""

    done: int
    refused: int
    items: list[BulkItemOut]


@router.post("/bulk", responses=documented(NotPermitted), response_model=BulkOut)
def change_many_user_tasks(body: Bulk, call: Change) -> Response:
    """Do the same with many tasks: each is done or refused for itself (批量).

    Approving and refusing in bulk is for nodes that say they are low-risk (`gj:lowRisk`). With an
    Idempotency-Key a repetition does nothing twice, even where the first one broke off half way.
    """
    order = Order(operation=body.operation, text=body.text, to=body.to, people=tuple(body.people))

    def run(task_id: UUID, work: bulk.Work) -> None:
        def change(tx: Transaction) -> Reply:
            work(tx)
            return Reply(body=None)

        call.part(str(task_id)).once([body, task_id], change)

    def work() -> Reply:
        found = bulk.carry_out(run, body.task_ids, order, by=call.actor)
        items = [_shown(call.request, each) for each in found]
        done = sum(each.done for each in items)
        return Reply(body=BulkOut(done=done, refused=len(items) - done, items=items))

    return call.change_many(body, work)


def _shown(request: Request, result: Result) -> BulkItemOut:
    error = result.refusal
    if error is None:
        return BulkItemOut(task_id=result.id, done=True, why_not=None)
    said, zh = describe(request, error, "en"), describe(request, error, "zh")
    return BulkItemOut(
        task_id=result.id,
        done=False,
        why_not=WhyNot(
            status=said.status,
            code=said.code,
            detail=said.detail or said.title,
            zh=str(said.facts.get("zh", zh.title)),
        ),
    )
