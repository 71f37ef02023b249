"""Reports: volume, cycle, on-time rate, returns and satisfaction, and the cases behind a figure."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends

from api.depends import OVERSEERS, Question, needing
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.views.instances import InstanceOut
from api.views.reports import ReportOut, names_of, query_of, report_out
from engine import reports
from engine.errors import NotPermitted
from engine.sights import Sight
from engine.store import ReportQuery, Transaction
from engine.store.reported import By, Measure

router = APIRouter(prefix="/reports", tags=["reports"])


def _query(  # noqa: PLR0917  (each is a parameter of the address)
    since: date,
    until: date,
    process_key: str | None = None,
    project: str | None = None,
    element_id: str | None = None,
    person: str | None = None,
) -> ReportQuery:
    return query_of(
        since, until, key=process_key, project=project, element_id=element_id, person=person
    )


Asked = Annotated[ReportQuery, Depends(_query)]


@router.get("", responses=documented(NotPermitted), dependencies=[needing(*reports.READERS)])
def get_report(call: Question, query: Asked, by: By = "process") -> ReportOut:
    """Tell the figures of a period of whole days (administrators, auditors, designers)."""

    def ask(tx: Transaction) -> ReportOut:
        found = reports.report(tx, query, by, reader=call.actor)
        processes = {each.key: each.name for each in tx.definitions.page(latest_only=True).items}
        return report_out(found, names_of(found, processes, tx.people.organisation()))

    return call.read(ask)


@router.get("/cases", responses=documented(NotPermitted), dependencies=[OVERSEERS])
def list_reported_cases(
    call: Question, query: Asked, measure: Measure, limit: Limit = 50, cursor: Cursor = None
) -> PageOut[InstanceOut]:
    """List the cases behind a figure, the newest first (administrators, auditors)."""

    def ask(tx: Transaction) -> PageOut[InstanceOut]:
        sight = Sight.of(tx, call.actor)
        page = reports.behind(tx, query, measure, reader=call.actor, limit=limit, cursor=cursor)
        return PageOut(items=[InstanceOut.of(each, sight) for each in page.items], next=page.next)

    return call.read(ask)
