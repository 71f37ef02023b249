"""组织/岗位: the tree, posts, people and what they hold, limits, and what was changed of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin.blocks import Block, Cell, Links, Shown, Table
from api.pages.admin.frame import Page, administrator, columns, show, words
from api.pages.clock import local
from api.pages.common import unit_name
from api.pages.visits import Visit, Visitor
from api.views.fields import ZONE
from engine import organisations
from engine.model.organisation import Organisation, Person, Unit
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

_CHANGES: Final = 20  # the newest ones; the audit has them all
_KEYS: Final = 5  # of the rows of a change: a spreadsheet has hundreds


@router.get("/admin/organisation")
def show_organisation(visit: Visitor) -> Response:
    """Show the organisation, and where each part of it is changed."""
    administrator(visit)

    def page(tx: Transaction) -> Response:
        say, found = words(visit), tx.people.organisation()
        today = tx.now.astimezone(ZONE).date()
        blocks: list[Block] = [
            _links(visit),
            _units(visit, found),
            _posts(visit, found),
            _people(visit, found, today),
            _limits(visit, found),
            _changes(tx, visit),
        ]
        return show(
            visit, Page(tab="organisation", heading=say("admin.tab.organisation"), blocks=blocks)
        )

    return visit.call.read(page)


def _links(visit: Visit) -> Links:
    say = words(visit)
    return Links(
        links=[
            ("/admin/organisation/units/", say("admin.unit.new")),
            ("/admin/organisation/posts/", say("admin.post.new")),
            ("/admin/organisation/people/", say("admin.person.new")),
            ("/admin/organisation/limits", say("admin.limits.change")),
            ("/admin/headcounts", say("admin.places")),
            ("/admin/rosters", say("company.rosters")),
            ("/admin/customers", say("admin.customers")),
            ("/admin/workbook", say("admin.workbook")),
        ]
    )


def _tree(found: Organisation) -> Iterator[tuple[int, Unit]]:
    """Yield the units from the top down, with how deep each lies; strays come last."""
    below: dict[str | None, list[Unit]] = {}
    for unit in found.units.values():
        parent = unit.parent if unit.parent in found.units else None
        below.setdefault(parent, []).append(unit)
    left = [(0, each) for each in reversed(below.get(None, []))]
    while left:
        depth, unit = left.pop()
        yield depth, unit
        left += [(depth + 1, each) for each in reversed(below.get(unit.code, []))]


def _units(visit: Visit, found: Organisation) -> Table:
    say = words(visit)
    rows: list[list[Shown]] = [
        [
            Cell(text="　" * depth + unit.name, href=f"/admin/organisation/units/{unit.code}"),
            Cell(text=unit.code, code=True),
            say(f"admin.unit.{unit.type}") if unit.type in _TYPES else unit.type,
            Cell(text=found.calendar_of(unit.code), code=True),
            validity(visit, unit.valid_from, unit.valid_to),
        ]
        for depth, unit in _tree(found)
    ]
    return Table(
        id="units",
        title=say("admin.units"),
        head=columns(visit, "unit", "id", "kind", "calendar", "valid"),
        rows=rows,
        empty=say("none"),
    )


_TYPES: Final = frozenset({"company", "region", "project", "department", "team"})


def _posts(visit: Visit, found: Organisation) -> Table:
    say = words(visit)
    rows: list[list[Shown]] = [
        [
            Cell(text=each.name, href=f"/admin/organisation/posts/{each.code}"),
            Cell(text=each.code, code=True),
            Cell(text=str(each.rank), number=True),
            each.trade or say("none"),
            say("yes") if each.is_key else say("no"),
        ]
        for each in sorted(found.posts.values(), key=lambda one: (-one.rank, one.code))
    ]
    return Table(
        id="posts",
        title=say("admin.posts"),
        head=columns(visit, "post", "id", "rank", "trade", "key-post"),
        rows=rows,
        empty=say("none"),
    )


def _people(visit: Visit, found: Organisation, today: date) -> Table:
    say = words(visit)
    rows = [
        _person(visit, found, each, today)
        for each in sorted(found.people.values(), key=lambda one: (not one.active, one.id))
    ]
    return Table(
        id="people",
        title=say("admin.people"),
        head=columns(visit, "person", "id", "posts", "roles", "state"),
        rows=rows,
        empty=say("none"),
    )


def _person(visit: Visit, found: Organisation, who: Person, today: date) -> Sequence[Shown]:
    say = words(visit)
    held = [
        f"{unit_name(found, each.unit)}·{found.posts[each.post].name}"
        for each in found.held_by(who.id, today)
        if each.post in found.posts
    ]
    roles = [say(f"role.{role}") for role in sorted(found.roles(who.id, today))]
    state, tone = ("active", "ok") if who.active else ("left", "")
    told = say(f"admin.person.{state}")
    return [
        Cell(text=who.name, href=f"/admin/organisation/people/{who.id}"),
        Cell(text=who.id, code=True),
        "、".join(held) or say("none"),
        "、".join(roles) or say("none"),
        Cell(text=told, tone=tone) if tone else told,
    ]


def _limits(visit: Visit, found: Organisation) -> Table:
    say = words(visit)
    rows: list[list[Shown]] = [
        [
            found.posts[each.post].name if each.post in found.posts else each.post,
            Cell(text=each.matter, code=True),
            unit_name(found, each.unit) or say("admin.everywhere"),
            say("admin.limits.none")
            if each.amount is None
            else Cell(text=f"{each.amount:,.2f}", number=True),
            validity(visit, each.valid_from, each.valid_to),
        ]
        for each in found.limits
    ]
    return Table(
        id="limits",
        title=say("admin.limits"),
        head=columns(visit, "post", "matter", "unit", "amount", "valid"),
        rows=rows,
        empty=say("none"),
    )


def _changes(tx: Transaction, visit: Visit) -> Table:
    say = words(visit)
    found = organisations.changes(tx, by=visit.call.actor, limit=_CHANGES).items
    rows: list[list[Shown]] = [
        [
            Cell(text=local(each.at), number=True),
            each.actor_name,
            "、".join(dict.fromkeys(one["sheet"] for one in each.differences)),
            Cell(text="；".join(one["key"] for one in each.differences[:_KEYS]), code=True),
            each.reason or say("none"),
            Cell(text=str(each.row_count), number=True),
        ]
        for each in found
    ]
    head = [say("audit.at"), say("audit.who"), *columns(visit, "sheet", "id", "why", "rows")]
    return Table(id="changes", title=say("admin.changes"), head=head, rows=rows, empty=say("none"))


def validity(visit: Visit, since: date | None, until: date | None) -> str:
    """Say from when to when something counts; nothing where it always does."""
    if since is None and until is None:
        return words(visit)("admin.always")
    return f"{since.isoformat() if since else ''} — {until.isoformat() if until else ''}".strip()
