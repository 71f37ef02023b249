"""异常: what got stuck, alike together; one is mended and tried again, or all of a kind."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.depends import Reply
from api.pages.admin.blocks import Ask, Block, Cell, Field, Note, Shown, Table
from api.pages.admin.frame import MOST, Page, administrator, columns, refusal, said, show, words
from api.pages.clock import local
from api.pages.rendering import address
from api.pages.visits import Form, Visit, Visitor, new_key
from api.views import diagrams
from api.views.jobs import RetriesOut
from engine import incidents, overviews
from engine.errors import EngineError
from engine.model import Incident
from engine.store import IncidentQuery, Stuck, Transaction

router = APIRouter(include_in_schema=False)

AT_ONCE: Final = 500  # incidents that one click tries again: more is a job for a second one
KINDS: Final = frozenset(
    {
        "condition",
        "expression",
        "mapping",
        "decision",
        "data",
        "error-uncaught",
        "escalation",
        "job",
        "timer",
        "call",
        "limit",
        "message",
        "routing",
        "deadline",
        "form",
    }
)
"""Kinds of incidents that have a name on the screen; others read as just that."""


@router.get("/admin/incidents")
def show_incidents(
    visit: Visitor,
    *,
    definition: str = "",
    element: str = "",
    kind: str = "",
    case: UUID | None = None,
    cursor: str | None = None,
) -> Response:
    """List open incidents: all, those alike, or those of a case."""
    administrator(visit)
    query = _query(definition, element, kind, case)
    asked = _asked(query)

    def page(tx: Transaction) -> Response:
        found = tx.incidents.page(query, limit=MOST, cursor=cursor)
        more = address("/admin/incidents", {**asked, "cursor": found.next}) if found.next else ""
        listed = _listed(tx, visit, found.items, more)
        alike = overviews.stuck(tx, by=visit.call.actor)
        blocks: list[Block] = [listed] if asked else [_alike(tx, visit, alike), listed]
        if asked and found.items:
            blocks.insert(0, _all(visit, asked))
        heading = words(visit)("nav.incidents")
        return show(visit, Page(tab="incidents", heading=heading, blocks=blocks))

    return visit.call.read(page)


@router.post("/admin/incidents/retries")
def retry_all(visit: Visitor, posted: Form) -> Response:
    """Try all of a kind again, each by itself, and show how each went."""
    administrator(visit)
    say = words(visit)
    case = posted.text("case")
    definition, element, kind = (posted.text(name) for name in ("definition", "element", "kind"))
    query = _query(definition, element, kind, UUID(case) if case else None)

    def work() -> Reply:
        found = visit.call.read(lambda tx: tx.incidents.page(query, limit=AT_ONCE)).items
        results = incidents.retry_all(
            visit.call.store.run, found, by=visit.call.actor, reason=posted.text("reason")
        )
        return Reply(body=RetriesOut.of(results))

    try:
        kept = visit.keyed(posted.text("once")).change_many(said(posted), work)
    except EngineError as error:
        note, status = refusal(visit, error)
        page = Page(tab="incidents", heading=say("nav.incidents"), blocks=[note], status=status)
        return show(visit, page)
    results = RetriesOut.model_validate_json(bytes(kept.body))
    blocks = visit.call.read(lambda tx: _results(tx, visit, results))
    return show(visit, Page(tab="incidents", heading=say("admin.retried"), blocks=blocks))


def kind_name(visit: Visit, kind: str) -> str:
    """Return what a kind of incident is called on the screen."""
    return words(visit)(f"incident.{kind if kind in KINDS else 'other'}")


def _query(definition: str, element: str, kind: str, case: UUID | None) -> IncidentQuery:
    return IncidentQuery(
        definition_id=definition or None,
        element_id=element or None,
        kind=kind or None,
        instance_id=case,
    )


def _asked(query: IncidentQuery) -> dict[str, str]:
    """Return a query as the parameters of an address."""
    named = {
        "definition": query.definition_id,
        "element": query.element_id,
        "kind": query.kind,
        "case": query.instance_id,
    }
    return {name: str(value) for name, value in named.items() if value is not None}


def _alike(tx: Transaction, visit: Visit, found: Sequence[Stuck]) -> Table:
    say = words(visit)
    return Table(
        id="alike",
        title=say("admin.incidents.alike"),
        head=columns(visit, "process", "step", "error", "count", "since"),
        rows=[_kind(tx, visit, each) for each in found],
        empty=say("incident.none"),
        note=say("admin.incidents.alike.note"),
    )


def _kind(tx: Transaction, visit: Visit, each: Stuck) -> Sequence[Shown]:
    definition = tx.definitions.get(each.definition_id)
    names = diagrams.element_names(definition, visit.reader.language)
    query = {"definition": each.definition_id, "element": each.element_id, "kind": each.kind}
    return [
        f"{each.name} · {words(visit)('version', n=definition.version)}",
        names.get(each.element_id, each.element_id),
        kind_name(visit, each.kind),
        Cell(text=str(each.count), href=address("/admin/incidents", query), number=True),
        Cell(text=local(each.oldest), number=True),
    ]


def _listed(tx: Transaction, visit: Visit, found: Sequence[Incident], more: str) -> Table:
    say = words(visit)
    return Table(
        id="incidents",
        title=say("admin.incidents.each"),
        head=columns(visit, "case", "step", "error", "since"),
        rows=[_incident(tx, visit, each) for each in found],
        empty=say("incident.none"),
        more=more,
    )


def _incident(tx: Transaction, visit: Visit, each: Incident) -> Sequence[Shown]:
    case = tx.cases.get(each.instance_id)
    definition = tx.definitions.get(case.definition_id)
    names = diagrams.element_names(definition, visit.reader.language)
    return [
        Cell(
            text=each.business_key or words(visit)("admin.no-number"),
            href=f"/admin/incidents/{each.id}",
            more=case.title,
            number=True,
        ),
        names.get(each.element_id, each.element_id),
        kind_name(visit, each.kind),
        Cell(text=local(each.created_at), number=True),
    ]


def _all(visit: Visit, asked: dict[str, str]) -> Ask:
    say = words(visit)
    reason = Field(name="reason", label=say("admin.reason"), must=True)
    return Ask(
        id="all",
        title=say("admin.incidents.all"),
        action="/admin/incidents/retries",
        fields=[reason],
        buttons=[("go", say("admin.incidents.retry-all"))],
        once=new_key(),
        hidden=asked,
        note=say("admin.incidents.all.note"),
    )


def _results(tx: Transaction, visit: Visit, results: RetriesOut) -> list[Block]:
    say = words(visit)
    cases = tx.cases.some([each.instance_id for each in results.items])
    rows: list[list[Shown]] = []
    for each in results.items:
        case = cases[each.instance_id]
        stuck_again = bool(each.incidents)
        state = "again" if stuck_again else "fine"
        tone = "late" if not each.retried or stuck_again else "ok"
        told = say(f"admin.retried.{state}") if each.retried else say("admin.retried.refused")
        number = case.business_key or say("admin.no-number")
        rows.append(
            [
                Cell(text=number, href=f"/admin/cases/{case.id}", more=case.title, number=True),
                Cell(text=told, tone=tone),
                Cell(text=each.refused, code=True),
            ]
        )
    fine = sum(each.retried and not each.incidents for each in results.items)
    head = columns(visit, "case", "result", "why")
    note = Note(tone="hint", text=say("admin.retried.sum", n=len(results.items), fine=fine))
    table = Table(
        id="results",
        title=say("admin.retried"),
        head=head,
        rows=rows,
        empty=say("incident.none"),
    )
    return [note, table]
