"""One row of the organisation at a time: a unit, a post, a person with the posts he holds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin.blocks import Ask, Block, Field, Links
from api.pages.admin.frame import Page, administrator, attempt, done, show, words
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from engine import organisations
from engine.errors import Invalid, NotFound
from engine.model import Role
from engine.model.organisation import Assignment, Organisation, Person, Post, Unit
from engine.participation import refused
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

EMPTY: Final = Posted(texts={}, files={})
BACK: Final = "/admin/organisation"
_TYPES: Final = ("company", "region", "project", "department", "team")
_ADDRESSES: Final = ("email", "mobile", "wecom", "dingtalk", "feishu")
SPARE: Final = 2  # empty rows below those that are there


@router.get("/admin/organisation/{kind}/{code:path}")
def ask(visit: Visitor, kind: str, code: str) -> Response:
    """Show the form of one row; an empty code is a new one."""
    administrator(visit)
    return _form(visit, kind, code, EMPTY, [])


@router.post("/admin/organisation/people/{code}/posts")
def put_posts(visit: Visitor, code: str, posted: Form) -> Response:
    """Say which posts somebody holds."""
    administrator(visit)

    def work(tx: Transaction) -> object:
        held = [_held(code, row) for row in rows(posted) if row["post"]]
        why = posted.text("reason")
        return organisations.put_assignments(tx, code, held, by=visit.call.actor, reason=why)

    again = partial(_form, visit, "people", code, posted)
    return attempt(visit, posted, work, again, done(BACK, "saved"))


@router.post("/admin/organisation/{kind}/{code:path}")
def put(visit: Visitor, kind: str, code: str, posted: Form) -> Response:
    """Keep one row, or take a unit or post away."""
    administrator(visit)

    def work(tx: Transaction) -> object:
        name = code or posted.text("code").strip()
        if not name:
            raise refused(Invalid, "a row has a code", "请填写标识")
        return _put(tx, visit, kind, name, posted)

    return attempt(
        visit, posted, work, partial(_form, visit, kind, code, posted), done(BACK, "saved")
    )


def _put(tx: Transaction, visit: Visit, kind: str, code: str, posted: Posted) -> object:
    by, why = visit.call.actor, posted.text("reason")
    removes = posted.text("do") == "remove"
    match kind:
        case "units" if removes:
            return organisations.remove_unit(tx, code, by=by, reason=why)
        case "posts" if removes:
            return organisations.remove_post(tx, code, by=by, reason=why)
        case "units":
            return organisations.put_unit(tx, _unit(code, posted), by=by, reason=why)
        case "posts":
            return organisations.put_post(tx, _post(code, posted), by=by, reason=why)
        case "people":
            who = _person(tx.people.organisation(), code, posted)
            return organisations.put_person(tx, who, by=by, reason=why)
        case _:
            raise NotFound(f"the organisation has no {kind}")


def _unit(code: str, posted: Posted) -> Unit:
    return Unit(
        code=code,
        name=posted.text("name").strip(),
        type=posted.text("type"),
        parent=posted.text("parent") or None,
        calendar=posted.text("calendar").strip(),
        valid_from=day(posted.text("valid_from")),
        valid_to=day(posted.text("valid_to")),
    )


def _post(code: str, posted: Posted) -> Post:
    rank = posted.text("rank") or "0"
    if not rank.lstrip("-").isdecimal():
        raise refused(Invalid, f"{rank!r} is no rank", f"级别“{rank}”不是整数")
    return Post(
        code=code,
        name=posted.text("name").strip(),
        rank=int(rank),
        is_key=posted.text("is_key") == "yes",
        trade=posted.text("trade").strip(),
    )


def _person(found: Organisation, code: str, posted: Posted) -> Person:
    present = found.people.get(code, Person(id=code, name=""))
    return replace(
        present,
        name=posted.text("name").strip(),
        roles=frozenset(role for role in Role if posted.text(f"role.{role}") == "yes"),
        groups=frozenset(posted.text("groups").replace(",", " ").split()),
        active=posted.text("active") == "yes",
        **{name: posted.text(name).strip() for name in _ADDRESSES},
    )


def _held(person: str, row: dict[str, str]) -> Assignment:
    return Assignment(
        person=person,
        unit=row["unit"],
        post=row["post"],
        is_primary=row["primary"] == "yes",
        is_head=row["head"] == "yes",
        valid_from=day(row["from"]),
        valid_to=day(row["to"]),
    )


def rows(posted: Posted) -> list[dict[str, str]]:
    """Return the lines of a form by their numbers; a box that is not ticked is empty."""
    found: dict[int, dict[str, str]] = {}
    for name in posted.texts:
        kind, _, rest = name.partition(".")
        number, _, field = rest.partition(".")
        if kind == "row" and number.isdecimal():
            found.setdefault(int(number), {})[field] = posted.text(name).strip()
    blank = dict.fromkeys(("unit", "post", "primary", "head", "from", "to", "matter", "amount"), "")
    return [{**blank, **found[number]} for number in sorted(found)]


def day(text: str) -> date | None:
    """Return a day that was filled in, None for none; raises Invalid for what is no date."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise refused(Invalid, f"{text!r} is no date", f"“{text}”不是日期") from error


