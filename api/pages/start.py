"""Starting a case, with its form where it has one: the first task of the case opens at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.depends import Reply
from api.language import Language, text
from api.pages import form_drafts, handing_in
from api.pages.handing_in import Handed
from api.pages.rendering import address, render
from api.pages.task_page import mistakes, summary
from api.pages.visits import Form, Visit, Visitor, Where, new_key, see
from api.views import boxes, diagrams
from api.views.forms import Sheet, start_sheet
from engine import instances, user_tasks
from engine.errors import FormInvalid, NotFound
from engine.model import Actor, ProcessDefinition
from engine.model.organisation import Organisation
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Goal:
    """What is to be started."""

    key: str
    project: str | None
    element_id: str | None
    """The start event, where the process has several for people."""


@router.post("/start/{key}")
def start(visit: Visitor, key: str, posted: Form) -> Response:
    """Start a case and open its first task; else the case itself."""
    call = visit.keyed(posted.text("once"))
    goal = _Goal(
        key=key,
        project=posted.text("start-in") or None,
        element_id=posted.text("start-at") or None,
    )
    handed = handing_in.of_document(call.read(lambda tx: _form_of(tx, goal)), posted)
    if posted.text("add-row"):
        longer = handing_in.with_row(handed, posted.text("add-row"))
        return call.read(lambda tx: _form_page(tx, visit, goal, handed=longer, errors={}))
    try:
        _, kept = call.once(
            [key, goal.project, goal.element_id, handed.typed],
            lambda tx: _started(tx, visit, goal, handed.submission),
        )
    except FormInvalid as error:
        wrong = mistakes(error, visit.reader.language)
        return call.read(lambda tx: _form_page(tx, visit, goal, handed=handed, errors=wrong))
    return see(Where.model_validate_json(kept).path)


@router.get("/start/{key}")
def show_start_form(
    visit: Visitor,
    key: str,
    project: Annotated[str | None, Query(max_length=100)] = None,
    at: Annotated[str | None, Query(alias="start-at", max_length=200)] = None,
) -> Response:
    """Show the form that a process asks for before it starts."""
    goal = _Goal(key=key, project=project, element_id=at)

    def work(tx: Transaction) -> Response:
        draft = form_drafts.shown(tx, f"start:{key}", visit.call.actor)
        typed = Handed(document=None, submission={}, typed=draft["typed"], files={})
        return _form_page(tx, visit, goal, handed=typed, errors={}, drafted=draft["drafted"])

    return visit.call.read(work)


def _form_of(tx: Transaction, goal: _Goal) -> Mapping[str, Any] | None:
    return handing_in.start_document(tx, goal.key, goal.element_id)


def _form_page(
    tx: Transaction,
    visit: Visit,
    goal: _Goal,
    *,
    handed: Handed,
    errors: dict[str, list[str]],
    drafted: str = "",
) -> Response:
    definition, document = tx.definitions.latest(goal.key), _form_of(tx, goal)
    if document is None:
        raise NotFound(f"process {goal.key} has no start form")
    language = visit.reader.language
    shown = Sheet(write=start_sheet(tx, document, language, typed=handed.typed, errors=errors))
    context = {
        "process": named(definition, goal.element_id, language),
        "project": goal.project or "",
        "fields": shown.write,
        "wrong": text(language, "task.form-wrong", n=len(errors)) if errors else "",
        "summary": summary(shown, errors),
        "drafted": drafted,
        "dockless": True,
    }
    status = 422 if errors else 200
    return render(visit.reader, "start_form.html", context, status=status)


def _started(
    tx: Transaction,
    visit: Visit,
    goal: _Goal,
    submission: Mapping[str, Any],
) -> Reply:
    actor = visit.call.actor
    instance = instances.start(
        tx,
        by=actor,
        key=goal.key,
        project=goal.project,
        element_id=goal.element_id,
        variables=submission,
    )
    following = boxes.first_of(tx, actor, instance.id)
    if following is not None:
        user_tasks.claim(tx, following, by=actor)  # who starts a case is about to fill it in
    said = {"said": "started"}
    path = f"/tasks/{following}" if following else f"/cases/{instance.id}"
    return Reply(body=Where(path=address(path, said)))


def named(
    definition: ProcessDefinition, element_id: str | None, language: Language
) -> dict[str, Any]:
    """Return what the pages call one beginning of a process."""
    at = diagrams.element_names(definition, language).get(element_id or "")
    return {
        "key": definition.key,
        "name": f"{definition.name} · {at}" if at else definition.name,
        "id": f"{definition.key}.{element_id}" if at else definition.key,
        "at": element_id or "",
        "documentation": diagrams.documentation(definition),
        "once": new_key(),
    }


def projects(organisation: Organisation, actor: Actor) -> dict[str, str]:
    """Return the projects that this person works in, or all where he works in none of them."""
    every = {unit.code: unit.name for unit in organisation.units.values() if unit.type == "project"}
    codes = {address.removeprefix("post:").partition("/")[0] for address in actor.principals}
    own = {code: name for code, name in every.items() if code in codes}
    return own or every
