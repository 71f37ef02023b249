"""客户: owners and tenants are found, read, kept and taken away; lists show masked numbers."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin import company
from api.pages.admin.blocks import Ask, Block, Cell, Field, Links, Shown, Table
from api.pages.admin.frame import (
    MOST,
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
from api.pages.rendering import address
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from engine import customers
from engine.model.places import Customer
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

PATH: Final = "/admin/customers"
_KINDS: Final = ("owner", "tenant")
_NEW: Final = Customer(code="", name="")


@router.get("/admin/customers")
def show_customers(visit: Visitor, q: str = "", cursor: str | None = None) -> Response:
    """Find customers by part of their code, name or room."""
    administrator(visit)
    wanted = q.strip()

    def page(tx: Transaction) -> Response:
        say = words(visit)
        found = customers.page(tx, wanted, limit=MOST, cursor=cursor)
        more = address(PATH, {"q": wanted, "cursor": found.next}) if found.next else ""
        table = Table(
            id="customers",
            title=say("admin.customers"),
            head=columns(visit, "customer", "id", "kind", "phone", "rooms"),
            rows=[_row(visit, each) for each in found.items],
            empty=say("company.customers.none"),
            more=more,
            note=say("company.customers.note"),
        )
        label = say("company.customers.search")
        blocks: list[Block] = [
            Links(links=[(BACK, say("admin.tab.organisation")), (f"{PATH}/", _new(visit))]),
            search(visit, PATH, [Field(name="q", label=label, value=q, most=100)]),
            table,
        ]
        heading = say("admin.customers")
        return show(visit, Page(tab="organisation", heading=heading, blocks=blocks))

    return visit.call.read(page)


@router.get("/admin/customers/{code:path}")
def show_customer(visit: Visitor, code: str) -> Response:
    """Show a customer with the whole number; an empty code is a new one."""
    administrator(visit)
    return _form(visit, code, EMPTY, [])


@router.post("/admin/customers/{code:path}")
def put(visit: Visitor, code: str, posted: Form) -> Response:
    """Keep a customer, or take one away."""
    administrator(visit)
    by = visit.call.actor

    def work(tx: Transaction) -> None:
        why = company.why(posted)
        if not code:
            new = _said(posted.text("code").strip(), posted)
            customers.add(tx, new, by=by, reason=why)
        elif posted.text("do") == "remove":
            customers.remove(tx, code, by=by, reason=why)
        else:
            customers.put(tx, _said(code, posted), by=by, reason=why)

    return attempt(visit, posted, work, partial(_form, visit, code, posted), done(PATH, "saved"))


def _said(code: str, posted: Posted) -> Customer:
    rooms = dict.fromkeys(line.strip() for line in posted.text("rooms").splitlines())
    return Customer(
        code=code,
        kind=posted.text("kind"),
        name=posted.text("name").strip(),
        phone=posted.text("phone").strip(),
        units=tuple(each for each in rooms if each),
    )


def _new(visit: Visit) -> str:
    return words(visit)("company.customers.new")


def _kind(visit: Visit, kind: str) -> str:
    return words(visit)(f"company.customer.{kind}") if kind in _KINDS else kind


def _row(visit: Visit, each: Customer) -> Sequence[Shown]:
    none = words(visit)("none")
    return [
        Cell(text=each.name, href=f"{PATH}/{quote(each.code)}"),
        Cell(text=each.code, code=True),
        _kind(visit, each.kind),
        Cell(text=each.phone or none, number=True),
        "、".join(each.units) or none,
    ]


def _form(
    visit: Visit, code: str, posted: Posted, above: Sequence[Block], *, status: int = 200
) -> Response:
    say = words(visit)

    def page(tx: Transaction) -> Response:
        found = customers.get(tx, code, by=visit.call.actor) if code else _NEW
        buttons = [("save", say("admin.save"))]
        if code:
            buttons.append(("remove", say("admin.remove")))
        form = Ask(
            id="customer",
            title=say("company.customers.change") if code else _new(visit),
            action=f"{PATH}/{quote(code)}",
            fields=[*_fields(visit, found, posted), company.reason(visit, posted)],
            buttons=buttons,
            once=new_key(),
        )
        blocks: list[Block] = [Links(links=[(PATH, say("admin.customers"))]), *above, form]
        heading = f"{say('admin.customers')} {found.name}".strip()
        return show(visit, Page(tab="organisation", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _fields(visit: Visit, found: Customer, posted: Posted) -> Iterator[Field]:
    say = words(visit)
    known = {**{each: _kind(visit, each) for each in _KINDS}, found.kind: _kind(visit, found.kind)}

    def said(name: str, present: str) -> str:
        return posted.text(name) if name in posted.texts else present

    if not found.code:
        label = say("admin.column.id")
        yield Field(name="code", label=label, value=said("code", ""), must=True, code=True)
    yield Field(
        name="kind",
        label=say("admin.column.kind"),
        kind="select",
        options=list(known.items()),
        value=said("kind", found.kind),
    )
    name = said("name", found.name)
    yield Field(name="name", label=say("company.customer.name"), value=name, must=True)
    phone = said("phone", found.phone)
    yield Field(name="phone", label=say("admin.column.phone"), value=phone, most=200)
    yield Field(
        name="rooms",
        label=say("admin.column.rooms"),
        kind="textarea",
        value=said("rooms", "\n".join(found.units)),
        help=say("company.customer.rooms.help"),
        most=50_000,
    )
