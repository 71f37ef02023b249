"""The page of an ad-hoc sub-process's task: what can be begun in it, a button each."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.depends import Reply
from api.language import Language
from api.pages.rendering import address
from api.pages.visits import Form, Visitor, Where, see
from api.views.diagrams import NAME_EN
from engine import access, ad_hoc
from engine.diagram import Element
from engine.errors import EngineError
from engine.model import Actor, Role, UserTask
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@router.post("/tasks/{task_id}/activities")
def begin(visit: Visitor, task_id: UUID, posted: Form) -> Response:
    """Begin an activity; then its first task, where it is this person's, or the choice again."""
    chosen = posted.text("element")

    def work(tx: Transaction) -> Reply:
        path = _begun(tx, task_id, chosen, visit.call.actor)
        return Reply(body=Where(path=address(path, {"said": "begun"})))

    _, kept = visit.keyed(posted.text("once")).once([str(task_id), chosen], work)
    return see(Where.model_validate_json(kept).path)


def _begun(tx: Transaction, task_id: UUID, chosen: str, actor: Actor) -> str:
    case_id = tx.tasks.get(task_id).instance_id
    before = {task.id for task in tx.tasks.of(case_id)}
    ad_hoc.begin(tx, task_id, chosen, by=actor)
    for task in tx.tasks.of(case_id):
        if task.id not in before and task.is_candidate(actor):
            return f"/tasks/{task.id}"
    return f"/tasks/{task_id}" if tx.tasks.get(task_id).is_open else f"/cases/{case_id}"


def startable(
    tx: Transaction, task: UserTask, actor: Actor, language: Language
) -> list[dict[str, str]]:
    """Return what this person can begin now at a task; nothing where it stands for a plain one."""
    if not task.is_open or not _may(task, actor):
        return []
    offers = ad_hoc.offers(tx, task.instance_id, by=actor)
    found = (one.startable for one in offers if one.activity_id == task.id)
    return [{"id": element.id, "name": _name(element, language)} for element in next(found, ())]


def _may(task: UserTask, actor: Actor) -> bool:
    if actor.has(Role.ADMINISTRATOR):
        return True
    try:
        access.check_may_work_on(task, actor)
    except EngineError:
        return False
    return True


def _name(element: Element, language: Language) -> str:
    english = element.properties.get(NAME_EN) if language == "en" else None
    return english or element.name or element.id
