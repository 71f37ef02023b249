"""Keeping a form that is not handed in yet (暂存): by its button, and by itself while one types."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.pages import handing_in
from api.pages.clock import local
from api.pages.rendering import address
from api.pages.visits import Form, Posted, Visitor, see
from engine import form_drafts
from engine.model import Actor
from engine.store import FormDraft, Transaction

router = APIRouter(include_in_schema=False)

_OWN: Final = ("gj-opinion", "start-in", "start-at")
"""Fields of the page itself that are worth keeping with the form's."""


@router.post("/tasks/{task_id}/draft")
def keep(visit: Visitor, task_id: UUID, posted: Form) -> Response:
    """Keep what has been typed so far; nothing of it is checked."""
    actor = visit.call.actor

    def work(tx: Transaction) -> datetime:
        handed = handing_in.read(tx, task_id, actor, posted)
        values = _values(handed.typed, posted)
        return form_drafts.save_of_task(tx, task_id, by=actor, values=values).saved_at

    return _kept(visit.call.request, visit.call.store.run(work), f"/tasks/{task_id}", {})


@router.post("/tasks/{task_id}/draft/deletion")
def drop(visit: Visitor, task_id: UUID, _posted: Form) -> Response:
    """Throw one's draft of a task away."""
    visit.call.store.run(lambda tx: form_drafts.drop_of_task(tx, task_id, by=visit.call.actor))
    return see(address(f"/tasks/{task_id}", {"said": "draft-dropped"}))


@router.post("/start/{key}/draft")
def keep_start(visit: Visitor, key: str, posted: Form) -> Response:
    """Keep a start form that is not handed in yet."""
    actor = visit.call.actor

    def work(tx: Transaction) -> datetime:
        document = handing_in.start_document(tx, key, posted.text("start-at") or None)
        handed = handing_in.of_document(document, posted)
        values = _values(handed.typed, posted)
        return form_drafts.save_of_start(tx, key, by=actor, values=values).saved_at

    query = {"project": posted.text("start-in"), "start-at": posted.text("start-at")}
    return _kept(visit.call.request, visit.call.store.run(work), f"/start/{key}", query)


@router.post("/start/{key}/draft/deletion")
def drop_start(visit: Visitor, key: str, _posted: Form) -> Response:
    """Throw one's draft of a start form away."""
    visit.call.store.run(lambda tx: form_drafts.drop_of_start(tx, key, by=visit.call.actor))
    return see(address(f"/start/{key}", {"said": "draft-dropped"}))


def shown(tx: Transaction, about: str, actor: Actor) -> dict[str, Any]:
    """Return what a page shows of one's draft of a task or start form, if there is one."""
    draft = form_drafts.find(tx, about, by=actor)
    values: dict[str, Any] = dict(draft.values) if draft else {}
    return {
        "drafted": local(draft.saved_at) if draft else "",
        "opinion": str(values.get("gj-opinion", "")),
        "typed": {name: value for name, value in values.items() if name not in _OWN},
        "own": {name: str(values[name]) for name in _OWN if name in values},
    }


def start_address(draft: FormDraft, key: str) -> str:
    """Return where a start form goes on: in the project that was chosen."""
    kept = {"project": draft.values.get("start-in"), "start-at": draft.values.get("start-at")}
    return address(f"/start/{key}", {name: str(value) for name, value in kept.items() if value})


def _values(typed: Mapping[str, Any], posted: Posted) -> dict[str, Any]:
    return {**typed, **{name: posted.text(name) for name in _OWN if posted.text(name)}}


def _kept(request: Request, at: datetime, path: str, query: Mapping[str, str]) -> Response:
    """Answer a script with the time, and a plain form with its page."""
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"at": local(at)[-5:]})
    return see(address(path, {**query, "said": "drafted"}))
