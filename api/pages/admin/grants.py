"""角色授权: roles by post, for a unit or some days, given and ended with a reason; by whom."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin import company
from api.pages.admin.blocks import Ask, Block, Cell, Field, Links, Shown, Table
from api.pages.admin.frame import Page, administrator, attempt, columns, done, show, words
from api.pages.admin.organisation import validity
from api.pages.admin.rows import EMPTY, day, span
from api.pages.clock import local
from api.pages.common import unit_name
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from api.views.fields import ZONE
from engine import organisations
from engine.errors import Invalid
from engine.model import Role
from engine.model.organisation import Organisation, RoleGrant
from engine.organisations import Given
from engine.participation import refused
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

PATH: Final = "/admin/rights/grants"


@router.get("/admin/rights/grants")
def show_grants(visit: Visitor) -> Response:
    """List the grants that count, each with who gave it, and ask for new ones."""
    administrator(visit)
    return _page(visit, EMPTY, [])


@router.post("/admin/rights/grants")
def put(visit: Visitor, posted: Form) -> Response:
    """Give a role, or end what is ticked."""
    administrator(visit)
    act = _end if posted.text("do") == "end" else _give
    return attempt(
        visit,
        posted,
        lambda tx: act(tx, visit, posted),
        partial(_page, visit, posted),
        done(PATH, "saved"),
    )


def _give(tx: Transaction, visit: Visit, posted: Posted) -> None:
    if posted.text("role") not in set(Role):
        raise refused(Invalid, "a role is wanted", "请选择角色")
    new = RoleGrant(
        role=Role(posted.text("role")),
        person=posted.text("person"),
        post=posted.text("post"),
        unit=posted.text("unit"),
        valid_from=day(posted.text("valid_from")),
        valid_to=day(posted.text("valid_to")),
    )
    organisations.give(tx, new, by=visit.call.actor, reason=company.why(posted))


def _end(tx: Transaction, visit: Visit, posted: Posted) -> None:
    ticked = [each for each in tx.people.organisation().grants if posted.text(_key(each)) == "yes"]
    if not ticked:
        raise refused(Invalid, "no grant was named", "没有选择授权")
    for each in ticked:
        organisations.end(tx, each, by=visit.call.actor, reason=company.why(posted))


def _key(each: RoleGrant) -> str:
    days = f".{each.valid_from or ''}.{each.valid_to or ''}"
    return f"grant.{each.role}.{each.person}.{each.post}.{each.unit}{days.rstrip('.')}"


def _page(visit: Visit, posted: Posted, above: Sequence[Block], *, status: int = 200) -> Response:
    def page(tx: Transaction) -> Response:
        say, found = words(visit), tx.people.organisation()
        given = organisations.given(tx, by=visit.call.actor)
        table = Table(
            id="grants",
            title=say("company.grants"),
            head=columns(visit, "role", "person-or-post", "scope", "valid", "by", "at", "why"),
            rows=[_row(visit, found, each) for each in given],
            empty=say("company.grants.none"),
            note=say("company.grants.note"),
        )
        back = Links(links=[("/admin/rights", say("admin.tab.rights"))])
        blocks: list[Block] = [back, *above, table, _form(tx, visit, posted)]
        blocks += [_ending(visit, found)] if given else []
        heading = say("company.grants")
        return show(visit, Page(tab="rights", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _whose(found: Organisation, each: RoleGrant) -> str:
    if each.person:
        return company.person_name(found, each.person)
    return company.post_name(found, each.post)


def _scope(visit: Visit, found: Organisation, each: RoleGrant) -> str:
    return unit_name(found, each.unit) or words(visit)("admin.everywhere")


def _row(visit: Visit, found: Organisation, each: Given) -> Sequence[Shown]:
    say, none = words(visit), words(visit)("none")
    change = each.change
    return [
        say(f"role.{each.grant.role}"),
        _whose(found, each.grant),
        _scope(visit, found, each.grant),
        validity(visit, each.grant.valid_from, each.grant.valid_to),
        change.actor_name if change else none,
        Cell(text=local(change.at) if change else none, number=True),
        (change.reason if change else "") or none,
    ]


def _form(tx: Transaction, visit: Visit, posted: Posted) -> Ask:
    say, found = words(visit), tx.people.organisation()
    today = tx.now.astimezone(ZONE).date()
    roles = [("", say("choose")), *((str(role), say(f"role.{role}")) for role in Role)]
    choices = [
        ("person", company.people(found, say("none"), today)),
        ("post", company.posts(found, say("none"))),
        ("unit", company.units(found, say("admin.everywhere"))),
    ]
    return Ask(
        id="give",
        title=say("company.grants.give"),
        action=PATH,
        fields=[
            *company.selects(visit, posted, [("role", roles)], must=True),
            *company.selects(visit, posted, choices, must=False),
            *span(visit, posted, None, None),
            company.reason(visit, posted),
        ],
        buttons=[("give", say("company.grants.give"))],
        once=new_key(),
        note=say("company.grants.give.note"),
    )


def _ending(visit: Visit, found: Organisation) -> Ask:
    say = words(visit)
    boxes = [
        Field(
            name=_key(each),
            label=" · ".join(
                (
                    say(f"role.{each.role}"),
                    _whose(found, each),
                    _scope(visit, found, each),
                    validity(visit, each.valid_from, each.valid_to),
                )
            ),
            kind="checkbox",
        )
        for each in found.grants
    ]
    return Ask(
        id="end",
        title=say("company.grants.end"),
        action=PATH,
        fields=[*boxes, company.reason(visit, EMPTY)],
        buttons=[("end", say("company.grants.end"))],
        once=new_key(),
        folded=True,
    )