def _form(
    visit: Visit,
    kind: str,
    code: str,
    posted: Posted,
    above: Sequence[Block],
    *,
    status: int = 200,
) -> Response:
    if kind not in _FIELDS:
        raise NotFound(f"the organisation has no {kind}")
    say = words(visit)

    def page(tx: Transaction) -> Response:
        found = tx.people.organisation()
        buttons = [("save", say("admin.save"))]
        if code and kind != "people":
            buttons.append(("remove", say("admin.remove")))
        fields = [*_FIELDS[kind](visit, found, code, posted), reason(visit, posted)]
        form = Ask(
            id="row",
            title=say(f"admin.row.{kind}"),
            action=f"/admin/organisation/{kind}/{code}",
            fields=fields if code else [_code(visit, posted), *fields],
            buttons=buttons,
            once=new_key(),
        )
        blocks: list[Block] = [Links(links=[(BACK, say("admin.tab.organisation"))]), *above, form]
        if kind == "people" and code:
            blocks += [_posts_of(visit, found, code, posted), _leaving(visit, code)]
        heading = f"{say(f'admin.row.{kind}')} {_name(found, kind, code)}".strip()
        return show(visit, Page(tab="organisation", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _name(found: Organisation, kind: str, code: str) -> str:
    """Return what a unit, post or person is called; nothing for a new one."""
    rows = {"units": found.units, "posts": found.posts, "people": found.people}[kind]
    return str(getattr(rows.get(code), "name", ""))


def _code(visit: Visit, posted: Posted) -> Field:
    say = words(visit)
    value = posted.text("code")
    return Field(name="code", label=say("admin.column.id"), value=value, must=True, code=True)


def reason(visit: Visit, posted: Posted) -> Field:
    """Return the field that asks why."""
    return Field(name="reason", label=words(visit)("admin.reason"), value=posted.text("reason"))


def _unit_fields(visit: Visit, found: Organisation, code: str, posted: Posted) -> Iterator[Field]:
    say = words(visit)
    unit = found.units.get(code) if code else Unit(code="", name="", type="project")
    if unit is None:
        raise NotFound(f"no unit {code!r}")
    parents = [("", say("none")), *((each.code, each.name) for each in found.units.values())]
    types = [(each, say(f"admin.unit.{each}")) for each in _TYPES]
    yield _text(visit, posted, "name", unit.name, must=True)
    yield _select(visit, posted, "type", unit.type, types)
    yield _select(visit, posted, "parent", unit.parent or "", parents)
    yield replace(_text(visit, posted, "calendar", unit.calendar), code=True)
    yield from span(visit, posted, unit.valid_from, unit.valid_to)


def _post_fields(visit: Visit, found: Organisation, code: str, posted: Posted) -> Iterator[Field]:
    post = found.posts.get(code) if code else Post(code="", name="")
    if post is None:
        raise NotFound(f"no post {code!r}")
    yield _text(visit, posted, "name", post.name, must=True)
    yield replace(_text(visit, posted, "rank", str(post.rank)), kind="number")
    yield _text(visit, posted, "trade", post.trade)
    yield _tick(visit, posted, "is_key", post.is_key, "admin.field.is_key")


def _person_fields(visit: Visit, found: Organisation, code: str, posted: Posted) -> Iterator[Field]:
    who = found.people.get(code) if code else Person(id="", name="")
    if who is None:
        raise NotFound(f"no person {code!r}")
    yield _text(visit, posted, "name", who.name, must=True)
    yield replace(_text(visit, posted, "groups", " ".join(sorted(who.groups))), code=True)
    for name in _ADDRESSES:
        yield replace(_text(visit, posted, name, getattr(who, name)), code=True)
    for role in Role:
        yield _tick(visit, posted, f"role.{role}", role in who.roles, f"role.{role}")
    yield _tick(visit, posted, "active", who.active, "admin.person.active")


_FIELDS: Final[dict[str, Callable[[Visit, Organisation, str, Posted], Iterator[Field]]]] = {
    "units": _unit_fields,
    "posts": _post_fields,
    "people": _person_fields,
}


def _text(visit: Visit, posted: Posted, name: str, present: str, *, must: bool = False) -> Field:
    value = posted.text(name) if name in posted.texts else present
    return Field(name=name, label=words(visit)(f"admin.field.{name}"), value=value, must=must)


def _select(
    visit: Visit, posted: Posted, name: str, present: str, options: Sequence[tuple[str, str]]
) -> Field:
    return replace(_text(visit, posted, name, present), kind="select", options=options)


def _tick(visit: Visit, posted: Posted, name: str, present: bool, label: str) -> Field:  # noqa: FBT001
    ticked = posted.text(name) == "yes" if posted.texts else present
    return Field(name=name, label=words(visit)(label), kind="checkbox", checked=ticked)


def span(visit: Visit, posted: Posted, since: date | None, until: date | None) -> Iterator[Field]:
    """Yield the fields that ask from when to when something counts."""
    for name, day in (("valid_from", since), ("valid_to", until)):
        yield replace(_text(visit, posted, name, day.isoformat() if day else ""), kind="date")


def _posts_of(visit: Visit, found: Organisation, code: str, posted: Posted) -> Ask:
    say = words(visit)
    held = [each for each in found.assignments if each.person == code]
    fields: list[Field] = []
    for number in range(len(held) + SPARE):
        each = held[number] if number < len(held) else None
        fields += _line(visit, found, posted, number, each)
    return Ask(
        id="posts",
        title=say("admin.person.posts"),
        action=f"/admin/organisation/people/{code}/posts",
        fields=[*fields, reason(visit, posted)],
        buttons=[("save", say("admin.save"))],
        once=new_key(),
        note=say("admin.person.posts.note"),
    )


def _line(
    visit: Visit, found: Organisation, posted: Posted, number: int, each: Assignment | None
) -> Iterator[Field]:
    say = words(visit)
    mark = f"#{number + 1}"
    units = [("", say("none")), *((u.code, u.name) for u in found.units.values())]
    posts = [("", say("none")), *((p.code, p.name) for p in found.posts.values())]
    choices = (
        ("unit", units, each.unit if each else ""),
        ("post", posts, each.post if each else ""),
    )
    for name, options, value in choices:
        yield Field(
            name=f"row.{number}.{name}",
            label=say(f"admin.column.{name}"),
            kind="select",
            options=options,
            value=posted.text(f"row.{number}.{name}") or value,
            mark=mark,
        )
    days = (("from", each.valid_from if each else None), ("to", each.valid_to if each else None))
    for name, day in days:
        yield Field(
            name=f"row.{number}.{name}",
            label=say(f"admin.field.valid_{name}"),
            kind="date",
            value=posted.text(f"row.{number}.{name}") or (day.isoformat() if day else ""),
            mark=mark,
        )
    ticks = (
        ("primary", each.is_primary if each else False),
        ("head", each.is_head if each else False),
    )
    for name, ticked in ticks:
        yield Field(
            name=f"row.{number}.{name}",
            label=f"{say(f'admin.field.{name}')} {mark}",
            kind="checkbox",
            checked=ticked,
        )


def _leaving(visit: Visit, code: str) -> Links:
    return Links(links=[(f"/handovers?person={code}", words(visit)("admin.person.leaving"))])
