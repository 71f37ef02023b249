"""日历: working time of projects; a change is seen with the deadlines that it moves."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin.blocks import Ask, Block, Cell, Field, Links, Note, Shown, Table
from api.pages.admin.frame import Page, administrator, change, columns, done, refusal, show, words
from api.pages.clock import local
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from api.views.fields import ZONE
from engine import calendars
from engine.calendar import stated
from engine.calendars import Effect
from engine.errors import EngineError, Invalid
from engine.participation import refused
from engine.store import CalendarVersion, Transaction

router = APIRouter(include_in_schema=False)

_EMPTY: Final = Posted(texts={}, files={})
_DAYS: Final = {"班": "makeup", "休": "holiday"}
_WORDS: Final = {"makeup": "班", "workday": "班", "holiday": "休"}


@router.get("/admin/calendars")
def show_calendars(visit: Visitor) -> Response:
    """List the calendars, which projects have each, and years that nobody has maintained."""
    administrator(visit)

    def page(tx: Transaction) -> Response:
        say = words(visit)
        rows = [_row(tx, visit, each) for each in calendars.known(tx)]
        table = Table(
            id="calendars",
            title=say("admin.calendars"),
            head=columns(visit, "calendar", "name", "version", "hours", "projects", "unmaintained"),
            rows=rows,
            empty=say("none"),
            note=say("admin.calendars.note"),
        )
        page = Page(tab="calendars", heading=say("admin.tab.calendars"), blocks=[table])
        return show(visit, page)

    return visit.call.read(page)


@router.get("/admin/calendars/{code}")
def show_calendar(visit: Visitor, code: str) -> Response:
    """Show a calendar and its versions."""
    administrator(visit)
    return _page(visit, code, _EMPTY, [])


@router.post("/admin/calendars/{code}")
def put(visit: Visitor, code: str, posted: Form) -> Response:
    """Show which deadlines a change would move, or put it in force where that was seen."""
    administrator(visit)
    by = visit.call.actor

    def work(tx: Transaction) -> object:
        seen = posted.text("seen")
        return calendars.put(
            tx,
            code,
            by=by,
            name=posted.text("name").strip(),
            content=_content(tx, code, posted),
            reason=posted.text("reason"),
            expected=int(seen) if seen.isdecimal() else None,
        )

    try:
        if posted.text("do") == "go":
            change(visit, posted, work)
            return done(f"/admin/calendars/{code}", "saved")
        found = visit.call.read(
            lambda tx: calendars.preview(tx, code, by=by, content=_content(tx, code, posted))
        )
    except EngineError as error:
        note, status = refusal(visit, error)
        return _page(visit, code, posted, [note], status=status)
    return _page(visit, code, posted, _effects(visit, found), seen=True)


def _content(tx: Transaction, code: str, posted: Posted) -> Mapping[str, Any]:
    """Return the calendar that a form states; shifts and years stay as they are."""
    present = stated(calendars.get(tx, code).calendar)
    hours = [_span(part) for part in posted.text("hours").split()]
    days = dict(_day(line) for line in posted.text("days").splitlines() if line.strip())
    return {**present, "hours": hours, "days": days}


def _span(text: str) -> list[str]:
    begin, dash, end = text.replace("–", "-").replace("：", ":").partition("-")
    if not dash:
        raise refused(Invalid, f"{text!r}: expected 09:00-12:00", f"“{text}”应写成 09:00-12:00")
    return [begin, end]


def _day(line: str) -> tuple[str, str]:
    parts = line.split()
    if len(parts) != 2 or parts[1] not in _DAYS:  # noqa: PLR2004  (a day and a word)
        zh = f"“{line}”应写成 2027-10-01 休 或 2027-10-09 班"
        raise refused(Invalid, f"{line!r}: expected a date and 休 or 班", zh)
    return parts[0], _DAYS[parts[1]]


def _row(tx: Transaction, visit: Visit, each: CalendarVersion) -> Sequence[Shown]:
    say, found = words(visit), tx.people.organisation()
    mine = [
        unit.name
        for unit in found.units.values()
        if unit.type == "project" and found.calendar_of(unit.code) == each.code
    ]
    missing = _unmaintained(tx, each)
    return [
        Cell(text=each.code, href=f"/admin/calendars/{each.code}", code=True),
        each.name or say("none"),
        Cell(text=str(each.version), number=True),
        Cell(text=_hours(each), number=True),
        "、".join(mine) or say("none"),
        Cell(text="、".join(missing), tone="soon") if missing else say("none"),
    ]


def _unmaintained(tx: Transaction, each: CalendarVersion) -> list[str]:
    year = tx.now.astimezone(ZONE).year
    return [str(one) for one in (year, year + 1) if not each.calendar.is_maintained(one)]


def _hours(found: CalendarVersion) -> str:
    return " ".join(f"{begin}-{end}" for begin, end in stated(found.calendar)["hours"])


def _page(
    visit: Visit,
    code: str,
    posted: Posted,
    above: Sequence[Block],
    *,
    seen: bool = False,
    status: int = 200,
) -> Response:
    def page(tx: Transaction) -> Response:
        say, found = words(visit), calendars.get(tx, code)
        links = Links(links=[("/admin/calendars", say("admin.tab.calendars"))])
        blocks: list[Block] = [links, *above, _form(visit, found, posted, seen=seen)]
        blocks.append(_versions(tx, visit, code))
        heading = f"{say('admin.tab.calendars')} {found.name}".strip()
        return show(visit, Page(tab="calendars", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _form(visit: Visit, found: CalendarVersion, posted: Posted, *, seen: bool) -> Ask:
    say = words(visit)
    days = stated(found.calendar)["days"]
    lines = "\n".join(f"{day} {_WORDS[kind]}" for day, kind in days.items())
    present = {"name": found.name, "hours": _hours(found), "days": lines, "reason": ""}
    said = {n: posted.text(n) if n in posted.texts else v for n, v in present.items()}
    buttons = [("preview", say("admin.do.preview"))]
    if seen:
        buttons.insert(0, ("go", say("admin.do.go")))
    fields = [
        Field(name="name", label=say("admin.field.name"), value=said["name"], most=100),
        Field(
            name="hours",
            label=say("admin.column.hours"),
            value=said["hours"],
            help=say("admin.calendar.hours.help"),
            must=True,
        ),
        Field(
            name="days",
            label=say("admin.calendar.days"),
            kind="textarea",
            value=said["days"],
            help=say("admin.calendar.days.help"),
            most=100_000,
        ),
        Field(name="reason", label=say("admin.reason"), value=said["reason"], must=True),
    ]
    return Ask(
        id="calendar",
        title=say("admin.calendar.change"),
        action=f"/admin/calendars/{found.code}",
        fields=fields,
        buttons=buttons,
        once=posted.text("once") or new_key(),
        hidden={"seen": str(found.version)},
        note=say("admin.calendar.change.note"),
    )


def _effects(visit: Visit, found: Sequence[Effect]) -> list[Block]:
    say = words(visit)
    rows: list[list[Shown]] = [
        [
            Cell(
                text=each.business_key or say("admin.no-number"),
                href=f"/admin/cases/{each.instance_id}",
                number=True,
            ),
            each.name,
            Cell(text=local(each.before), number=True),
            Cell(text=local(each.after), number=True),
        ]
        for each in found
    ]
    head = [say("admin.column.case"), say("admin.column.task")]
    table = Table(
        id="effects",
        title=say("admin.calendar.effects", n=len(found)),
        head=[*head, say("admin.before"), say("admin.after")],
        rows=rows,
        empty=say("admin.calendar.effects.none"),
    )
    return [Note(tone="hint", text=say("admin.preview.nothing-done")), table]


def _versions(tx: Transaction, visit: Visit, code: str) -> Table:
    say = words(visit)
    rows: list[list[Shown]] = [
        [
            Cell(text=str(each.version), number=True),
            Cell(text=local(each.created_at) or say("admin.calendar.announced"), number=True),
            each.created_by_name or say("none"),
            each.reason or say("none"),
        ]
        for each in calendars.versions(tx, code)
    ]
    return Table(
        id="versions",
        title=say("admin.calendar.versions"),
        head=columns(visit, "version", "at", "person", "why"),
        rows=rows,
        empty=say("none"),
    )
