"""The same with many tasks (批量) from a list, with a result for each."""

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
from engine import bulk, user_tasks
from engine.bulk import Order, Result
from engine.errors import Invalid, NotFound
from engine.model import UserTask
from engine.participation import refused
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

OFFERED: Final = {
    "todo": ("approve", "reject", "transfer", "release"),
    "agent": ("approve", "reject"),
    "pool": ("claim",),
    "team": ("urge",),
}
"""What a list offers to do with many of its rows, by its box."""


class _Item(BaseModel):
    """How it went with one task, kept with the answer."""

    id: UUID
    why_not: str


class _Items(BaseModel):
    """How it went with each."""

    items: list[_Item]


@router.post("/tasks/bulk")
def change_many(visit: Visitor, posted: Form) -> Response:
    """Do the same with the chosen tasks and say how it went with each."""
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
        return _Item(id=result.task_id, why_not="")
    request = visit.call.request
    title = describe(request, result.refusal, visit.reader.language).title
    return _Item(id=result.task_id, why_not=sentence(request, result.refusal) or title)


def _seen(tx: Transaction, visit: Visit, task_id: UUID) -> UserTask | None:
    """Return a task, unless its reader may not know of it (any more)."""
    try:
        return user_tasks.get(tx, task_id, by=visit.call.actor)
    except NotFound:
        return None


def _page(tx: Transaction, visit: Visit, items: list[_Item], box: str) -> Response:
    language = visit.reader.language
    rows = []
    for each in items:
        known = _seen(tx, visit, each.id)
        name = task_name(known, language) if known else text(language, "none")
        number = (known.business_key or "") if known else ""
        rows.append({"name": name, "number": number, "why_not": each.why_not})
    done = sum(not each.why_not for each in items)
    context = {"rows": rows, "done": done, "refused": len(items) - done, "box": box or "todo"}
    return render(visit.reader, "bulk.html", context)
