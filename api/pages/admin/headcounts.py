"""编制: how many places a post has in a unit and a year, what is taken of them, and for what."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin import company
from api.pages.admin.blocks import Ask, Block, Cell, Facts, Field, Links, Shown, Table
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
from api.pages.clock import local
from api.pages.common import unit_name
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from api.views.fields import ZONE
from engine import headcounts
from engine.errors import NotFound
from engine.model import ProcessInstance
from engine.model.places import Headcount
from engine.store import Hold, HoldState, Transaction

router = APIRouter(include_in_schema=False)

PATH: Final = "/admin/headcounts"
_HOLDS: Final = 100  # the newest ones
_TONES: Final = {HoldState.RESERVED: "soon", HoldState.FILLED: "ok", HoldState.RELEASED: ""}


@router.get("/admin/headcounts")
def show_places(visit: Visitor, unit: str = "", post: str = "", year: str = "") -> Response:
    """List the places by unit, post and year, and ask for new ones."""
    administrator(visit)
    return _list(visit, {"unit": unit, "post": post, "year": year}, EMPTY, [])


@router.post("/admin/headcounts")
def add(visit: Visitor, posted: Form) -> Response:
    """Say how many places a post has that had none in its unit and year."""
    administrator(visit)

    def work(tx: Transaction) -> object:
        unit, post = posted.text("unit"), posted.text("post")
        year = company.whole(posted.text("year"), "年度")
        wanted = _wanted(Headcount(unit=unit, post=post, year=year, quota=0), posted)
        why = company.why(posted)
        return headcounts.change_quota(tx, wanted, seen=None, by=visit.call.actor, reason=why)

    return attempt(visit, posted, work, partial(_list, visit, {}, posted), done(PATH, "saved"))


@router.get("/admin/headcounts/{unit}/{post}/{year}")
def show_place(visit: Visitor, unit: str, post: str, year: str) -> Response:
    """Show the places of one post, for what they were taken, and the form that changes them."""
    administrator(visit)
    return _place(visit, (unit, post, _year(year)), EMPTY, [])


@router.post("/admin/headcounts/{unit}/{post}/{year}")
def put(visit: Visitor, unit: str, post: str, year: str, posted: Form) -> Response:
    """Change how many places there are, where they are still as the form showed them."""
    administrator(visit)
    place = Headcount(unit=unit, post=post, year=_year(year), quota=0)

    def work(tx: Transaction) -> object:
        wanted = _wanted(place, posted)
        quota, _, actual = posted.text("seen").partition(" ")
        seen = _numbers(wanted, quota, actual)
        why = company.why(posted)
        return headcounts.change_quota(tx, wanted, seen=seen, by=visit.call.actor, reason=why)

    return attempt(
        visit,
        posted,
        work,
        partial(_place, visit, (unit, post, place.year), posted),
        done(f"{PATH}/{unit}/{post}/{year}", "saved"),
    )


def _year(text: str) -> int:
    if not text.isdecimal() or len(text) != 4:  # noqa: PLR2004  # digits of a year
        raise NotFound(f"there is no year {text!r}")
    return int(text)


def _wanted(place: Headcount, posted: Posted) -> Headcount:
    return _numbers(place, posted.text("quota"), posted.text("actual"))


def _numbers(place: Headcount, quota: str, actual: str) -> Headcount:
    return Headcount(
        unit=place.unit,
        post=place.post,
        year=place.year,
        quota=company.whole(quota, "编制数"),
        actual=company.whole(actual, "在编数"),
    )


def _list(
    visit: Visit,
    asked: Mapping[str, str],
    posted: Posted,
    above: Sequence[Block],
    *,
    status: int = 200,
) -> Response:
    say = words(visit)

    def page(tx: Transaction) -> Response:
        blocks: list[Block] = [Links(links=[(BACK, say("admin.tab.organisation"))]), *above]
        blocks += [_search(tx, visit, asked), _places(tx, visit, asked), _new(tx, visit, posted)]
        heading = say("admin.places")
        return show(visit, Page(tab="organisation", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _search(tx: Transaction, visit: Visit, asked: Mapping[str, str]) -> Ask:
    found, every = tx.people.organisation(), words(visit)("all")
    years = sorted({str(each.year) for each in tx.headcounts.every()}, reverse=True)
    here = Posted(texts={name: [value] for name, value in asked.items()}, files={})
    choices = [
        ("unit", company.units(found, every)),
        ("post", _posts(tx, visit)),
        ("year", [("", every), *((each, each) for each in years)]),
    ]
    return search(visit, PATH, list(company.selects(visit, here, choices, must=False)))


def _posts(tx: Transaction, visit: Visit) -> list[tuple[str, str]]:
    """Return the posts that places are kept for, as they are called; the first one is all."""
    found = tx.people.organisation()
    codes = dict.fromkeys(each.post for each in tx.headcounts.every())
    return [("", words(visit)("all")), *((c, company.counted_post(visit, found, c)) for c in codes)]


def _places(tx: Transaction, visit: Visit, asked: Mapping[str, str]) -> Table:
    say, found = words(visit), tx.people.organisation()
    wanted = {name: value for name, value in asked.items() if value}
    rows: list[list[Shown]] = [
        [
            Cell(
                text=unit_name(found, each.unit),
                href=f"{PATH}/{each.unit}/{each.post}/{each.year}",
            ),
            company.counted_post(visit, found, each.post),
            *(cell for _, cell in _counts(visit, each)),
        ]
        for each in tx.headcounts.every()
        if all(str(getattr(each, name)) == value for name, value in wanted.items())
    ]
    return Table(
        id="places",
        title=say("admin.places"),
        head=columns(visit, "unit", "post", "year", "quota", "reserved", "actual", "left"),
        rows=rows,
        empty=say("company.places.none"),
        note=say("company.places.note"),
    )


def _counts(visit: Visit, each: Headcount) -> Iterator[tuple[str, Cell]]:
    say = words(visit)
    for name in ("year", "quota", "reserved", "actual"):
        yield say(f"admin.column.{name}"), Cell(text=str(getattr(each, name)), number=True)
    tone = "late" if each.left < 0 else "ok"
    yield say("admin.column.left"), Cell(text=str(each.left), tone=tone)


def _new(tx: Transaction, visit: Visit, posted: Posted) -> Ask:
    say, found = words(visit), tx.people.organisation()
    year = posted.text("year") or str(tx.now.astimezone(ZONE).year)
    choices = [
        ("unit", company.units(found, say("choose"))),
        ("post", company.posts(found, say("choose"))),
    ]
    when = Field(name="year", label=say("admin.column.year"), kind="number", value=year, must=True)
    return Ask(
        id="new-place",
        title=say("company.places.new"),
        action=PATH,
        fields=[
            *company.selects(visit, posted, choices, must=True),
            when,
            *_quota(visit, posted, None),
            company.reason(visit, posted),
        ],
        buttons=[("save", say("admin.save"))],
        once=new_key(),
        folded=not posted.texts,
    )


def _quota(visit: Visit, posted: Posted, present: Headcount | None) -> Iterator[Field]:
    for name in ("quota", "actual"):
        value = str(getattr(present, name)) if present else "0"
        yield Field(
            name=name,
            label=words(visit)(f"admin.column.{name}"),
            kind="number",
            value=posted.text(name) if name in posted.texts else value,
            must=True,
            help=words(visit)(f"company.{name}.help"),
        )


def _place(
    visit: Visit,
    key: tuple[str, str, int],
    posted: Posted,
    above: Sequence[Block],
    *,
    status: int = 200,
) -> Response:
    say = words(visit)

    def page(tx: Transaction) -> Response:
        each, found = tx.headcounts.get(*key), tx.people.organisation()
        name = f"{unit_name(found, each.unit)} · {company.counted_post(visit, found, each.post)}"
        facts = Facts(id="facts", title=name, rows=list(_counts(visit, each)))
        form = Ask(
            id="place",
            title=say("company.places.change"),
            action=f"{PATH}/{each.unit}/{each.post}/{each.year}",
            fields=[*_quota(visit, posted, each), company.reason(visit, posted)],
            buttons=[("save", say("admin.save"))],
            once=new_key(),
            hidden={"seen": f"{each.quota} {each.actual}"},
        )
        back = Links(links=[(PATH, say("admin.places"))])
        blocks: list[Block] = [back, *above, facts, form, _holds(tx, visit, each)]
        heading = f"{say('admin.places')} {name}"
        return show(visit, Page(tab="organisation", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _holds(tx: Transaction, visit: Visit, place: Headcount) -> Table:
    say, held = words(visit), tx.headcounts.holds(place, limit=_HOLDS)
    cases = tx.cases.some({UUID(each.ref) for each in held if _is_id(each.ref)})
    rows: list[list[Shown]] = [
        [
            _ref(each, cases),
            Cell(text=str(each.places), number=True),
            Cell(text=say(f"company.hold.{each.state}"), tone=_TONES[each.state]),
            Cell(text=local(each.at), number=True),
        ]
        for each in held
    ]
    return Table(
        id="holds",
        title=say("company.holds"),
        head=columns(visit, "case", "count", "state", "at"),
        rows=rows,
        empty=say("company.holds.none"),
    )


def _is_id(ref: str) -> bool:
    try:
        return str(UUID(ref)) == ref
    except ValueError:
        return False


def _ref(hold: Hold, cases: Mapping[UUID, ProcessInstance]) -> Cell:
    case = cases.get(UUID(hold.ref)) if _is_id(hold.ref) else None
    if case is None:
        return Cell(text=hold.ref, code=True)
    number = case.business_key or case.process_name
    return Cell(text=number, href=f"/admin/cases/{case.id}", more=case.title, number=True)
