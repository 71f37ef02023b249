"""The work list and the task: find what waits, take it, fill in its form, hand it in."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.depends import Reply
from api.language import text
from api.pages import handing_in
from api.pages.common import Row, case_row, task_row
from api.pages.handing_in import Handed
from api.pages.rendering import Link, address, render
from api.pages.task_page import task_page
from api.pages.visits import Form, Visit, Visitor, Where, see
from api.views.boxes import CAP, done, in_place, pool, todo
from engine import user_tasks
from engine.errors import FormInvalid
from engine.store import CaseQuery, TaskQuery, Transaction

router = APIRouter(include_in_schema=False)

_LIMIT: Final = 30  # rows of a page: three screens of a phone
_FILTERS: Final = ("all", "late")

Box = Annotated[str, Query(pattern="^(todo|pool|agent|started|done)$")]
Words = Annotated[str, Query(max_length=200)]


@router.get("/")
def home() -> Response:
    """Go to the work list."""
    return see("/tasks")


@router.get("/tasks")
def show_tasks(
    visit: Visitor,
    box: Box = "todo",
    only: Annotated[str, Query(pattern="^(all|late)$")] = "all",
    q: Words = "",
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> Response:
    """Show one box of the work list."""
    words = q.strip() or None
    if box == "started":
        rows, following, count = visit.call.read(partial(_cases, visit, words, cursor))
    else:
        query = _query(visit, box, only, words)
        rows, following, count = visit.call.read(partial(_tasks, visit, query, cursor))
    here = {"box": box, "only": only if only != "all" else None, "q": words}
    context = {
        "heading": text(visit.reader.language, f"nav.{box}"),
        "box": box,
        "rows": rows,
        "count": count,
        "tabs": _tabs(visit, box, only, words),
        "keep": {name: value for name, value in here.items() if value and name != "q"},
        "q": q,
        "more": address("/tasks", {**here, "cursor": following}) if following else "",
    }
    return render(visit.reader, "tasks.html", context)


@router.get("/tasks/{task_id}")
def show_task(visit: Visitor, task_id: UUID) -> Response:
    """Show a task with its form."""
    return visit.call.read(lambda tx: task_page(tx, visit, task_id))


@router.get("/tasks/{task_id}/conditions.css")
def show_conditions(visit: Visitor, task_id: UUID) -> Response:
    """Return the rules that show and hide the fields of the task's form."""
    content = visit.call.read(lambda tx: handing_in.conditions_of(tx, task_id, visit.call.actor))
    return Response(content, media_type="text/css")


@router.post("/tasks/{task_id}/claim")
def claim(visit: Visitor, task_id: UUID, _posted: Form) -> Response:
    """Take a task from the pool."""
    call = visit.call
    call.store.run(lambda tx: user_tasks.claim(tx, task_id, by=call.actor))
    return see(address(f"/tasks/{task_id}", {"said": "claimed"}))


@router.post("/tasks/{task_id}/release")
def release(visit: Visitor, task_id: UUID, _posted: Form) -> Response:
    """Give a task back to its candidates."""
    call = visit.call
    call.store.run(lambda tx: user_tasks.release(tx, task_id, by=call.actor))
    return see(address("/tasks", {"box": "pool", "said": "released"}))


@router.post("/tasks/{task_id}/completion")
def complete(visit: Visitor, task_id: UUID, posted: Form) -> Response:
    """Hand in the form and go on to the next task; with mistakes the form comes back as typed."""
    handed = visit.call.read(lambda tx: handing_in.read(tx, task_id, visit.call.actor, posted))
    if posted.text("add-row"):
        longer = handing_in.with_row(handed, posted.text("add-row"))
        return _again(visit, task_id, longer, None)
    try:
        _, kept = visit.keyed(posted.text("once")).once(
            handed.typed, lambda tx: _completed(tx, visit, task_id, handed)
        )
    except FormInvalid as error:
        return _again(visit, task_id, handed, error)
    return see(Where.model_validate_json(kept).path)


def _completed(tx: Transaction, visit: Visit, task_id: UUID, handed: Handed) -> Reply:
    path = handing_in.complete(tx, task_id, visit.call.actor, handed)
    return Reply(body=Where(path=path))


def _again(visit: Visit, task_id: UUID, handed: Handed, error: FormInvalid | None) -> Response:
    return visit.call.read(lambda tx: task_page(tx, visit, task_id, handed=handed, error=error))


def _query(visit: Visit, box: str, only: str, words: str | None) -> TaskQuery:
    actor = visit.call.actor
    found = {"todo": todo(), "pool": pool(actor), "agent": in_place(), "done": done()}[box]
    return replace(found, text=words, overdue=True if only == "late" else None)


def _tasks(
    visit: Visit, query: TaskQuery, cursor: str | None, tx: Transaction
) -> tuple[list[Row], str | None, str]:
    actor = visit.call.actor
    page = tx.tasks.page(query, actor, limit=_LIMIT, cursor=cursor)
    rows = [task_row(tx, task, visit.reader.language) for task in page.items]
    return rows, page.next, _capped(tx.tasks.count(query, actor, cap=CAP))


def _cases(
    visit: Visit, words: str | None, cursor: str | None, tx: Transaction
) -> tuple[list[Row], str | None, str]:
    query = CaseQuery(initiator=visit.call.actor.id, text=words)
    page = tx.cases.page(query, visit.call.actor, limit=_LIMIT, cursor=cursor)
    count = f"{_LIMIT}+" if page.next else str(len(page.items))
    return [case_row(tx, case) for case in page.items], page.next, count


def _capped(count: int) -> str:
    return f"{CAP - 1}+" if count >= CAP else str(count)


def _tabs(visit: Visit, box: str, only: str, words: str | None) -> list[Link]:
    """Return the filters of the boxes with open tasks."""
    if box not in {"todo", "pool", "agent"}:
        return []
    return [
        Link(
            href=address(
                "/tasks", {"box": box, "only": name if name != "all" else None, "q": words}
            ),
            text=text(visit.reader.language, f"list.{name}"),
            here=name == only,
        )
        for name in _FILTERS
    ]
