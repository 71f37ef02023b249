"""The search across cases."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.pages.auditing import frame
from api.pages.clock import local
from api.pages.common import CASE_TONES, unit_name
from api.pages.rendering import address
from api.pages.visits import Visit, Visitor
from api.views.auditing.searching import SearchIn, search_of
from api.views.diagrams import element_names
from engine.auditing import searching
from engine.model import InstanceState, ProcessInstance, Role
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

_LIMIT: Final = 50


class _Asked(SearchIn):
    """A search, and where to go on."""

    cursor: str = Query("", max_length=2000)


@router.get("/audit")
def show_cases(visit: Visitor, asked: Annotated[_Asked, Query()]) -> Response:
    """Search the cases of the company."""
    frame.check(visit)
    response, told = visit.call.read(partial(_page, visit, asked))
    if told:
        visit.call.store.run(lambda tx: searching.note(tx, told, by=visit.call.actor))
    return response


def _page(visit: Visit, asked: _Asked, tx: Transaction) -> tuple[Response, Sequence[UUID]]:
    search = search_of(tx, asked)
    page = searching.page(
        tx, search, by=visit.call.actor, limit=_LIMIT, cursor=asked.cursor or None
    )
    query = {name: value for name, value in asked.asked().items() if name != "cursor"}
    language = visit.reader.language
    context = {
        "asked": asked,
        "query": query,
        "rows": [_row(tx, visit, case) for case in page.items],
        "more": address("/audit", {**query, "cursor": page.next}) if page.next else "",
        "processes": frame.processes(tx),
        "projects": frame.projects(tx.people.organisation()),
        "states": frame.states(language, tuple(InstanceState)),
    }
    entitled = visit.call.actor.has(Role.DISCLOSER)
    told = searching.by_marked(tx, search, page) if entitled else ()
    return frame.page(visit, "auditing/cases.html", context), told


def _row(tx: Transaction, visit: Visit, case: ProcessInstance) -> dict[str, Any]:
    names = element_names(tx.definitions.get(case.definition_id), visit.reader.language)
    return {
        "href": f"/audit/cases/{case.id}",
        "number": case.business_key or str(case.id)[-12:],
        "title": case.title or case.process_name,
        "process": case.process_name,
        "version": case.version,
        "project": unit_name(tx.people.organisation(), case.project),
        "state": case.state,
        "tone": CASE_TONES[case.state],
        "outcome": names.get(case.outcome, case.outcome),
        "initiator": case.initiator_name,
        "started": local(case.started_at),
        "ended": local(case.ended_at),
        "returns": case.returns,
    }
