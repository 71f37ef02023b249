"""The task: open it, take it, fill in its form, hand it in."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.depends import Reply
from api.pages import handing_in
from api.pages.handing_in import Handed
from api.pages.rendering import address
from api.pages.task_page import task_page
from api.pages.visits import Form, Visit, Visitor, Where, see
from engine import user_tasks
from engine.errors import FormInvalid
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@router.get("/tasks/{task_id}")
def show_task(visit: Visitor, task_id: UUID) -> Response:
    """Show a task with its form; that somebody whom it waits for has looked at it is noted."""
    actor = visit.call.actor
    if visit.call.read(lambda tx: user_tasks.is_unread(tx, task_id, by=actor)):
        visit.call.store.run(lambda tx: user_tasks.read(tx, task_id, by=actor))
    return visit.call.read(lambda tx: task_page(tx, visit, task_id))


@router.get("/tasks/{task_id}/conditions.css")
def show_conditions(visit: Visitor, task_id: UUID) -> Response:
    """Return the rules that show and hide the fields of the task's form."""
    content = visit.call.read(lambda tx: handing_in.conditions_of(tx, task_id, visit.call.actor))
    return Response(content, media_type="text/css")


@router.post("/tasks/{task_id}/claim")
def claim(visit: Visitor, task_id: UUID, _posted: Form) -> Response:
    """Take a task from the pool, or say that one has begun with one's own part."""
    call = visit.call
    task = call.store.run(lambda tx: user_tasks.claim(tx, task_id, by=call.actor))
    return see(address(f"/tasks/{task_id}", {"said": "signed-for" if task.grouped else "claimed"}))


@router.post("/tasks/{task_id}/release")
def release(visit: Visitor, task_id: UUID, _posted: Form) -> Response:
    """Give a task back to its candidates, or say that one has not begun with one's own part."""
    call = visit.call
    task = call.store.run(lambda tx: user_tasks.release(tx, task_id, by=call.actor))
    if task.grouped:
        return see(address(f"/tasks/{task_id}", {"said": "released"}))
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
            [handed.typed, handed.late.at, handed.late.reason],
            lambda tx: _completed(tx, visit, task_id, handed),
        )
    except FormInvalid as error:
        return _again(visit, task_id, handed, error)
    return see(Where.model_validate_json(kept).path)


def _completed(tx: Transaction, visit: Visit, task_id: UUID, handed: Handed) -> Reply:
    path = handing_in.complete(tx, task_id, visit.call.actor, handed)
    return Reply(body=Where(path=path))


def _again(visit: Visit, task_id: UUID, handed: Handed, error: FormInvalid | None) -> Response:
    return visit.call.read(lambda tx: task_page(tx, visit, task_id, handed=handed, error=error))
