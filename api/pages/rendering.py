"""Rendering a page: who reads it, in which language, with the menu and its counts."""

import gzip
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from api.language import Language, text, texts
from api.signin import masked
from api.views.boxes import BoxOut, short
from api.views.templates import templates
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
    bar: bool = True
    """It stands in the bar at the top of a desk."""
    key: str = ""
    """Name of the box that it leads to, for live counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads a page, and what every page shows to that person."""

    request: Request
    language: Language
    me: Actor | None = None
    csrf: str = field(default="", repr=False)
    boxes: Sequence[BoxOut] = ()
    """The boxes of this person with what waits in them."""
    seen: str = ""
    """What the lists of this person were like when the page was drawn, for live rows."""


_MENU: Final = ("todo", "pool", "copies", "done", "started")
"""Boxes that every page leads to; the others stand on the pages of lists and on one's own."""
_LEVEL: Final = 4  # of 9: the next ones take twice the time for two per cent
_DOCK: Final = frozenset({"todo", "pool", "copies"})
"""Boxes in the bar at a phone's bottom."""


def render(
    reader: Reader, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HTMLResponse:
    """Render a template with its context and with what every page has."""
    request = reader.request
    frame = {
        "t": partial(text, reader.language),
        "language": reader.language,
        "me": reader.me,
        "csrf": masked(reader.csrf),
        "links": links(reader),
        "boxes": box_links(reader) if reader.me else [],
        "unread": unread(reader),
        "seen": reader.seen,
        "back": _here(request),
        "stamp": stamp(),
        "notice": notice(request, reader.language),
        "dockless": False,
        "home": "/",
        "script_texts": _script_texts(reader.language),
    }
    content = templates().get_template(template).render({**frame, **context})
    packs = "gzip" in request.headers.get("accept-encoding", "")
    return (Packed if packs else HTMLResponse)(content, status_code=status)


class Packed(HTMLResponse):
    """A page that is sent compressed: a diagram in it shrinks to a tenth."""

    def render(self, content: str) -> bytes:
        """Keep the page for whoever reads its body, and compress it in the thread of its route."""
        plain = content.encode()
        self.packed = gzip.compress(plain, _LEVEL, mtime=0)
        return plain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what was compressed."""
        self.body = self.packed
        self.headers["Content-Encoding"] = "gzip"
        self.headers["Content-Length"] = str(len(self.packed))
        self.headers["Vary"] = "Accept-Encoding"
        await super().__call__(scope, receive, send)


def links(reader: Reader) -> list[Link]:
    """Return the menu of this person; the page that is open is marked."""
    if reader.me is None:
        return []
    say, path = partial(text, reader.language), reader.request.url.path
    found = [replace(each, dock=each.key in _DOCK) for each in box_links(reader)]
    menu = [each for each in found if each.key in _MENU]
    menu.insert(2, Link(href="/start", text=say("nav.start"), here=path == "/start"))
    menu.append(Link(href="/me", text=say("nav.me"), here=path == "/me", bar=False))
    return menu + [
        Link(href=href, text=say(key), here=_lies_in(path, href), dock=False)
        for href, key in overseeing(reader.me)
    ]


def _lies_in(path: str, href: str) -> bool:
    """Tell whether a page belongs to an entry: imports stand beside the administration."""
    if href == "/admin" and path.startswith(("/admin/imports", "/admin/drafts")):
        return False
    return path == href or path.startswith(f"{href}/")


def box_links(reader: Reader) -> list[Link]:
    """Return all boxes of this person but the message centre; the one that is open is marked."""
    path = reader.request.url.path
    box = reader.request.query_params.get("box", "todo") if path == "/tasks" else ""
    known = reader.boxes or [BoxOut(name=name, count=None) for name in _MENU]
    return [
        Link(
            key=each.name,
            href=f"/tasks?box={each.name}",
            text=text(reader.language, f"nav.{each.name}"),
            here=box == each.name,
            count=short(each.count),
        )
        for each in known
        if each.name != "notices"
    ]


def unread(reader: Reader) -> str:
    """Return how much of the message centre is unread, as its badge shows it."""
    return next((short(each.count) for each in reader.boxes if each.name == "notices"), "")


def overseeing(me: Actor) -> list[tuple[str, str]]:
    """Return address and text key of the pages of auditors, administrators and designers."""
    found = []
    if me.has(Role.AUDITOR) or me.has(Role.ADMINISTRATOR):
        found.append(("/audit", "nav.audit"))
    if me.has(Role.ADMINISTRATOR):
        found.append(("/admin", "nav.admin"))
    if me.has(Role.DESIGNER) and not me.has(Role.ADMINISTRATOR):
        found.append(("/admin/definitions", "nav.definitions"))
    if me.has(Role.ADMINISTRATOR) or me.has(Role.DESIGNER):
        found.append(("/admin/imports", "nav.imports"))
        found.append(("/designer", "nav.designer"))
    return found


_NOTICE_KEYS: Final = {
    "claimed": "task.claimed",
    "signed-for": "task.begun",
    "released": "task.released",
    "next": "task.next",
    "completed": "task.done",
    "operated": "task.operated",
    "started": "start.started",
    "begun": "ad-hoc.begun",
    "sent": "comments.sent",
    "printed": "sheet.printed",
    "filter-kept": "filter.kept",
    "filter-dropped": "filter.dropped",
    "drafted": "draft.kept",
    "draft-dropped": "draft.dropped",
    "urged": "task.urged",
    "notices-read": "notices.all-read",
    "confirmed": "copy.confirmed",
    "preferred": "preferences.kept",
    "phrases-kept": "phrases.kept",
    "retried": "incident.retried",
    "kept": "settings.kept",
    "deployed": "draft.was_deployed",
    "draft-deleted": "draft.was_deleted",
    "saved": "admin.saved",
    "intervened": "admin.intervened",
    "rescheduled": "admin.rescheduled",
    "sent-again": "admin.sent-again",
    "submission": "review.submitted",
    "withdrawal": "review.withdrawn",
    "approval": "review.approved",
    "rejection": "review.rejected",
    "rolled-back": "definition.rolled-back",
    "starts-suspended": "definition.starts.suspended",
    "starts-resumed": "definition.starts.resumed",
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
def _script_texts(language: Language) -> str:
    """Return what the scripts say, as JSON: the texts whose keys begin with `js.`."""
    said = {key[3:]: value for key, value in texts(language).items() if key.startswith("js.")}
    return orjson.dumps(said).decode()


@cache
def stamp() -> str:
    """Return the style sheet's digest, so that a browser keeps it until it changes."""
    content = files("api").joinpath("static", "guanjia.css").read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]


def _here(request: Request) -> str:
    """Return where the reader is, to come back to after a change of language."""
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
