"""The audit: who did what across cases, one case in full, and whether the record is whole."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.language import Language, text, texts
from api.pages.common import shown_lines
from api.pages.rendering import address, render
from api.pages.visits import Form, Visit, Visitor
from api.views.diagrams import element_names
from api.views.fields import ZONE
from api.views.history import verified
from api.views.timeline import PEOPLE, line
from engine import access, audit
from engine.errors import Invalid
from engine.history import HistoryRow
from engine.model import ProcessInstance
from engine.store import HistoryQuery, Transaction

router = APIRouter(include_in_schema=False)

_LIMIT: Final = 50
Words = Annotated[str, Query(max_length=200)]
Asked = dict[str, str]


@router.get("/audit/log")
def show_audit(
    *,
    visit: Visitor,
    number: Words = "",
    actor: Words = "",
    type: Words = "",  # noqa: A002 - the name in the address
    since: Words = "",
    until: Words = "",
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> Response:
    """Search the record of all cases."""
    asked = {"number": number, "actor": actor, "type": type, "since": since, "until": until}
    return visit.call.read(lambda tx: _search(tx, visit, asked, cursor))


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
    return _page(visit, {"verified": found, "entries": [], "asked": dict.fromkeys(_ASKED, "")})


_ASKED: Final = ("number", "actor", "type", "since", "until")


def _search(tx: Transaction, visit: Visit, asked: Asked, cursor: str | None) -> Response:
    query = HistoryQuery(
        business_key=asked["number"].strip() or None,
        actor=_actor(tx, asked["actor"].strip()),
        type=asked["type"] or None,
        since=_midnight(asked["since"]),
        until=_midnight(asked["until"], days=1),
    )
    page = audit.search(tx, query, by=visit.call.actor, limit=_LIMIT, cursor=cursor)
    entries = _entries(tx, page.items, visit.reader.language)
    more = address("/audit/log", {**asked, "cursor": page.next}) if page.next else ""
    return _page(visit, {"entries": entries, "asked": asked, "more": more})


def _of_case(tx: Transaction, visit: Visit, instance_id: UUID, found: list[str] | None) -> Response:
    access.check_has_role(visit.call.actor, *access.SEES_ALL)
    rows = audit.history(tx, instance_id, by=visit.call.actor)
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
        "more": "",
        "asked": {},
        "types": [(name, _type(name, language)) for name in sorted(PEOPLE)],
        **context,
    }
    return render(visit.reader, "audit.html", whole)


def _type(name: str, language: Language) -> str:
    """Return an event's sentence without its particulars."""
    return texts(language)[f"event.{name}"].format_map(defaultdict(lambda: "…"))


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


def _actor(tx: Transaction, words: str) -> str | None:
    """Return the id of who is meant by an id or a name; the words themselves for nobody known."""
    people = tx.people.organisation().people
    return next((p.id for p in people.values() if words in {p.id, p.name}), words or None)


def _midnight(day: str, *, days: int = 0) -> datetime | None:
    if not day:
        return None
    try:
        wanted = date.fromisoformat(day) + timedelta(days=days)
    except ValueError as error:
        raise Invalid(f"{day!r} is no date") from error
    return datetime.combine(wanted, time(), ZONE)
