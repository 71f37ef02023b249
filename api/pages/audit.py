"""The audit: who did what across cases, one case in full, and whether the record is whole."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.language import Language, text
from api.pages.auditing import frame
from api.pages.common import shown_lines
from api.pages.visits import Form, Visit, Visitor
from api.views.diagrams import element_names
from api.views.history import verified
from api.views.timeline import line
from engine import access, audit
from engine.history import HistoryRow
from engine.model import ProcessInstance
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@router.get("/audit/cases/{instance_id}/record")
def show_case_audit(visit: Visitor, instance_id: UUID) -> Response:
    """Show everything that happened in one case, the machinery included."""
    return visit.call.read(lambda tx: _of_case(tx, visit, instance_id, None))


@router.post("/audit/verification")
def verify(visit: Visitor, posted: Form) -> Response:
    """Check the record of one case, or of all."""
    chosen = posted.text("instance")
    return visit.call.read(lambda tx: _verified(tx, visit, UUID(chosen) if chosen else None))


def _verified(tx: Transaction, visit: Visit, instance_id: UUID | None) -> Response:
    language = visit.reader.language
    found = [
        text(
            language,
            "audit.finding",
            number=_number(tx, each.instance_id),
            seq=each.seq,
            reason=each.reason,
        )
        for each in verified(tx, instance_id, visit.call.actor)
    ]
    if instance_id is not None:
        return _of_case(tx, visit, instance_id, found)
    return _page(visit, {"verified": found, "entries": []})


def _of_case(tx: Transaction, visit: Visit, instance_id: UUID, found: list[str] | None) -> Response:
    access.check_has_role(visit.call.actor, *access.SEES_ALL)
    rows = audit.shown(tx, instance_id, by=visit.call.actor)
    context = {
        "heading": _number(tx, instance_id),
        "case_id": str(instance_id),
        "entries": _entries(tx, rows, visit.reader.language),
        "verified": found,
    }
    return _page(visit, context)


def _page(visit: Visit, context: dict[str, Any]) -> Response:
    language = visit.reader.language
    whole = {
        "heading": text(language, "nav.audit"),
        "case_id": "",
        "verified": None,
        **context,
    }
    return frame.page(visit, "audit.html", whole)


def _entries(tx: Transaction, rows: Any, language: Language) -> list[dict[str, Any]]:
    found = []
    cases: dict[UUID, ProcessInstance] = {}
    for row in rows:
        case = cases.setdefault(row.instance_id, tx.cases.get(row.instance_id))
        found.append(_entry(tx, row, case, language))
    return found


def _entry(
    tx: Transaction, row: HistoryRow, case: ProcessInstance, language: Language
) -> dict[str, Any]:
    names = element_names(tx.definitions.get(case.definition_id), language)
    [shown] = shown_lines([line(row, names, language)])
    number = case.business_key or case.process_name
    return {**shown, "case_id": str(case.id), "number": number}


def _number(tx: Transaction, instance_id: UUID) -> str:
    case = tx.cases.get(instance_id)
    return case.business_key or case.process_name
