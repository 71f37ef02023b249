"""账号: who may sign in, blocked with a reason and admitted again."""

from collections.abc import Sequence
from functools import partial
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin import company
from api.pages.admin.blocks import Ask, Block, Cell, Facts, Field, Links, Note, Shown, Table
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
from api.pages.admin.rows import EMPTY
from api.pages.clock import local
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from engine import admissions, identities
from engine.admissions import Standing
from engine.model.organisation import Organisation
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

PATH: Final = "/admin/accounts"
_RIGHTS: Final = "/admin/rights"


@router.get("/admin/accounts")
def show_accounts(visit: Visitor, q: str = "", state: str = "") -> Response:
    """List the accounts by login; those with a word in login or name, active or blocked ones."""
    administrator(visit)
    say, word = words(visit), q.strip().casefold()

    def page(tx: Transaction) -> Response:
        found = tx.people.organisation()
        shown = [
            _row(visit, found, each)
            for each in admissions.every(tx, by=visit.call.actor)
            if word in f"{each.account.login} {_name(found, each)}".casefold()
            and state in {"", _state(each)}
        ]
        table = Table(
            id="accounts",
            title=say("company.accounts"),
            head=columns(visit, "account", "person", "state", "browsers"),
            rows=shown,
            empty=say("company.accounts.none"),
            note=say("company.accounts.note"),
        )
        blocks: list[Block] = [
            Links(links=[(_RIGHTS, say("admin.tab.rights"))]),
            search(visit, PATH, _filters(visit, q, state)),
            table,
        ]
        return show(visit, Page(tab="rights", heading=say("company.accounts"), blocks=blocks))

    return visit.call.read(page)


@router.get("/admin/accounts/{person}")
def show_account(visit: Visitor, person: str) -> Response:
    """Show an account, when it was blocked and admitted, and the form that does so."""
    administrator(visit)
    return _page(visit, person, EMPTY, [])


@router.post("/admin/accounts/{person}")
def put(visit: Visitor, person: str, posted: Form) -> Response:
    """Block an account, admit it again, or clear what it is bound to."""
    administrator(visit)
    act = _ACTS.get(posted.text("do"), admissions.block)

    def work(tx: Transaction) -> None:
        act(tx, person, by=visit.call.actor, reason=posted.text("reason"))

    return attempt(
        visit,
        posted,
        work,
        partial(_page, visit, person, posted),
        done(f"{PATH}/{quote(person)}", "saved"),
    )


def _filters(visit: Visit, q: str, state: str) -> list[Field]:
    say = words(visit)
    states = [("", say("all")), *((each, say(f"company.account.{each}")) for each in _STATES)]
    return [
        Field(name="q", label=say("company.accounts.search"), value=q, most=100),
        Field(
            name="state",
            label=say("admin.column.state"),
            kind="select",
            options=states,
            value=state,
        ),
    ]


_STATES: Final = ("active", "blocked")
_ACTS: Final = {"admit": admissions.admit, "unbind": identities.unbind}


def _state(each: Standing) -> str:
    return "active" if each.account.active else "blocked"


def _name(found: Organisation, each: Standing) -> str:
    return company.person_name(found, each.account.person)


def _row(visit: Visit, found: Organisation, each: Standing) -> Sequence[Shown]:
    return [
        Cell(text=each.account.login, href=f"{PATH}/{quote(each.account.person)}", code=True),
        _name(found, each),
        _shown(visit, each),
        Cell(text=str(each.browsers), number=True),
    ]


def _shown(visit: Visit, each: Standing) -> Cell:
    tone = "ok" if each.account.active else "late"
    return Cell(text=words(visit)(f"company.account.{_state(each)}"), tone=tone)


def _page(
    visit: Visit, person: str, posted: Posted, above: Sequence[Block], *, status: int = 200
) -> Response:
    say = words(visit)

    def page(tx: Transaction) -> Response:
        each = admissions.standing(tx, person, by=visit.call.actor)
        name = _name(tx.people.organisation(), each)
        rows: list[tuple[str, Shown]] = [
            (say("admin.column.account"), Cell(text=each.account.login, code=True)),
            (
                say("admin.column.person"),
                Cell(text=name, href=f"/admin/organisation/people/{quote(person)}"),
            ),
            (say("admin.column.state"), _shown(visit, each)),
            (say("admin.column.browsers"), Cell(text=str(each.browsers), number=True)),
        ]
        if each.binding is not None:
            told = f"{each.binding.issuer} {each.binding.subject}"
            rows.append((say("company.account.binding"), Cell(text=told, code=True)))
        facts = Facts(id="account", title=name, rows=rows)
        back = Links(links=[(PATH, say("company.accounts"))])
        blocks: list[Block] = [back, *above, facts, _act(visit, each, posted)]
        blocks.append(_record(tx, visit, person))
        heading = f"{say('company.accounts')} {name}"
        return show(visit, Page(tab="rights", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _act(visit: Visit, each: Standing, posted: Posted) -> Ask | Note:
    say = words(visit)
    if each.account.person == visit.call.actor.id:
        return Note(tone="hint", text=say("company.account.own"))
    do = "block" if each.account.active else "admit"
    acts = [do, *(["unbind"] if each.binding else [])]
    return Ask(
        id="act",
        title=say(f"company.account.{do}"),
        action=f"{PATH}/{quote(each.account.person)}",
        fields=[company.reason(visit, posted)],
        buttons=[(act, say(f"company.account.{act}")) for act in acts],
        once=new_key(),
        note=" ".join(say(f"company.account.{act}.note") for act in acts),
    )


def _record(tx: Transaction, visit: Visit, person: str) -> Table:
    say = words(visit)
    rows: list[list[Shown]] = [
        [
            Cell(text=local(each.at), number=True),
            say(f"operation-kind.{each.kind}"),
            each.actor_name,
            str(each.particulars.get("reason", "")),
        ]
        for each in admissions.record(tx, person, by=visit.call.actor)
    ]
    return Table(
        id="record",
        title=say("company.account.record"),
        head=columns(visit, "at", "change", "by", "why"),
        rows=rows,
        empty=say("company.account.record.none"),
    )
