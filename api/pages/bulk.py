"""The same with many tasks or copies (批量) from a list, with a result for each."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from api.depends import Reply
from api.language import text
from api.pages.common import task_name
from api.pages.problems import sentence
from api.pages.rendering import render
from api.pages.visits import Form, Posted, Visit, Visitor
from api.problems import describe
from engine import bulk, copies, user_tasks
from engine.bulk import Order, Result
from engine.errors import Invalid, NotFound
from engine.participation import refused
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

OFFERED: Final = {
    "todo": ("approve", "reject", "transfer", "release"),
    "agent": ("approve", "reject"),
    "pool": ("claim",),
    "team": ("urge",),
    "copies": ("read",),
}
"""What a list offers to do with many of its rows, by its box."""


class _Item(BaseModel):
    """How it went with one row, kept with the answer."""

    id: UUID
    why_not: str


class _Items(BaseModel):
    """How it went with each."""

    items: list[_Item]


@router.post("/tasks/bulk")
def change_many(visit: Visitor, posted: Form) -> Response:
    """Do the same with the chosen rows and say how it went with each."""
    order = Order(
        operation=posted.text("operation"), text=posted.text("text"), to=posted.text("to")
    )
    chosen = _chosen(posted)
    call = visit.keyed(posted.text("once"))

    def run(task_id: UUID, work: bulk.Work) -> None:
        def change(tx: Transaction) -> Reply:
            work(tx)
            return Reply(body=None)

        call.part(str(task_id)).once([order.operation, task_id], change)

    def work() -> Reply:
        found = bulk.carry_out(run, chosen, order, by=call.actor)
        return Reply(body=_Items(items=[_shown(visit, each) for each in found]))

    answer = call.change_many(dict(posted.texts), work)
    items = _Items.model_validate_json(bytes(answer.body)).items
    box = posted.text("box")
    return call.read(lambda tx: _page(tx, visit, items, box))


def _chosen(posted: Posted) -> list[UUID]:
    try:
        return [UUID(each) for each in posted.texts.get("task", [])]
    except ValueError:
        raise refused(Invalid, "that is no task", "没有这样的任务") from None


def _shown(visit: Visit, result: Result) -> _Item:
    if result.refusal is None:
        return _Item(id=result.id, why_not="")
    request = visit.call.request
    title = describe(request, result.refusal, visit.reader.language).title
    return _Item(id=result.id, why_not=sentence(request, result.refusal) or title)


def _named(tx: Transaction, visit: Visit, task_id: UUID) -> tuple[str, str]:
    """Return name and number of a task."""
    task = user_tasks.get(tx, task_id, by=visit.call.actor)
    return task_name(task, visit.reader.language), task.business_key or ""


def _named_copy(tx: Transaction, visit: Visit, copy_id: UUID) -> tuple[str, str]:
    """Return title and number of the case that one was sent."""
    (case,) = tx.cases.some([copies.get(tx, copy_id, by=visit.call.actor).instance_id]).values()
    return case.title or case.process_name, case.business_key or ""


def _row(tx: Transaction, visit: Visit, each: _Item, box: str) -> dict[str, str]:
    """Return one line; without a name where its reader may not know of it (any more)."""
    try:
        found = (_named_copy if box == "copies" else _named)(tx, visit, each.id)
    except NotFound:
        found = text(visit.reader.language, "none"), ""
    return {"name": found[0], "number": found[1], "why_not": each.why_not}


def _page(tx: Transaction, visit: Visit, items: list[_Item], box: str) -> Response:
    rows = [_row(tx, visit, each, box) for each in items]
    done = sum(not each.why_not for each in items)
    context = {"rows": rows, "done": done, "refused": len(items) - done, "box": box or "todo"}
    return render(visit.reader, "bulk.html", context)
