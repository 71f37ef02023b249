"""What one may start, and starting it: the first task of the case opens at once."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from api.depends import Reply
from api.language import text
from api.pages.rendering import address, render
from api.pages.visits import Form, Visit, Visitor, Where, new_key, see
from api.views import boxes, diagrams
from engine import instances, user_tasks
from engine.errors import FormInvalid, Invalid
from engine.model import Actor, ProcessDefinition
from engine.model.organisation import Organisation
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

_MOST: Final = 200  # processes on one page; a company has some dozens


@router.get("/start")
def show_start(visit: Visitor) -> Response:
    """List the processes that one may start."""
    return visit.call.read(lambda tx: _page(tx, visit, wrong=""))


@router.post("/start/{key}")
def start(visit: Visitor, key: str, posted: Form) -> Response:
    """Start a case and open its first task; else the case itself."""
    call = visit.keyed(posted.text("once"))
    project = posted.text("project") or None
    try:
        _, kept = call.once([key, project], lambda tx: _started(tx, visit, key, project))
    except (FormInvalid, Invalid):
        wrong = text(visit.reader.language, "start.refused")
        return call.read(lambda tx: _page(tx, visit, wrong=wrong))
    return see(Where.model_validate_json(kept).path)


def _started(tx: Transaction, visit: Visit, key: str, project: str | None) -> Reply:
    actor = visit.call.actor
    instance = instances.start(tx, by=actor, key=key, project=project)
    following = boxes.first_of(tx, actor, instance.id)
    if following is not None:
        user_tasks.claim(tx, following, by=actor)  # who starts a case is about to fill it in
    said = {"said": "started"}
    path = f"/tasks/{following}" if following else f"/cases/{instance.id}"
    return Reply(body=Where(path=address(path, said)))


def _page(tx: Transaction, visit: Visit, *, wrong: str) -> Response:
    organisation, actor = tx.people.organisation(), visit.call.actor
    page = tx.definitions.page(latest_only=True, limit=_MOST)
    context = {
        "processes": [_process(each) for each in page.items if diagrams.has_plain_start(each)],
        "projects": projects(organisation, actor),
        "wrong": wrong,
    }
    return render(visit.reader, "start.html", context, status=422 if wrong else 200)


def _process(definition: ProcessDefinition) -> dict[str, Any]:
    return {
        "key": definition.key,
        "name": definition.name,
        "documentation": diagrams.documentation(definition),
        "once": new_key(),
    }


def projects(organisation: Organisation, actor: Actor) -> dict[str, str]:
    """Return the projects that this person works in, or all where he works in none of them."""
    every = {unit.code: unit.name for unit in organisation.units.values() if unit.type == "project"}
    codes = {address.removeprefix("post:").partition("/")[0] for address in actor.principals}
    own = {code: name for code, name in every.items() if code in codes}
    return own or every
