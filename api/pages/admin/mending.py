"""One incident: what is wrong, the data as it is, and trying again after mending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin.asking import changes, data_fields
from api.pages.admin.blocks import Ask, Block, Cell, Facts, Field, Links, Note, Shown
from api.pages.admin.comparing import compared
from api.pages.admin.frame import (
    Page,
    administrator,
    change,
    check_seen,
    done,
    refusal,
    show,
    words,
)
from api.pages.admin.incidents import kind_name
from api.pages.clock import local
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from api.views import diagrams
from engine import advance, incidents, interventions
from engine.errors import EngineError
from engine.interventions import Rehearsed, Situation
from engine.model import Incident
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

_EMPTY = Posted(texts={}, files={})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    incident: Incident
    situation: Situation
    step: str
    """Where it is, as people say it."""


@router.get("/admin/incidents/{incident_id}")
def show_incident(visit: Visitor, incident_id: UUID) -> Response:
    """Show one incident and what may be mended."""
    administrator(visit)
    return _page(visit, incident_id, _EMPTY, [])


@router.post("/admin/incidents/{incident_id}")
def mend(visit: Visitor, incident_id: UUID, posted: Form) -> Response:
    """Show what mending and trying again would do, or do it where it was seen."""
    administrator(visit)

    def work(tx: Transaction) -> None:
        found = _found(tx, visit, incident_id)
        incidents.resolve(
            tx,
            incident_id,
            by=visit.call.actor,
            variables=changes(found.situation, posted),
            reason=advance.said(posted.text("reason")),
        )

    def where_seen(tx: Transaction) -> None:
        check_seen(visit, posted, tx, tx.incidents.get(incident_id).instance_id)
        work(tx)

    try:
        if posted.text("do") == "go":
            change(visit, posted, where_seen)
            return done("/admin/incidents", "retried")
        case_id = visit.call.read(lambda tx: tx.incidents.get(incident_id)).instance_id
        run = visit.call.store.run
        seen = interventions.rehearse(run, case_id, work, by=visit.call.actor)
    except EngineError as error:
        note, status = refusal(visit, error)
        return _page(visit, incident_id, posted, [note], status=status)
    shown = visit.call.read(lambda tx: _compared(tx, visit, seen))
    return _page(visit, incident_id, posted, shown, seen=seen)


def _compared(tx: Transaction, visit: Visit, seen: Rehearsed) -> list[Block]:
    say = words(visit)
    raised = [row for row in seen.rows if row.type == "IncidentRaised"]
    notes: list[Block] = []
    if raised:
        message = str(getattr(raised[-1].event, "message", ""))
        notes.append(Note(tone="bad", text=say("admin.mend.again"), code=message))
    return [*notes, *compared(tx, visit, seen)]


def _found(tx: Transaction, visit: Visit, incident_id: UUID) -> _Found:
    incident = tx.incidents.get(incident_id)
    situation = interventions.situation(tx, incident.instance_id, by=visit.call.actor)
    definition = tx.definitions.get(situation.instance.definition_id)
    names = diagrams.element_names(definition, visit.reader.language)
    step = names.get(incident.element_id, incident.element_id)
    return _Found(incident=incident, situation=situation, step=step)


def _page(
    visit: Visit,
    incident_id: UUID,
    posted: Posted,
    above: Sequence[Block],
    *,
    seen: Rehearsed | None = None,
    status: int = 200,
) -> Response:
    def page(tx: Transaction) -> Response:
        found = _found(tx, visit, incident_id)
        blocks: list[Block] = [_links(visit, found), _facts(visit, found), *above]
        if found.incident.resolved_at is None:
            blocks.append(_form(visit, found, posted, seen))
        heading = f"{found.step} · {kind_name(visit, found.incident.kind)}"
        return show(visit, Page(tab="incidents", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _links(visit: Visit, found: _Found) -> Links:
    say, case_id = words(visit), found.incident.instance_id
    return Links(
        links=[
            (f"/admin/cases/{case_id}", say("admin.case")),
            (f"/admin/cases/{case_id}/move", say("admin.do.move")),
            (f"/admin/cases/{case_id}/migration", say("admin.do.migration")),
        ]
    )


def _facts(visit: Visit, found: _Found) -> Facts:
    say, incident = words(visit), found.incident
    rows: list[tuple[str, Shown]] = [
        (say("admin.column.case"), incident.business_key or say("admin.no-number")),
        (say("admin.column.step"), Cell(text=found.step)),
        (say("admin.column.id"), Cell(text=incident.element_id, code=True)),
        (say("admin.column.error"), kind_name(visit, incident.kind)),
        (say("admin.message"), Cell(text=incident.message, code=True)),
        (say("admin.column.since"), Cell(text=local(incident.created_at), number=True)),
    ]
    if incident.resolved_at is not None:
        resolved = Cell(text=local(incident.resolved_at), tone="ok")
        rows.append((say("admin.resolved"), resolved))
    return Facts(id="facts", title=say("admin.incident"), rows=rows)


def _form(visit: Visit, found: _Found, posted: Posted, seen: Rehearsed | None) -> Ask:
    say = words(visit)
    buttons = [("preview", say("admin.do.preview"))]
    if seen is not None:
        buttons.insert(0, ("go", say("admin.mend.go")))
    fields = data_fields(visit, found.situation.shown, posted)
    reason = Field(name="reason", label=say("admin.reason"), value=posted.text("reason"), must=True)
    present = (seen.before if seen else found.situation).instance.seq
    return Ask(
        id="mend",
        title=say("admin.mend"),
        action=f"/admin/incidents/{found.incident.id}",
        fields=[*fields, reason],
        buttons=buttons,
        once=posted.text("once") or new_key(),
        hidden={"seen": str(present)},
        note=say("admin.mend.note"),
    )
