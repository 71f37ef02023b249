"""流程与版本: what leans on a version, and its open cases going on as another one, many at once."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.depends import Reply
from api.pages.admin.asking import how_fields, order
from api.pages.admin.blocks import Ask, Block, Cell, Field, Links, Note, Shown, Table
from api.pages.admin.cases import versions
from api.pages.admin.finding import projects
from api.pages.admin.frame import (
    MOST,
    Page,
    administrator,
    chosen,
    columns,
    refusal,
    said,
    show,
    words,
)
from api.pages.clock import local
from api.pages.rendering import address
from api.pages.visits import Form, Posted, Visit, Visitor, Where, new_key, see
from api.views.diagrams import element_names
from engine import migrations
from engine.errors import EngineError
from engine.migrations import Impact, Preview, Rehearsal, Which
from engine.model import ProcessDefinition
from engine.store import BatchItem, Transaction

router = APIRouter(include_in_schema=False)

_EMPTY: Final = Posted(texts={}, files={})
_TONES: Final = {"migrated": "ok", "failed": "late", "pending": "soon", "unchanged": ""}


@router.get("/admin/versions/{definition_id}")
def show_version(visit: Visitor, definition_id: str) -> Response:
    """Show what leans on a version."""
    administrator(visit)
    return _page(visit, definition_id, _EMPTY, [])


@router.post("/admin/versions/{definition_id}")
def migrate(visit: Visitor, definition_id: str, posted: Form) -> Response:
    """Rehearse the change of many cases, or let the worker carry it out where that was seen."""
    administrator(visit)
    by, which = visit.call.actor, _which(definition_id, posted)

    def begin(tx: Transaction) -> Reply:
        begun = migrations.begin(
            tx,
            which,
            order(posted),
            by=by,
            reason=posted.text("reason"),
            seen=posted.text("preview"),
        )
        return Reply(body=Where(path=f"/admin/batches/{begun.id}"))

    try:
        if posted.text("do") == "go":
            _, answer = visit.keyed(posted.text("once")).once(said(posted), begin)
            return see(Where.model_validate_json(answer).path)
        found = visit.call.read(lambda tx: migrations.rehearse(tx, which, order(posted), by=by))
    except EngineError as error:
        note, status = refusal(visit, error)
        return _page(visit, definition_id, posted, [note], status=status)
    return _page(visit, definition_id, posted, _rehearsed(visit, found), token=found.token)


@router.get("/admin/batches/{batch_id}")
def show_batch(visit: Visitor, batch_id: UUID, cursor: str | None = None) -> Response:
    """Show how far a change of many cases is, and what became of each."""
    administrator(visit)

    def page(tx: Transaction) -> Response:
        say, by = words(visit), visit.call.actor
        batch = migrations.get(tx, batch_id, by=by)
        found = migrations.items(tx, batch_id, by=by, limit=MOST, cursor=cursor)
        more = address(f"/admin/batches/{batch_id}", {"cursor": found.next}) if found.next else ""
        counts = "；".join(f"{say(f'admin.batch.{s}')} {n}" for s, n in batch.counts.items())
        table = Table(
            id="items",
            title=say("admin.batch.cases"),
            head=columns(visit, "case", "result", "why", "at"),
            rows=[_item(visit, each) for each in found.items],
            empty=say("admin.cases.none"),
            more=more,
            note=f"{counts} · {batch.by.name} · {batch.reason}",
        )
        heading = say("admin.do.migration")
        return show(visit, Page(tab="definitions", heading=heading, blocks=[table]))

    return visit.call.read(page)


def _which(definition_id: str, posted: Posted) -> Which:
    return Which(
        definition_id=definition_id,
        element_id=posted.text("element") or None,
        project=posted.text("project") or None,
    )


def _page(
    visit: Visit,
    definition_id: str,
    posted: Posted,
    above: Sequence[Block],
    *,
    token: str = "",
    status: int = 200,
) -> Response:
    def page(tx: Transaction) -> Response:
        say = words(visit)
        impact = migrations.impact(tx, definition_id, by=visit.call.actor)
        definition = impact.definition
        others = [each for each in versions(tx, definition.key) if each.id != definition.id]
        links = [(f"/admin/definitions/{definition.id}", say("case.diagram"))]
        blocks: list[Block] = [
            Links(links=links),
            _standing(tx, visit, impact),
            _calls(visit, impact),
            *above,
        ]
        if others and impact.elements:
            blocks.append(_form(tx, visit, impact, others, posted, token=token))
        heading = f"{definition.name} · {say('version', n=definition.version)}"
        return show(visit, Page(tab="definitions", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _standing(tx: Transaction, visit: Visit, impact: Impact) -> Table:
    say, definition = words(visit), impact.definition
    names = element_names(definition, visit.reader.language)
    rows: list[list[Shown]] = [
        [
            names.get(each.element_id, each.element_id),
            Cell(text=each.element_id, code=True),
            Cell(text=str(each.cases), number=True),
            Cell(text=str(each.activities), number=True),
        ]
        for each in impact.elements
        if each.element_id != definition.key
    ]
    running = dict(impact.versions)
    told = "；".join(
        f"{say('version', n=tx.definitions.get(id_).version)}：{n}" for id_, n in running.items()
    )
    return Table(
        id="standing",
        title=say("admin.version.standing", n=running.get(definition.id, 0)),
        head=columns(visit, "step", "id", "cases", "runs"),
        rows=rows,
        empty=say("admin.running.none"),
        note=say("admin.version.all", told=told or say("none")),
    )


def _calls(visit: Visit, impact: Impact) -> Table:
    say = words(visit)
    rows = [
        [
            Cell(
                text=each.definition_id, href=f"/admin/definitions/{each.definition_id}", code=True
            ),
            Cell(text=each.element_id, code=True),
        ]
        for each in impact.calls
    ]
    return Table(
        id="calls",
        title=say("admin.version.calls"),
        head=[say("admin.column.process"), say("admin.column.step")],
        rows=rows,
        empty=say("admin.version.calls.none"),
    )


def _form(
    tx: Transaction,
    visit: Visit,
    impact: Impact,
    others: Sequence[ProcessDefinition],
    posted: Posted,
    *,
    token: str,
) -> Ask:
    say = words(visit)
    names = element_names(impact.definition, visit.reader.language)
    steps = [(each.element_id, names.get(each.element_id, "")) for each in impact.elements]
    choices: dict[str, tuple[str, list[tuple[str, str]]]] = {
        "target": (
            "admin.migration.target",
            [(each.id, say("version", n=each.version)) for each in others],
        ),
        "element": ("admin.version.at", [("", say("all")), *(each for each in steps if each[1])]),
        "project": ("project", projects(tx, say("all"))),
    }
    selects = [
        Field(name=name, label=say(label), kind="select", options=options, value=posted.text(name))
        for name, (label, options) in choices.items()
    ]
    buttons = [("preview", say("admin.do.preview"))]
    if token:
        buttons.insert(0, ("go", say("admin.do.go")))
    reason = Field(name="reason", label=say("admin.reason"), value=posted.text("reason"), must=True)
    return Ask(
        id="migrate",
        title=say("admin.version.migrate"),
        action=f"/admin/versions/{impact.definition.id}",
        fields=[*selects, *how_fields(visit, posted), reason],
        buttons=buttons,
        once=posted.text("once") or new_key(),
        hidden={"preview": token} if token else {},
        note=say("admin.version.migrate.note"),
    )


def _rehearsed(visit: Visit, found: Rehearsal) -> list[Block]:
    say = words(visit)
    table = Table(
        id="rehearsed",
        title=say("admin.preview"),
        head=columns(visit, "case", "result", "why"),
        rows=[_result(visit, each) for each in found.results[:_SHOWN]],
        empty=say("admin.cases.none"),
        note=say("admin.version.rehearsed", n=len(found.results), refused=found.refused),
    )
    return [Note(tone="hint", text=say("admin.preview.nothing-done")), table]


_SHOWN: Final = 200  # results of a rehearsal on the page; refused ones are counted all the same


def _result(visit: Visit, each: Preview) -> Sequence[Shown]:
    say, case, language = words(visit), each.instance, visit.reader.language
    reasons = [chosen(language, one.message_zh, one.message_en) for one in each.findings]
    state, tone = ("refused", "late") if reasons else ("possible", "ok")
    number = case.business_key or say("admin.no-number")
    return [
        Cell(text=number, href=f"/admin/cases/{case.id}", more=case.title, number=True),
        Cell(text=say(f"admin.batch.{state}"), tone=tone),
        "；".join(reasons),
    ]


def _item(visit: Visit, each: BatchItem) -> Sequence[Shown]:
    say, language = words(visit), visit.reader.language
    found = each.detail.get("findings", ())
    reasons = [chosen(language, one["message_zh"], one["message_en"]) for one in found]
    why: Shown = "；".join(reasons)
    if each.detail and not reasons:
        why = Cell(text=str(each.detail.get("message", "")), code=True)
    number = each.business_key or say("admin.no-number")
    return [
        Cell(text=number, href=f"/admin/cases/{each.instance_id}", more=each.title, number=True),
        Cell(text=say(f"admin.batch.{each.state}"), tone=_TONES[each.state] or "mine"),
        why,
        Cell(text=local(each.ended_at), number=True),
    ]
