"""权限: who has which role and whence, and the API tokens of everybody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin.asking import moment
from api.pages.admin.blocks import Ask, Block, Cell, Field, Links, Note, Press, Shown, Table
from api.pages.admin.frame import Page, administrator, change, columns, done, refusal, show, words
from api.pages.clock import local
from api.pages.common import unit_name
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from engine import accounts, tokens
from engine.errors import EngineError
from engine.model import Role
from engine.store import ApiToken, Transaction

router = APIRouter(include_in_schema=False)

_EMPTY: Final = Posted(texts={}, files={})


@router.get("/admin/rights")
def show_rights(visit: Visitor) -> Response:
    """List roles and tokens."""
    administrator(visit)
    return _page(visit, _EMPTY, [])


@router.post("/admin/rights/tokens")
def create_token(visit: Visitor, posted: Form) -> Response:
    """Make a token for oneself and tell its secret, this once."""
    administrator(visit)
    scopes = [each for each in sorted(accounts.SCOPES) if posted.text(f"scope.{each}") == "yes"]

    def work(tx: Transaction) -> tuple[ApiToken, str]:
        return accounts.create_token(
            tx,
            by=visit.call.actor,
            name=posted.text("name").strip(),
            scopes=scopes,
            expires_at=moment(posted.text("expires_at")),
        )

    try:
        _, secret = visit.call.store.run(work)
    except EngineError as error:
        note, status = refusal(visit, error)
        return _page(visit, posted, [note], status=status)
    told = Note(tone="good", text=words(visit)("admin.token.made"), code=secret)
    answer = _page(visit, _EMPTY, [told])
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/admin/rights/tokens/{token_id}/revocation")
def revoke(visit: Visitor, token_id: UUID, posted: Form) -> Response:
    """Put somebody's token out of force at once."""
    administrator(visit)
    change(visit, posted, lambda tx: tokens.revoke(tx, token_id, by=visit.call.actor))
    return done("/admin/rights", "saved")


def _page(visit: Visit, posted: Posted, above: Sequence[Block], *, status: int = 200) -> Response:
    def page(tx: Transaction) -> Response:
        say = words(visit)
        links = [
            ("/admin/rights/grants", say("company.grants")),
            ("/admin/accounts", say("company.accounts")),
        ]
        blocks: list[Block] = [Links(links=links), *above, _roles(tx, visit), _tokens(tx, visit)]
        blocks.append(_form(visit, posted))
        heading = say("admin.tab.rights")
        return show(visit, Page(tab="rights", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _roles(tx: Transaction, visit: Visit) -> Table:
    """List roles by person, and those that come with a post or count in one unit."""
    say, found = words(visit), tx.people.organisation()
    rows: list[list[Shown]] = [
        [
            say(f"role.{role}"),
            Cell(text=who.name, href=f"/admin/organisation/people/{who.id}"),
            say("admin.everywhere"),
        ]
        for role in Role
        for who in found.people.values()
        if role in who.roles and who.active
    ]
    for each in found.grants:
        post = found.posts.get(each.post)
        who_name = found.people[each.person].name if each.person in found.people else ""
        rows.append(
            [
                say(f"role.{each.role}"),
                who_name or (post.name if post else each.post),
                unit_name(found, each.unit) or say("admin.everywhere"),
            ]
        )
    return Table(
        id="roles",
        title=say("admin.roles"),
        head=columns(visit, "role", "person-or-post", "unit"),
        rows=rows,
        empty=say("none"),
        note=say("admin.roles.note"),
    )


def _tokens(tx: Transaction, visit: Visit) -> Table:
    say, people = words(visit), tx.people.organisation().people
    rows = [
        _token(
            visit, each, people[each.person].name if each.person in people else each.person, tx.now
        )
        for each in tokens.every(tx, by=visit.call.actor)
    ]
    return Table(
        id="tokens",
        title=say("admin.tokens"),
        head=columns(visit, "name", "person", "scopes", "made", "used", "to", "state", ""),
        rows=rows,
        empty=say("admin.tokens.none"),
    )


def _token(visit: Visit, each: ApiToken, who: str, now: datetime) -> Sequence[Shown]:
    say = words(visit)
    over = each.expires_at is not None and each.expires_at <= now
    state = "revoked" if each.revoked_at else "expired" if over else "in-force"
    press = None
    if state == "in-force":
        press = Press(
            action=f"/admin/rights/tokens/{each.id}/revocation",
            label=say("admin.token.revoke"),
            about=each.name,
            once=new_key(),
        )
    return [
        each.name,
        who,
        "、".join(say(f"admin.scope.{one}") for one in each.scopes),
        Cell(text=local(each.created_at), number=True),
        Cell(text=local(each.last_used_at) or say("admin.token.unused"), number=True),
        Cell(text=local(each.expires_at), number=True),
        Cell(text=say(f"admin.token.{state}"), tone="ok" if state == "in-force" else ""),
        Cell(press=press),
    ]


def _form(visit: Visit, posted: Posted) -> Ask:
    say = words(visit)
    ticks = [
        Field(
            name=f"scope.{each}",
            label=say(f"admin.scope.{each}"),
            kind="checkbox",
            checked=posted.text(f"scope.{each}") == "yes",
        )
        for each in sorted(accounts.SCOPES)
    ]
    name, until = posted.text("name"), posted.text("expires_at")
    fields = [
        Field(name="name", label=say("admin.token.name"), value=name, must=True, most=100),
        Field(
            name="expires_at",
            label=say("admin.token.expires"),
            kind="datetime-local",
            value=until,
            help=say("admin.token.expires.help"),
        ),
    ]
    return Ask(
        id="new-token",
        title=say("admin.token.new"),
        action="/admin/rights/tokens",
        fields=[*fields, *ticks],
        buttons=[("save", say("admin.token.new"))],
        once=new_key(),
        note=say("admin.token.note"),
    )
