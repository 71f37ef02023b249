"""实例: one case for an administrator, seen as it is and changed by hand after a look."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin import asking
from api.pages.admin.asking import KINDS, Asked
from api.pages.admin.blocks import Ask, Block, Cell, Facts, Field, Links, Shown, Table
from api.pages.admin.comparing import compared, open_rows, value
from api.pages.admin.frame import (
    Page,
    administrator,
    change,
    check_seen,
    columns,
    done,
    refusal,
    show,
    words,
)
from api.pages.clock import local
from api.pages.common import CASE_TONES, unit_name
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from api.views.diagrams import element_names
from api.views.timeline import line
from engine import interventions
from engine.errors import EngineError, NotFound
from engine.interventions import Rehearsed, Situation
from engine.model import ProcessDefinition
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

_EMPTY = Posted(texts={}, files={})
_VERSIONS = 200  # of one process: more than a company makes in years


@router.get("/admin/cases/{instance_id}")
def show_case(visit: Visitor, instance_id: UUID) -> Response:
    """Show where a case stands, its data, and what was done to it by hand."""
    administrator(visit)

    def page(tx: Transaction) -> Response:
        found = interventions.situation(tx, instance_id, by=visit.call.actor)
        blocks: list[Block] = [_links(visit, found), _facts(tx, visit, found)]
        blocks += [_open(tx, visit, found), _data(visit, found), _done(tx, visit, found)]
        return show(visit, Page(tab="cases", heading=_heading(found), blocks=blocks))

    return visit.call.read(page)


@router.get("/admin/cases/{instance_id}/{kind}")
def ask(visit: Visitor, instance_id: UUID, kind: str) -> Response:
    """Show the form of an intervention."""
    administrator(visit)
    return _form(visit, instance_id, kind, _EMPTY, [])


@router.post("/admin/cases/{instance_id}/{kind}")
def intervene(visit: Visitor, instance_id: UUID, kind: str, posted: Form) -> Response:
    """Show what an intervention would do, or carry it out where it was seen."""
    administrator(visit)
    try:
        if posted.text("do") == "go":
            return _carried_out(visit, instance_id, kind, posted)
        seen = _rehearsed(visit, instance_id, kind, posted)
    except EngineError as error:
        note, status = refusal(visit, error)
        return _form(visit, instance_id, kind, posted, [note], status=status)
    shown = visit.call.read(lambda tx: compared(tx, visit, seen))
    return _form(visit, instance_id, kind, posted, shown, seen=seen)


def _carried_out(visit: Visit, instance_id: UUID, kind: str, posted: Posted) -> Response:
    def work(tx: Transaction) -> None:
        check_seen(visit, posted, tx, instance_id)
        asked = _asked(tx, visit, instance_id, posted)
        _kind(kind).work(asked, visit.call.actor)(tx)

    change(visit, posted, work)
    return done(f"/admin/cases/{instance_id}", "intervened")


def _rehearsed(visit: Visit, instance_id: UUID, kind: str, posted: Posted) -> Rehearsed:
    def work(tx: Transaction) -> None:
        asked = _asked(tx, visit, instance_id, posted)
        token = _kind(kind).token(asked.found.instance, posted)
        looked = replace(posted, texts={**posted.texts, "preview": [token]})
        _kind(kind).work(replace(asked, posted=looked), visit.call.actor)(tx)

    return interventions.rehearse(visit.call.store.run, instance_id, work, by=visit.call.actor)


def _form(
    visit: Visit,
    instance_id: UUID,
    kind: str,
    posted: Posted,
    above: Sequence[Block],
    *,
    seen: Rehearsed | None = None,
    status: int = 200,
) -> Response:
    say, form_of = words(visit), _kind(kind)

    def page(tx: Transaction) -> Response:
        asked = _asked(tx, visit, instance_id, posted)
        buttons = [("preview", say("admin.do.preview"))]
        hidden = {"seen": str((seen.before if seen else asked.found).instance.seq)}
        if seen is not None:
            buttons.insert(0, ("go", say("admin.do.go")))
            hidden["preview"] = form_of.token(seen.before.instance, posted)
        reason = Field(
            name="reason",
            label=say("admin.reason"),
            value=posted.text("reason"),
            must=True,
            help=say("admin.reason.help"),
        )
        form = Ask(
            id=kind,
            title=say(f"admin.do.{kind}"),
            action=f"/admin/cases/{instance_id}/{kind}",
            fields=[*form_of.fields(asked), reason],
            buttons=buttons,
            once=posted.text("once") or new_key(),
            hidden=hidden,
            note=say(f"admin.do.{kind}.note"),
        )
        back = Links(links=[(f"/admin/cases/{instance_id}", say("admin.back-to-case"))])
        heading = f"{_heading(asked.found)} · {say(f'admin.do.{kind}')}"
        found = Page(tab="cases", heading=heading, blocks=[back, *above, form], status=status)
        return show(visit, found)

    return visit.call.read(page)


def _asked(tx: Transaction, visit: Visit, instance_id: UUID, posted: Posted) -> Asked:
    found = interventions.situation(tx, instance_id, by=visit.call.actor)
    definition = tx.definitions.get(found.instance.definition_id)
    return Asked(
        visit=visit,
        found=found,
        definition=definition,
        versions=versions(tx, definition.key),
        posted=posted,
    )


def versions(tx: Transaction, key: str) -> Sequence[ProcessDefinition]:
    """Return every version of a process, the newest first."""
    return tx.definitions.page(key=key, limit=_VERSIONS).items


def _kind(name: str) -> asking.Kind:
    if name not in KINDS:
        raise NotFound(f"no intervention {name!r}")
    return KINDS[name]


def _heading(found: Situation) -> str:
    instance = found.instance
    return instance.business_key or instance.title or instance.process_name


def _links(visit: Visit, found: Situation) -> Links:
    say, id_ = words(visit), found.instance.id
    open_ = not found.instance.state.ended
    links = [(f"/admin/cases/{id_}/{kind}", say(f"admin.do.{kind}")) for kind in KINDS if open_]
    links.append((f"/admin/retention/{id_}", say("admin.tab.retention")))
    links += [(f"/cases/{id_}", say("task.case")), (f"/audit/cases/{id_}", say("audit.case"))]
    return Links(links=links)


def _facts(tx: Transaction, visit: Visit, found: Situation) -> Facts:
    say, case = words(visit), found.instance
    version = Cell(
        text=say("version", n=case.version), href=f"/admin/definitions/{case.definition_id}"
    )
    project = unit_name(tx.people.organisation(), case.project) or say("none")
    rows: list[tuple[str, Shown]] = [
        (
            say("admin.column.state"),
            Cell(text=say(f"case-state.{case.state}"), tone=CASE_TONES[case.state]),
        ),
        (say("admin.column.process"), case.process_name),
        (say("definition.version"), version),
        (say("project"), project),
        (say("admin.title"), case.title or say("none")),
        (say("admin.column.initiator"), case.initiator_name),
        (say("admin.column.started"), Cell(text=local(case.started_at), number=True)),
        (say("admin.column.ended"), local(case.ended_at) or say("none")),
    ]
    if case.incidents:
        href = f"/admin/incidents?case={case.id}"
        stuck = Cell(text=say("case.incidents", n=case.incidents), href=href)
        rows.append((say("admin.stuck"), stuck))
    rows.append(
        (say("admin.tab.jobs"), Cell(text=say("admin.see"), href=f"/admin/jobs?case={case.id}"))
    )
    return Facts(id="facts", title=say("admin.case"), rows=rows)


def _open(tx: Transaction, visit: Visit, found: Situation) -> Table:
    say = words(visit)
    return Table(
        id="open",
        title=say("admin.open"),
        head=columns(visit, "step", "id", "holder", "since"),
        rows=list(open_rows(tx, visit, found)),
        empty=say("admin.open.none"),
    )


def _data(visit: Visit, found: Situation) -> Table:
    say = words(visit)
    rows = [
        [Cell(text=name, code=True), Cell(text=value(each), code=True)]
        for name, each in sorted(found.shown.items())
    ]
    head = [say("case.variable"), say("case.value")]
    return Table(
        id="data", title=say("case.variables"), head=head, rows=rows, empty=say("admin.data.none")
    )


def _done(tx: Transaction, visit: Visit, found: Situation) -> Table:
    """List what was done to the case by hand; each line leads to the record."""
    say, case, language = words(visit), found.instance, visit.reader.language
    names = element_names(tx.definitions.get(case.definition_id), language)
    told = [
        line(row, names, language)
        for row in interventions.of_case(tx, case.id, by=visit.call.actor)
    ]
    rows: list[list[Shown]] = [
        [
            Cell(text=local(each.at), number=True),
            each.who,
            Cell(text=each.text, more=each.quote),
            Cell(text=str(each.seq), href=f"/audit/cases/{case.id}", number=True),
        ]
        for each in told
    ]
    head = [say("audit.at"), say("audit.who"), say("audit.what"), say("admin.column.number")]
    return Table(
        id="done",
        title=say("admin.interventions"),
        head=head,
        rows=rows,
        empty=say("admin.interventions.none"),
    )
