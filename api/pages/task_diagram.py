"""The diagram of a task's case: the way it has come, and where the task is in it."""

from uuid import UUID

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from api.pages.boxes import asked_of, list_of
from api.pages.common import unit_name
from api.pages.lists import task_row
from api.pages.rendering import render
from api.pages.task_parts import parts
from api.pages.visits import Visit, Visitor
from api.views import cases
from api.views.worklist import detail_of
from engine import user_tasks
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@router.get("/tasks/{task_id}/diagram")
def show_task_diagram(visit: Visitor, task_id: UUID) -> Response:
    """Show where a task is in the diagram of its process."""
    return visit.call.read(lambda tx: _page(tx, visit, task_id))


def _page(tx: Transaction, visit: Visit, task_id: UUID) -> Response:
    actor, language = visit.call.actor, visit.reader.language
    task = user_tasks.get(tx, task_id, by=actor)
    file = cases.open_file(tx, task.instance_id, actor)
    drawing = cases.svg(file, tx, here=(task.element_id,))
    context = {
        "task": detail_of(tx, task_id, actor),
        "row": task_row(tx, task, language, ""),
        "project": unit_name(tx.people.organisation(), task.project),
        **list_of(tx, visit, asked_of(visit), str(task_id)),
        "parts": parts(visit, file, task_id, here="diagram"),
        "diagram": Markup(drawing),  # noqa: S704 - drawn by us, every text escaped
    }
    return render(visit.reader, "task_diagram.html", context)
