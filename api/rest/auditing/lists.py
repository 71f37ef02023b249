"""The operation log and the list of deviations."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.depends import Question
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.views.auditing import deviating as deviations_view
from api.views.auditing import log as log_view
from api.views.auditing.deviating import DeviationOut
from api.views.auditing.log import EntryOut
from engine.auditing import deviating, log
from engine.errors import Invalid, NotPermitted
from engine.store import Transaction

router = APIRouter(prefix="/audit", tags=["audit"])

Words = Annotated[str, Query(max_length=200)]
Day = Annotated[str, Query(max_length=10, description="A day in the company's zone.")]


@router.get("/log", responses=documented(NotPermitted, Invalid))
def read_log(
    *,
    call: Question,
    number: Annotated[str, Query(max_length=200, description="Business number of a case.")] = "",
    actor: Annotated[str, Query(max_length=200, description="Id, account or name.")] = "",
    type: Annotated[  # noqa: A002 - the name in the address
        str, Query(max_length=60, description="A type of event, a kind of operation, or `failed`.")
    ] = "",
    since: Day = "",
    until: Day = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PageOut[EntryOut]:
    """Read what people did in cases and outside of them, the newest first (overseers)."""

    def ask(tx: Transaction) -> PageOut[EntryOut]:
        query = log_view.query_of(
            tx, number=number, actor=actor, type_=type, since=since, until=until
        )
        page = log.page(tx, query, by=call.actor, limit=limit, cursor=cursor)
        return PageOut(items=log_view.entries(tx, page.items, call.language), next=page.next)

    return call.read(ask)


@router.get("/deviations", responses=documented(NotPermitted, Invalid))
def list_deviations(
    *,
    call: Question,
    rule: Annotated[str, Query(max_length=60)] = "",
    actor: Words = "",
    process: Words = "",
    project: Words = "",
    since: Annotated[
        str, Query(max_length=10, description="First day; thirty days ago by default.")
    ] = "",
    until: Day = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PageOut[DeviationOut]:
    """List what did not go as it should have, by named rules, the newest first (overseers)."""

    def ask(tx: Transaction) -> PageOut[DeviationOut]:
        query = deviations_view.query_of(
            tx,
            rule=rule,
            actor=actor,
            process=process,
            project=project,
            since=since,
            until=until,
        )
        page = deviating.page(tx, query, by=call.actor, limit=limit, cursor=cursor)
        shown = [DeviationOut.of(tx, each, call.language) for each in page.items]
        return PageOut(items=shown, next=page.next)

    return call.read(ask)
