"""Jumping (跳转) from a task's page: whereto, what it would do, and why."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.depends import Reply
from api.language import Language
from api.pages.rendering import address, render
from api.pages.visits import Form, Visit, Visitor, new_key, see
from api.views import diagrams
from engine import jumps, user_tasks
from engine.model import ProcessDefinition
from engine.modifications import Preview
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@router.get("/tasks/{task_id}/jump")
def show(visit: Visitor, task_id: UUID, to: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Ask whereto; where that is said, show what it would do."""
    return visit.call.read(partial(_page, visit, task_id, to))


@router.post("/tasks/{task_id}/jump")
def jump(visit: Visitor, task_id: UUID, posted: Form) -> Response:
    """Put the case somewhere else, as an intervention on record."""
    to, reason = posted.text("to"), posted.text("reason")

    def work(tx: Transaction) -> Reply:
        jumps.jump(tx, task_id, by=visit.call.actor, to=to, reason=reason)
        return Reply(body=None)

    visit.keyed(posted.text("once")).once([to, reason], work)
    return see(address("/tasks", {"said": "operated"}))


def _page(visit: Visit, task_id: UUID, to: str, tx: Transaction) -> Response:
    actor, language = visit.call.actor, visit.reader.language
    task = user_tasks.get(tx, task_id, by=actor)
    definition = tx.definitions.get(task.definition_id)
    names = diagrams.element_names(definition, language)
    preview = jumps.preview(tx, task_id, by=actor, to=to) if to else None
    context = {
        "task": task,
        "to": to,
        "names": names,
        "elements": _elements(definition, language),
        "preview": _shown(preview, names) if preview else None,
        "once": new_key(),
    }
    return render(visit.reader, "jump.html", context)


def _elements(definition: ProcessDefinition, language: Language) -> dict[str, str]:
    """Return the named elements that a case can be put to."""
    return diagrams.steps(definition, language)


def _shown(preview: Preview, names: dict[str, str]) -> dict[str, object]:
    return {
        part: [names.get(each.element_id) or each.element_id for each in getattr(preview, part)]
        for part in ("withdrawn", "begun", "kept")
    } | {"completes": preview.completes}
