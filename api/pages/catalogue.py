"""The catalogue of what one may start: favourites first, then what one started last."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.language import Language
from api.pages.clock import local
from api.pages.rendering import address, render
from api.pages.start import named, projects
from api.pages.visits import Form, Visit, Visitor, see
from api.views.beginnings import beginnings
from engine import deployments, desk, form_drafts, owner_reports
from engine.store import CaseQuery, Transaction

router = APIRouter(include_in_schema=False)

_MOST: Final = 200  # processes on one page; a company has some dozens
_RECENT: Final = 100  # of one's cases, looked through for what one started last


@router.get("/start")
def show_catalogue(visit: Visitor, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """List what one may start; `q` is part of its name or of what is said about it."""
    return visit.call.read(partial(_page, visit, q.strip()))


@router.post("/start/{key}/favourite")
def star(visit: Visitor, key: str, posted: Form) -> Response:
    """Put a beginning among one's favourites."""
    name = ".".join(filter(None, (key, posted.text("start-at"))))
    _keep(visit, lambda kept: [*kept, name])
    return see(address("/start", {"q": posted.text("q")}))


@router.post("/start/{key}/favourite/deletion")
def unstar(visit: Visitor, key: str, posted: Form) -> Response:
    """Take a beginning out of one's favourites."""
    name = ".".join(filter(None, (key, posted.text("start-at"))))
    _keep(visit, lambda kept: [each for each in kept if each != name])
    return see(address("/start", {"q": posted.text("q")}))


def _keep(visit: Visit, change: Callable[[Sequence[str]], Sequence[str]]) -> None:
    actor = visit.call.actor
    visit.call.store.run(
        lambda tx: desk.keep_favourites(tx, change(desk.favourites(tx, by=actor)), by=actor)
    )


def _page(visit: Visit, q: str, tx: Transaction) -> Response:
    actor, language = visit.call.actor, visit.reader.language
    starred, used = desk.favourites(tx, by=actor), _used(tx, visit)
    every = [each for each in _beginnings(tx, language) if _fits(each, q)]
    drafted = {draft.about.removeprefix("start:") for draft in form_drafts.mine(tx, by=actor)}
    shown = [
        {
            **each,
            "starred": each["id"] in starred,
            "used": local(used.get(each["key"])),
            "drafted": each["key"] in drafted,
        }
        for each in every
    ]
    place = {name: number for number, name in enumerate(starred)}
    shown.sort(key=lambda each: (place.get(each["id"], len(place)), _age(used, each["key"])))
    context = {
        "processes": shown,
        "projects": projects(tx.people.organisation(), actor),
        "posters": owner_reports.projects(tx),
        "q": q,
    }
    return render(visit.reader, "start.html", context)


def _beginnings(tx: Transaction, language: Language) -> list[dict[str, Any]]:
    page = tx.definitions.page(latest_only=True, limit=_MOST)
    suspended = deployments.suspended_starts(tx)
    return [
        {
            **named(each, one.element_id, language),
            "has_form": one.form_id in each.forms,
            "suspended": suspended.get(each.key),
        }
        for each in page.items
        for one in beginnings(each)
    ]


def _fits(beginning: Mapping[str, Any], q: str) -> bool:
    said = f"{beginning['name']} {beginning['key']} {beginning['documentation']}".lower()
    return all(word in said for word in q.lower().split())


def _used(tx: Transaction, visit: Visit) -> dict[str, datetime]:
    """Return when one started each process last."""
    actor = visit.call.actor
    found = tx.cases.page(CaseQuery(initiator=actor.id), actor, limit=_RECENT).items
    return {case.key: case.started_at for case in reversed(found)}


def _age(used: Mapping[str, datetime], key: str) -> float:
    """Return a number that is smaller the later a process was started; what never was is last."""
    return -used[key].timestamp() if key in used else 0.0
