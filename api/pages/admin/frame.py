"""What every page of the administration has: who may see it, its tabs, its blocks, its answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

from starlette.responses import Response

from api.depends import Reply
from api.language import Language, text
from api.pages.admin.blocks import Ask, Block, Field, Note
from api.pages.problems import sentence
from api.pages.rendering import Link, address, render
from api.pages.visits import Posted, Visit, see
from api.problems import describe
from engine import access
from engine.errors import EngineError, Invalid, MigrationRefused, PreconditionFailed
from engine.model import Role
from engine.store import Transaction

T = TypeVar("T")

TABS: Final[Mapping[str, str]] = {
    "overview": "/admin",
    "cases": "/admin/cases",
    "incidents": "/admin/incidents",
    "jobs": "/admin/jobs",
    "definitions": "/admin/definitions",
    "organisation": "/admin/organisation",
    "substitutions": "/admin/substitutions",
    "calendars": "/admin/calendars",
    "rights": "/admin/rights",
    "retention": "/admin/retention",
    "system": "/admin/system",
    "reports": "/admin/reports",
}
"""Where each tab leads, in their order; the texts are `admin.tab.*`."""
DESIGNERS: Final = frozenset({"definitions", "reports"})
"""Tabs that designers see too."""
AUDITORS: Final = frozenset({"reports"})
MOST: Final = 50  # rows of a page of a desk; the next ones are a click away


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that is about to be shown: its tab, its heading, what stands on it."""

    tab: str
    heading: str
    blocks: Sequence[Block]
    count: str = ""
    status: int = 200


def administrator(visit: Visit) -> None:
    """Raise NotPermitted unless an administrator visits."""
    access.check_has_role(visit.call.actor, Role.ADMINISTRATOR)


def words(visit: Visit) -> Callable[..., str]:
    """Return the function that says a text in the reader's language."""
    return partial(text, visit.reader.language)


def columns(visit: Visit, *names: str) -> list[str]:
    """Return the heads of a table's columns; an empty name heads the column of the buttons."""
    say = words(visit)
    return [say(f"admin.column.{name}") if name else "" for name in names]


def search(
    visit: Visit, action: str, fields: Sequence[Field], hidden: Mapping[str, str] | None = None
) -> Ask:
    """Return the form that narrows a list down."""
    say = words(visit)
    return Ask(
        id="search",
        title=say("list.filter"),
        action=action,
        fields=fields,
        buttons=[("", say("list.find"))],
        method="get",
        hidden=hidden or {},
    )


def show(visit: Visit, page: Page) -> Response:
    """Render a page of the administration."""
    context = {
        "tabs": tabs(visit, page.tab),
        "heading": page.heading,
        "count": page.count,
        "blocks": page.blocks,
    }
    return render(visit.reader, "admin/page.html", context, status=page.status)


def tabs(visit: Visit, here: str) -> list[Link]:
    """Return the tabs that this person may open; the one that is open is marked."""
    say, actor = words(visit), visit.call.actor
    known = set(TABS) if actor.has(Role.ADMINISTRATOR) else set()
    known |= DESIGNERS if actor.has(Role.DESIGNER) else set()
    known |= AUDITORS if actor.has(Role.AUDITOR) else set()
    return [
        Link(href=href, text=say(f"admin.tab.{name}"), here=name == here)
        for name, href in TABS.items()
        if name in known
    ]


def change(visit: Visit, posted: Posted, work: Callable[[Transaction], object]) -> None:
    """Carry out what a form asks for, once however often it is sent."""

    def once(tx: Transaction) -> Reply:
        work(tx)
        return Reply(body=None)

    visit.keyed(posted.text("once")).once(said(posted), once)


class Again(Protocol):
    """Shows a form again: what stands above it, and the status of the answer."""

    def __call__(self, above: Sequence[Block], /, *, status: int) -> Response:
        """Return the page."""
        ...


def attempt(
    visit: Visit,
    posted: Posted,
    work: Callable[[Transaction], object],
    again: Again,
    after: Response,
) -> Response:
    """Carry out what a form asks for and go on, or show the form again with why not."""
    try:
        change(visit, posted, work)
    except EngineError as error:
        note, status = refusal(visit, error)
        return again([note], status=status)
    return after


def said(posted: Posted) -> list[Any]:
    """Return what makes two posts the same one: everything but the token of the session."""
    texts = {name: values for name, values in posted.texts.items() if name != "csrf"}
    files = [(name, one.name, one.content) for name in posted.files for one in posted.files[name]]
    return [texts, files]


def done(path: str, notice: str, **query: str) -> Response:
    """Go on to a page that says what was done."""
    return see(address(path, {"said": notice, **query}))


def check_seen(visit: Visit, posted: Posted, tx: Transaction, instance_id: UUID) -> None:
    """Lock a case and raise PreconditionFailed where it has moved on since its page was shown.

    Raises Invalid where the form does not say which state it was made from.
    """
    seen = posted.text("seen")
    if not seen.isdecimal():
        raise Invalid("the form does not say which state of the case it was made from")
    present = tx.cases.lock(instance_id).instance.seq
    replace(visit.call, expected=int(seen)).check_version(present)


def refusal(visit: Visit, error: EngineError) -> tuple[Note, int]:
    """Return what a page says of a refusal above the form that it keeps, and its status."""
    language = visit.reader.language
    found = describe(visit.reader.request, error, language)
    if type(error) is PreconditionFailed:
        return Note(tone="bad", text=text(language, "admin.moved-on")), found.status
    if isinstance(error, MigrationRefused):
        reasons = [chosen(language, each.message_zh, each.message_en) for each in error.findings]
        return Note(tone="bad", text=found.title, items=reasons), found.status
    if error.facts.get("errors"):
        reasons = [_mistake(language, each) for each in error.facts["errors"]]
        return Note(tone="bad", text=found.title, items=reasons), found.status
    zh = sentence(visit.reader.request, error)
    code = "" if language == "zh" and zh else str(error)
    return Note(tone="bad", text=f"{found.title} {zh}".strip(), code=code), found.status


def chosen(language: Language, zh: str, en: str) -> str:
    """Return which of two texts the reader reads."""
    return zh if language == "zh" else en


def _mistake(language: Language, found: Mapping[str, Any]) -> str:
    """Say one mistake of a spreadsheet, and where it is."""
    place = f"{found['sheet']} {found['column']}{found['row'] or ''}".strip()
    return f"{place}：{chosen(language, found['zh'], found['en'])}"
