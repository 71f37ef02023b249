"""Many tasks or copies at once: one operation, a transaction and a result for each."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from api.depends import Call, Change, Reply
from api.problems import describe, documented
from api.rest.bodies import Body
from engine import bulk
from engine.bulk import Order, Result
from engine.errors import NotPermitted
from engine.store import Transaction

router = APIRouter()

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


class ManyCopies(Body):
    """Which copies were read."""

    copy_ids: list[UUID] = Field(min_length=1, max_length=100)


class WhyNot(BaseModel):
    """Why nothing was done with one task or copy."""

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


class ReadItemOut(BaseModel):
    """How it went with one copy."""

    copy_id: UUID
    done: bool
    why_not: WhyNot | None


class ReadOut(BaseModel):
    """How it went with each copy, in the order asked."""

    done: int
    refused: int
    items: list[ReadItemOut]


@router.post(
    "/user-tasks/bulk",
    tags=["user tasks"],
    responses=documented(NotPermitted),
    response_model=BulkOut,
)
def change_many_user_tasks(body: Bulk, call: Change) -> Response:
    """Do the same with many tasks: each is done or refused for itself (批量).

    Approving and refusing in bulk is for nodes that say they are low-risk (`gj:lowRisk`). With an
    Idempotency-Key a repetition does nothing twice, even where the first one broke off half way.
    """
    order = Order(operation=body.operation, text=body.text, to=body.to, people=tuple(body.people))

    def work() -> Reply:
        items = [
            BulkItemOut(task_id=each.id, done=each.done, why_not=_why_not(call.request, each))
            for each in _carried_out(call, body, body.task_ids, order)
        ]
        done = sum(each.done for each in items)
        return Reply(body=BulkOut(done=done, refused=len(items) - done, items=items))

    return call.change_many(body, work)


@router.post(
    "/copies/read", tags=["reading and drafts"], responses=documented(), response_model=ReadOut
)
def read_many_copies(body: ManyCopies, call: Change) -> Response:
    """Note that one has read many of what one was sent (待阅), and confirm it where that is asked.

    Each is read or refused for itself: where a signature is asked for, it is signed one by one.
    With an Idempotency-Key a repetition does nothing twice.
    """

    def work() -> Reply:
        items = [
            ReadItemOut(copy_id=each.id, done=each.done, why_not=_why_not(call.request, each))
            for each in _carried_out(call, body, body.copy_ids, Order(operation="read"))
        ]
        done = sum(each.done for each in items)
        return Reply(body=ReadOut(done=done, refused=len(items) - done, items=items))

    return call.change_many(body, work)


def _carried_out(call: Call, body: Body, ids: Sequence[UUID], order: Order) -> Sequence[Result]:
    """Carry out an order, each part once under the key of the whole."""

    def run(id_: UUID, work: bulk.Work) -> None:
        def change(tx: Transaction) -> Reply:
            work(tx)
            return Reply(body=None)

        call.part(str(id_)).once([body, id_], change)

    return bulk.carry_out(run, ids, order, by=call.actor)


def _why_not(request: Request, result: Result) -> WhyNot | None:
    error = result.refusal
    if error is None:
        return None
    said, zh = describe(request, error, "en"), describe(request, error, "zh")
    return WhyNot(
        status=said.status,
        code=said.code,
        detail=said.detail or said.title,
        zh=str(said.facts.get("zh", zh.title)),
    )
