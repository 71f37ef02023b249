"""Rendering a page: who reads it, in which language, with the menu and its counts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.language import Language, text
from engine.model import Actor, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry of the menu."""

    href: str
    text: str
    here: bool = False
    count: str = ""
    dock: bool = True
    """It stands in the bar at a phone's bottom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads a page, and what every page shows to that person."""

    request: Request
    language: Language
    me: Actor | None = None
    csrf: str = ""
    counts: Mapping[str, str] | None = None
    """Open tasks by box (todo, pool), as short texts."""


_BOXES: Final = ("todo", "pool", "agent", "started", "done")


def render(
    reader: Reader, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HTMLResponse:
    """Render a template with its context and with what every page has."""
    request = reader.request
    frame = {
        "t": partial(text, reader.language),
        "language": reader.language,
        "me": reader.me,
        "csrf": reader.csrf,
        "links": links(reader),
        "back": _here(request),
        "stamp": stamp(),
        "notice": notice(request, reader.language),
        "dockless": False,
    }
    content = _templates().get_template(template).render({**frame, **context})
    return HTMLResponse(content, status_code=status)


def links(reader: Reader) -> list[Link]:
    """Return the menu of this person; the page that is open is marked."""
    if reader.me is None:
        return []
    say, path = partial(text, reader.language), reader.request.url.path
    box = reader.request.query_params.get("box", "todo") if path == "/tasks" else ""
    counts = reader.counts or {}
    found = [
        Link(
            href=f"/tasks?box={name}",
            text=say(f"nav.{name}"),
            here=box == name,
            count=counts.get(name, ""),
        )
        for name in _BOXES
        if name != "agent" or reader.me.stands_in
    ]
    found.insert(2, Link(href="/start", text=say("nav.start"), here=path == "/start"))
    return found + [
        Link(href=href, text=say(key), here=path.startswith(href), dock=False)
        for href, key in overseeing(reader.me)
    ]


def overseeing(me: Actor) -> list[tuple[str, str]]:
    """Return address and text key of the pages of auditors, administrators and designers."""
    found = []
    if me.has(Role.AUDITOR) or me.has(Role.ADMINISTRATOR):
        found.append(("/audit", "nav.audit"))
    if me.has(Role.ADMINISTRATOR):
        found.append(("/admin/incidents", "nav.incidents"))
    if me.has(Role.ADMINISTRATOR) or me.has(Role.DESIGNER):
        found.append(("/admin/definitions", "nav.definitions"))
        found.append(("/admin/imports", "nav.imports"))
    return found


_NOTICE_KEYS: Final = {
    "claimed": "task.claimed",
    "released": "task.released",
    "next": "task.next",
    "completed": "task.done",
    "operated": "task.operated",
    "started": "start.started",
    "begun": "ad-hoc.begun",
    "sent": "comments.sent",
    "printed": "sheet.printed",
    "retried": "incident.retried",
    "deployed": "draft.was_deployed",
    "draft-deleted": "draft.was_deleted",
}


def notice(request: Request, language: Language) -> str:
    """Return what the page before has to say; only sentences that we know are shown."""
    key = _NOTICE_KEYS.get(request.query_params.get("said", ""))
    return text(language, key) if key else ""


def address(path: str, query: Mapping[str, str | None]) -> str:
    """Return a path with the query parameters that have a value."""
    kept = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path


@cache
def stamp() -> str:
    """Return the style sheet's digest, so that a browser keeps it until it changes."""
    content = files("api").joinpath("static", "guanjia.css").read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("api", "templates"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _here(request: Request) -> str:
    """Return where the reader is, to come back to after a change of language."""
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
