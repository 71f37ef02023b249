"""Searching the cases of the company."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.depends import Question
from api.paging import MOST, PageOut
from api.problems import documented
from api.views.auditing.searching import SearchIn, search_of
from api.views.instances import InstanceOut
from engine.auditing import searching
from engine.errors import Invalid
from engine.model import Role
from engine.sights import Sight
from engine.store import Transaction

router = APIRouter(prefix="/audit/cases", tags=["audit"])


class Searching(SearchIn):
    """A search, and which page of what it finds."""

    limit: int = Query(50, ge=1, le=MOST, description="At most so many items.")
    cursor: str | None = Query(None, max_length=2000, description="`next` of the page before.")


@router.get("", responses=documented(Invalid))
def search_cases(call: Question, asked: Annotated[Searching, Query()]) -> PageOut[InstanceOut]:
    """Find cases that the caller may see, the newest first, among very many."""

    def ask(tx: Transaction) -> tuple[PageOut[InstanceOut], Sequence[UUID]]:
        search, sight = search_of(tx, asked), Sight.of(tx, call.actor)
        page = searching.page(tx, search, by=call.actor, limit=asked.limit, cursor=asked.cursor)
        told = searching.by_marked(tx, search, page) if call.actor.has(Role.DISCLOSER) else ()
        items = [InstanceOut.of(each, sight) for each in page.items]
        return PageOut(items=items, next=page.next), told

    answer, told = call.read(ask)
    if told:
        call.store.run(lambda tx: searching.note(tx, told, by=call.actor))
    return answer
