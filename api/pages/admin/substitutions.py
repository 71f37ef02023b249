"""代理: who acts for whom, of everybody; arranging one for somebody, and ending one."""

from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin.asking import moment
from api.pages.admin.blocks import Ask, Block, Cell, Field, Press, Shown, Table
from api.pages.admin.finding import processes
from api.pages.admin.frame import Page, administrator, attempt, change, columns, done, show, words
from api.pages.clock import local
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from engine import substitutions
from engine.errors import Invalid
from engine.model.substitutions import Substitution
from engine.participation import refused
from engine.store import Transaction
from engine.substitutions import Terms

router = APIRouter(include_in_schema=False)

_EMPTY: Final = Posted(texts={}, files={})
_PATH: Final = "/admin/substitutions"


@router.get("/admin/substitutions")
def show_substitutions(visit: Visitor) -> Response:
    """List everybody's substitutions, the newest first."""
    administrator(visit)
    return _page(visit, _EMPTY, [])


@router.post("/admin/substitutions")
def create(visit: Visitor, posted: Form) -> Response:
    """Let somebody act in another's place."""
    administrator(visit)

    def work(tx: Transaction) -> object:
        return substitutions.create(tx, _terms(posted), by=visit.call.actor)

    return attempt(visit, posted, work, partial(_page, visit, posted), done(_PATH, "saved"))


@router.post("/admin/substitutions/{substitution_id}/end")
def end(visit: Visitor, substitution_id: UUID, posted: Form) -> Response:
    """End a substitution now."""
    administrator(visit)
    change(visit, posted, lambda tx: substitutions.end(tx, substitution_id, by=visit.call.actor))
    return done(_PATH, "saved")


def _terms(posted: Posted) -> Terms:
    begins, ends = moment(posted.text("begins")), moment(posted.text("ends"))
    if begins is None or ends is None:
        raise refused(Invalid, "say from when to when", "请填写起止时间")
    process = posted.text("process")
    return Terms(
        principal=posted.text("principal"),
        agent=posted.text("agent"),
        begins=begins,
        ends=ends,
        processes=(process,) if process else (),
        alone=posted.text("alone") == "yes",
        existing=posted.text("existing") == "yes",
        reason=posted.text("reason"),
    )


def _page(visit: Visit, posted: Posted, above: Sequence[Block], *, status: int = 200) -> Response:
    def page(tx: Transaction) -> Response:
        say = words(visit)
        found = substitutions.every(tx, by=visit.call.actor)
        table = Table(
            id="substitutions",
            title=say("admin.substitutions"),
            head=columns(visit, "principal", "agent", "from", "to", "process", "state", ""),
            rows=[_row(tx, visit, each) for each in found],
            empty=say("admin.substitutions.none"),
        )
        blocks: list[Block] = [*above, table, _form(tx, visit, posted)]
        heading = say("admin.tab.substitutions")
        return show(visit, Page(tab="substitutions", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _row(tx: Transaction, visit: Visit, each: Substitution) -> Sequence[Shown]:
    say, people = words(visit), tx.people.organisation().people
    names = dict(processes(tx, ""))
    who = [people[one].name if one in people else one for one in (each.principal, each.agent)]
    over = each.ended_at is not None or tx.now >= each.ends
    state = "over" if over else "now" if tx.now >= each.begins else "coming"
    press = None
    if not over:
        press = Press(
            action=f"{_PATH}/{each.id}/end",
            label=say("admin.substitutions.end"),
            about=who[0],
            once=new_key(),
        )
    covered = "、".join(names.get(key, key) for key in each.processes) or say("all")
    return [
        *who,
        Cell(text=local(each.begins), number=True),
        Cell(text=local(each.ended_at or each.ends), number=True),
        Cell(text=covered, more=each.reason),
        Cell(text=say(f"admin.substitution.{state}"), tone="" if over else "ok"),
        Cell(press=press),
    ]


def _form(tx: Transaction, visit: Visit, posted: Posted) -> Ask:
    say = words(visit)
    people = tx.people.organisation().people.values()
    options = [("", say("choose")), *((p.id, p.name) for p in people if p.active)]
    selects = [
        Field(
            name=name,
            label=say(f"admin.column.{name}"),
            kind="select",
            options=options,
            value=posted.text(name),
            must=True,
        )
        for name in ("principal", "agent")
    ]
    times = [
        Field(
            name=name,
            label=say(f"admin.column.{key}"),
            kind="datetime-local",
            value=posted.text(name),
            must=True,
        )
        for name, key in (("begins", "from"), ("ends", "to"))
    ]
    process = Field(
        name="process",
        label=say("admin.column.process"),
        kind="select",
        options=processes(tx, say("all")),
        value=posted.text("process"),
    )
    ticks = [
        Field(
            name=name,
            label=say(f"admin.substitution.{name}"),
            kind="checkbox",
            checked=posted.text(name) == "yes",
        )
        for name in ("alone", "existing")
    ]
    reason = Field(name="reason", label=say("admin.reason"), value=posted.text("reason"))
    return Ask(
        id="new",
        title=say("admin.substitutions.new"),
        action=_PATH,
        fields=[*selects, *times, process, reason, *ticks],
        buttons=[("save", say("admin.save"))],
        once=new_key(),
    )
