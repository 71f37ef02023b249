"""排班与值班: whose turn it is in a unit, week by week; turns are added, cleared, copied over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import partial
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin import company
from api.pages.admin.blocks import Ask, Block, Cell, Field, Links, Shown, Table
from api.pages.admin.frame import (
    Page,
    administrator,
    attempt,
    columns,
    done,
    search,
    show,
    words,
)
from api.pages.admin.rows import BACK, EMPTY
from api.pages.common import unit_name
from api.pages.rendering import address
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from api.views.fields import ZONE
from engine import rosters
from engine.errors import Invalid
from engine.model.organisation import Organisation
from engine.model.rosters import RosterKind, Shift
from engine.participation import refused
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

PATH: Final = "/admin/rosters"
_DAYS: Final = 7
_WEEK: Final = timedelta(days=_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One unit's roster of one week; without a unit, everybody's."""

    kind: RosterKind
    unit: str
    monday: date

    @property
    def days(self) -> list[date]:
        """The days of the week."""
        return [self.monday + timedelta(days=n) for n in range(_DAYS)]

    def query(self) -> dict[str, str]:
        """Return what names it in an address or a form."""
        return {"kind": self.kind, "unit": self.unit, "since": self.monday.isoformat()}

    def turns(self, tx: Transaction) -> Sequence[Shift]:
        """Return whose turn it is."""
        return rosters.turns(tx, self.kind, self.monday, self.days[-1], unit=self.unit or None)


@router.get("/admin/rosters")
def show_week(visit: Visitor, kind: str = "", unit: str = "", since: str = "") -> Response:
    """Show a week of a roster; of a unit, with the forms that change it."""
    administrator(visit)
    return _page(visit, {"kind": kind, "unit": unit, "since": since}, EMPTY, [])


@router.post("/admin/rosters")
def put(visit: Visitor, posted: Form) -> Response:
    """Add turns, clear some, or add those of the week before."""
    administrator(visit)
    asked = {name: posted.text(name) for name in ("kind", "unit", "since")}
    does = {"add": _add, "clear": _clear, "copy": _copy}

    def work(tx: Transaction) -> object:
        act = does.get(posted.text("do"))
        if act is None:
            raise refused(Invalid, f"one of {', '.join(does)} is wanted", "请选择操作")
        return act(tx, visit, _week(asked, _today(tx)), posted)

    return attempt(
        visit, posted, work, partial(_page, visit, asked, posted), done(PATH, "saved", **asked)
    )


def _today(tx: Transaction) -> date:
    return tx.now.astimezone(ZONE).date()


def _week(asked: dict[str, str], today: date) -> Week:
    """Return the week that is asked for; this one where no day is named."""
    try:
        day = date.fromisoformat(asked["since"]) if asked["since"] else today
        kind = RosterKind(asked["kind"] or RosterKind.SHIFT)
        monday = day - timedelta(days=day.weekday())
        around = (monday - _WEEK, monday + _WEEK + _WEEK)
    except (ValueError, OverflowError) as error:
        zh = "请选择班次或值班，以及一个日期"
        raise refused(Invalid, "a roster and a day are wanted", zh) from error
    assert around[0] < around[1]  # weeks before and after it can be named
    return Week(kind=kind, unit=asked["unit"], monday=monday)


def _add(tx: Transaction, visit: Visit, week: Week, posted: Posted) -> object:
    turn = Shift(
        kind=week.kind,
        unit=week.unit,
        day=week.monday,
        person=posted.text("person"),
        post=posted.text("post"),
        name=posted.text("name").strip(),
        begins=_time(posted.text("begins")),
        ends=_time(posted.text("ends")),
    )
    ticked = [each for each in week.days if posted.text(f"day.{each}") == "yes"]
    if not ticked or not turn.person or not turn.post:
        zh = "请选择人员、岗位和至少一天"
        raise refused(Invalid, "a person, a post and a day are wanted", zh)
    turns = [replace(turn, day=each) for each in ticked]
    return rosters.add(tx, turns, by=visit.call.actor, reason=company.why(posted))


def _clear(tx: Transaction, visit: Visit, week: Week, posted: Posted) -> object:
    gone = [each for each in week.turns(tx) if posted.text(_key(each)) == "yes"]
    return rosters.clear(tx, gone, by=visit.call.actor, reason=company.why(posted))


def _copy(tx: Transaction, visit: Visit, week: Week, posted: Posted) -> object:
    before = replace(week, monday=week.monday - _WEEK).turns(tx)
    turns = [replace(each, day=each.day + _WEEK) for each in before]
    return rosters.add(tx, turns, by=visit.call.actor, reason=company.why(posted))


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise refused(Invalid, f"{text!r} is no time", "请填写起止时间，例如 08:00") from error


def _key(turn: Shift) -> str:
    """Return the name of the box that takes a turn away."""
    return f"turn.{turn.day}.{turn.person}.{turn.post}.{turn.begins:%H%M}"


