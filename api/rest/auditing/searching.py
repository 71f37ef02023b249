"""Searching the cases of the company."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.depends import Question
from api.paging import MOST, PageOut
from api.problems import documented
from api.views.auditing.searching import SearchIn, search_of
from api.views.instances import InstanceOut
from engine.auditing import searching
from engine.errors import Invalid
from engine.model import ProcessInstance
from engine.store import Page, Transaction

router = APIRouter(prefix="/audit/cases", tags=["audit"])


class Searching(SearchIn):
    """A search, and which page of what it finds."""

    limit: int = Query(50, ge=1, le=MOST, description="At most so many items.")
    cursor: str | None = Query(None, max_length=2000, description="`next` of the page before.")


@router.get("", responses=documented(Invalid))
def search_cases(call: Question, asked: Annotated[Searching, Query()]) -> PageOut[InstanceOut]:
    """Find cases that the caller may see, the newest first, among very many."""

    def ask(tx: Transaction) -> Page[ProcessInstance]:
        search = search_of(tx, asked)
        return searching.page(tx, search, by=call.actor, limit=asked.limit, cursor=asked.cursor)

    page = call.read(ask)
    return PageOut(items=[InstanceOut.of(each) for each in page.items], next=page.next)
