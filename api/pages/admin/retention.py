"""留存: how long personal data is kept, what is due to be erased, and legal holds 保全."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin.blocks import Ask, Block, Cell, Field, Links, Shown, Table
from api.pages.admin.finding import processes
from api.pages.admin.frame import MOST, Page, administrator, attempt, columns, done, show, words
from api.pages.clock import local
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from engine import retention
from engine.errors import Conflict, Invalid, NotFound
from engine.model import Actor, ProcessInstance
from engine.store import LegalHold, Transaction

router = APIRouter(include_in_schema=False)

_DUE: Final = 50
_EMPTY: Final = Posted(texts={}, files={})


@router.get("/admin/retention")
def show_retention(visit: Visitor, cursor: str | None = None) -> Response:
    """Show the rules, what they would erase, and what is held; nothing is changed."""
    administrator(visit)

    def page(tx: Transaction) -> Response:
        heading = words(visit)("admin.tab.retention")
        blocks: list[Block] = [_due(tx, visit), _holds(tx, visit, cursor), _rules(tx, visit)]
        return show(visit, Page(tab="retention", heading=heading, blocks=blocks))

    return visit.call.read(page)


@router.get("/admin/retention/{instance_id}")
def show_case(visit: Visitor, instance_id: UUID) -> Response:
    """Show what erasing a case would take, and whether it is held."""
    administrator(visit)
    return _case(visit, instance_id, _EMPTY, [])


@router.post("/admin/retention/{instance_id}")
def act(visit: Visitor, instance_id: UUID, posted: Form) -> Response:
    """Hold a case, lift the hold, or erase its personal data, with a reason."""
    administrator(visit)
    verb = _VERBS.get(posted.text("do"))

    def work(tx: Transaction) -> object:
        if verb is None:
            raise Invalid(f"nothing is called {posted.text('do')!r}")
        return verb(tx, instance_id, by=visit.call.actor, reason=posted.text("reason"))

    return attempt(
        visit,
        posted,
        work,
        partial(_case, visit, instance_id, posted),
        done(f"/admin/retention/{instance_id}", "saved"),
    )


_VERBS: Final[dict[str, Callable[..., ProcessInstance]]] = {
    "hold": retention.hold,
    "lift": retention.lift,
    "erase": retention.erase,
}


def _rules(tx: Transaction, visit: Visit) -> Table:
    say, names = words(visit), dict(processes(tx, ""))
    rows: list[list[Shown]] = [
        [
            names.get(key, key),
            Cell(text=rule.span.text, code=True),
            Cell(text=" ".join(sorted(rule.personal)), code=True) if rule.personal else say("all"),
        ]
        for key, rule in sorted(retention.rules(tx, by=visit.call.actor).items())
    ]
    return Table(
        id="rules",
        title=say("admin.retention.rules"),
        head=columns(visit, "process", "kept", "personal"),
        rows=rows,
        empty=say("admin.retention.rules.none"),
    )


def _due(tx: Transaction, visit: Visit) -> Table:
    say = words(visit)
    rows: list[list[Shown]] = []
    for each in retention.due(tx, by=visit.call.actor, limit=_DUE):
        held = say("admin.retention.held") if each.holds else ""
        waits = say("admin.retention.waits", n=len(each.waits_for)) if each.waits_for else ""
        rows.append(
            [
                _number(visit, each.instance),
                each.instance.process_name,
                Cell(text=local(each.due_at), number=True),
                "；".join(filter(None, (held, waits))) or say("admin.retention.soon"),
            ]
        )
    return Table(
        id="due",
        title=say("admin.retention.due"),
        head=columns(visit, "case", "process", "due", "state"),
        rows=rows,
        empty=say("admin.retention.due.none"),
        note=say("admin.retention.due.note"),
    )


def _holds(tx: Transaction, visit: Visit, cursor: str | None) -> Table:
    say = words(visit)
    found = retention.holds(tx, by=visit.call.actor, limit=MOST, cursor=cursor)
    cases = tx.cases.some([each.instance_id for each in found.items])
    rows: list[list[Shown]] = [
        [
            _number(visit, cases[each.instance_id]),
            each.set_by_name,
            Cell(text=local(each.set_at), number=True),
            each.reason,
        ]
        for each in found.items
    ]
    return Table(
        id="holds",
        title=say("admin.retention.holds"),
        head=columns(visit, "case", "person", "since", "why"),
        rows=rows,
        empty=say("admin.retention.holds.none"),
        more=f"/admin/retention?cursor={found.next}" if found.next else "",
    )


def _number(visit: Visit, case: ProcessInstance) -> Cell:
    text = case.business_key or words(visit)("admin.no-number")
    return Cell(text=text, href=f"/admin/retention/{case.id}", more=case.title, number=True)


def _case(
    visit: Visit,
    instance_id: UUID,
    posted: Posted,
    above: Sequence[Block],
    *,
    status: int = 200,
) -> Response:
    def page(tx: Transaction) -> Response:
        say, case = words(visit), tx.cases.get(instance_id)
        links = Links(
            links=[
                ("/admin/retention", say("admin.tab.retention")),
                (f"/cases/{case.id}", say("task.case")),
            ]
        )
        hold = _hold_of(tx, instance_id, visit.call.actor)
        blocks: list[Block] = [links, *above, _taken(tx, visit, instance_id)]
        blocks.append(_form(visit, case, hold, posted))
        heading = f"{say('admin.tab.retention')} {case.business_key or ''}".strip()
        return show(visit, Page(tab="retention", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _hold_of(tx: Transaction, instance_id: UUID, by: Actor) -> LegalHold | None:
    try:
        return retention.hold_of(tx, instance_id, by=by)
    except NotFound:
        return None


def _taken(tx: Transaction, visit: Visit, instance_id: UUID) -> Table:
    """Tell what would be taken, from this case and from those that go with it."""
    say = words(visit)
    try:
        found = retention.preview(tx, instance_id, by=visit.call.actor)
        empty = say("admin.retention.taken.none")
    except Conflict:  # it has not ended, or it has been erased
        found, empty = (), say("admin.retention.taken.not-now")
    rows: list[list[Shown]] = [
        [
            _number(visit, each.instance),
            each.instance.process_name,
            Cell(text=f"{len(each.rows)} / {each.of_rows}", number=True),
            Cell(text=" ".join(each.personal), code=True) if each.personal else say("all"),
        ]
        for each in found
    ]
    return Table(
        id="taken",
        title=say("admin.retention.taken"),
        head=columns(visit, "case", "process", "rows", "personal"),
        rows=rows,
        empty=empty,
        note=say("admin.retention.taken.note"),
    )


def _form(visit: Visit, case: ProcessInstance, hold: LegalHold | None, posted: Posted) -> Ask:
    say = words(visit)
    if hold is not None:
        buttons = [("lift", say("admin.retention.lift"))]
        note = say("admin.retention.held-by", who=hold.set_by_name, why=hold.reason)
    else:
        buttons = [("hold", say("admin.retention.hold"))]
        note = say("admin.retention.note")
        if case.state.ended:
            buttons.append(("erase", say("admin.retention.erase")))
    reason = Field(name="reason", label=say("admin.reason"), value=posted.text("reason"), must=True)
    return Ask(
        id="retention",
        title=say("admin.retention.act"),
        action=f"/admin/retention/{case.id}",
        fields=[reason],
        buttons=buttons,
        once=new_key(),
        note=note,
    )