def _page(
    visit: Visit,
    asked: dict[str, str],
    posted: Posted,
    above: Sequence[Block],
    *,
    status: int = 200,
) -> Response:
    def page(tx: Transaction) -> Response:
        say, found = words(visit), tx.people.organisation()
        week = _week(asked, _today(tx))
        turns = week.turns(tx)
        blocks: list[Block] = [_links(visit, week), *above, _choice(visit, found, week)]
        blocks.append(_table(visit, found, week, turns))
        if week.unit in found.units:
            blocks += _forms(visit, found, week, posted)
            blocks += [_clearing(visit, found, week, turns)] if turns else []
        heading = say("company.rosters")
        return show(visit, Page(tab="organisation", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _links(visit: Visit, week: Week) -> Links:
    say = words(visit)
    before, after = (replace(week, monday=week.monday + step) for step in (-_WEEK, _WEEK))
    return Links(
        links=[
            (BACK, say("admin.tab.organisation")),
            (address(PATH, before.query()), say("company.roster.before")),
            (address(PATH, after.query()), say("company.roster.after")),
        ]
    )


def _choice(visit: Visit, found: Organisation, week: Week) -> Ask:
    say = words(visit)
    here = Posted(texts={name: [value] for name, value in week.query().items()}, files={})
    kinds = [(str(each), say(f"admin.roster.{each}")) for each in RosterKind]
    choices = [("kind", kinds), ("unit", company.units(found, say("all")))]
    day = Field(
        name="since",
        label=say("company.roster.week"),
        kind="date",
        value=week.monday.isoformat(),
    )
    fields = [*company.selects(visit, here, choices, must=False), day]
    return search(visit, PATH, fields)


def _day(visit: Visit, day: date) -> str:
    return f"{day:%m-%d} {words(visit)(f'company.weekday.{day.weekday()}')}"


def _hours(turn: Shift) -> str:
    return f"{turn.begins:%H:%M}–{turn.ends:%H:%M}"


def _table(visit: Visit, found: Organisation, week: Week, turns: Sequence[Shift]) -> Table:
    say = words(visit)
    rows: list[list[Shown]] = [
        [
            Cell(text=_day(visit, each.day), number=True),
            Cell(
                text=unit_name(found, each.unit),
                href=address(PATH, replace(week, unit=each.unit).query()),
            ),
            Cell(text=_hours(each), more=each.name, number=True),
            company.person_name(found, each.person),
            company.post_name(found, each.post),
        ]
        for each in turns
    ]
    return Table(
        id="turns",
        title=say(
            "company.roster.title",
            kind=say(f"admin.roster.{week.kind}"),
            since=week.days[0].isoformat(),
            until=week.days[-1].isoformat(),
        ),
        head=columns(visit, "day", "unit", "time", "person", "post"),
        rows=rows,
        empty=say("admin.duty.none"),
        note="" if week.unit else say("company.roster.choose"),
    )


def _forms(visit: Visit, found: Organisation, week: Week, posted: Posted) -> list[Block]:
    say = words(visit)
    add = Ask(
        id="add",
        title=say("company.roster.add"),
        action=PATH,
        fields=[*_turn(visit, found, week, posted), company.reason(visit, posted)],
        buttons=[("add", say("company.roster.add"))],
        once=new_key(),
        hidden=week.query(),
        note=say("company.roster.add.note"),
    )
    copy = Ask(
        id="copy",
        title=say("company.roster.copy"),
        action=PATH,
        fields=[company.reason(visit, posted)],
        buttons=[("copy", say("company.roster.copy"))],
        once=new_key(),
        hidden=week.query(),
        folded=True,
    )
    return [add, copy]


def _turn(visit: Visit, found: Organisation, week: Week, posted: Posted) -> Iterator[Field]:
    say = words(visit)
    choices = [
        ("person", company.people(found, say("choose"), week.monday)),
        ("post", company.posts(found, say("choose"))),
    ]
    yield from company.selects(visit, posted, choices, must=True)
    name = posted.text("name")
    yield Field(name="name", label=say("company.roster.name"), value=name, most=100)
    for edge in ("begins", "ends"):
        label = say(f"company.roster.{edge}")
        yield Field(name=edge, label=label, kind="time", value=posted.text(edge), must=True)
    for day in week.days:
        ticked = posted.text(f"day.{day}") == "yes"
        label = _day(visit, day)
        yield Field(name=f"day.{day}", label=label, kind="checkbox", checked=ticked)


def _clearing(visit: Visit, found: Organisation, week: Week, turns: Sequence[Shift]) -> Ask:
    say = words(visit)
    boxes = [
        Field(
            name=_key(each),
            label=" ".join(
                (_day(visit, each.day), _hours(each), company.person_name(found, each.person))
            ),
            kind="checkbox",
        )
        for each in turns
    ]
    return Ask(
        id="clear",
        title=say("company.roster.clear"),
        action=PATH,
        fields=[*boxes, company.reason(visit, EMPTY)],
        buttons=[("clear", say("company.roster.clear"))],
        once=new_key(),
        hidden=week.query(),
        folded=True,
    )
