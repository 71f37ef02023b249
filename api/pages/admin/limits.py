"""审批权限: how much who holds a post may approve, all of it as lines of one form."""

from collections.abc import Iterator, Sequence
from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin.blocks import Ask, Block, Field, Links
from api.pages.admin.frame import Page, administrator, attempt, done, show, words
from api.pages.admin.rows import BACK, EMPTY, SPARE, day, reason, rows
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from engine import organisations
from engine.errors import Invalid
from engine.model.organisation import Organisation
from engine.model.rosters import AuthorityLimit
from engine.participation import refused
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@router.get("/admin/organisation/limits")
def ask_limits(visit: Visitor) -> Response:
    """Show the authority limits, each as a line of the form."""
    administrator(visit)
    return _limits(visit, EMPTY, [])


@router.post("/admin/organisation/limits")
def put_limits(visit: Visitor, posted: Form) -> Response:
    """Say all authority limits."""
    administrator(visit)

    def work(tx: Transaction) -> object:
        wanted = [_limit(row) for row in rows(posted) if row["post"]]
        why = posted.text("reason")
        return organisations.put_limits(tx, wanted, by=visit.call.actor, reason=why)

    return attempt(visit, posted, work, partial(_limits, visit, posted), done(BACK, "saved"))


def _limit(row: dict[str, str]) -> AuthorityLimit:
    try:
        amount = float(row["amount"]) if row["amount"] else None
    except ValueError as error:
        zh = f"金额“{row['amount']}”不是数字"
        raise refused(Invalid, f"{row['amount']!r} is no amount", zh) from error
    return AuthorityLimit(
        post=row["post"],
        matter=row["matter"],
        unit=row["unit"],
        amount=amount,
        valid_from=day(row["from"]),
        valid_to=day(row["to"]),
    )


def _limits(visit: Visit, posted: Posted, above: Sequence[Block], status: int = 200) -> Response:
    say = words(visit)

    def page(tx: Transaction) -> Response:
        found = tx.people.organisation()
        fields: list[Field] = []
        for number in range(len(found.limits) + SPARE):
            each = found.limits[number] if number < len(found.limits) else None
            fields += _limit_fields(visit, found, posted, number, each)
        form = Ask(
            id="limits",
            title=say("admin.limits.change"),
            action="/admin/organisation/limits",
            fields=[*fields, reason(visit, posted)],
            buttons=[("save", say("admin.save"))],
            once=new_key(),
            note=say("admin.limits.note"),
        )
        back = Links(links=[(BACK, say("admin.tab.organisation"))])
        heading = say("admin.limits")
        blocks: list[Block] = [back, *above, form]
        return show(visit, Page(tab="organisation", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _limit_fields(
    visit: Visit, found: Organisation, posted: Posted, number: int, each: AuthorityLimit | None
) -> Iterator[Field]:
    say = words(visit)
    units = [("", say("admin.everywhere")), *((u.code, u.name) for u in found.units.values())]
    posts = [("", say("none")), *((p.code, p.name) for p in found.posts.values())]
    amount = "" if each is None or each.amount is None else f"{each.amount:g}"
    present = {
        "post": (each.post if each else "", posts),
        "matter": (each.matter if each else "", None),
        "unit": (each.unit if each else "", units),
        "amount": (amount, None),
    }
    for name, (value, options) in present.items():
        field = f"row.{number}.{name}"
        yield Field(
            name=field,
            label=say(f"admin.column.{name}"),
            kind="select" if options else "text",
            options=options or (),
            value=posted.text(field) if field in posted.texts else value,
            mark=f"#{number + 1}",
            code=name == "matter",
        )
    days = {"from": each.valid_from, "to": each.valid_to} if each else {"from": None, "to": None}
    for name, bound in days.items():
        field = f"row.{number}.{name}"
        yield Field(
            name=field,
            label=say(f"admin.field.valid_{name}"),
            kind="date",
            value=posted.text(field) or (bound.isoformat() if bound else ""),
            mark=f"#{number + 1}",
        )
