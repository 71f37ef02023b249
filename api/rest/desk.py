"""One's desk: the boxes with their counts, the department's work, saved filters, phrases."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.depends import Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body
from api.views import boxes
from api.views.boxes import BoxOut
from api.views.tasks import UserTaskOut
from engine import desk
from engine.errors import Invalid, NotFound
from engine.sights import Sight
from engine.store import SavedFilter, Transaction

router = APIRouter(tags=["desk"])

Name = Annotated[str, Field(min_length=1, max_length=200)]


class BoxesOut(BaseModel):
    """The boxes of somebody's work list, in the order in which they are shown."""

    items: list[BoxOut]


class FilterIn(Body):
    """A list one wants to come back to."""

    name: Name
    content: dict[str, str] = Field(
        examples=[{"box": "todo", "only": "late", "q": "电梯"}],
        description="Parameters of the list: box, only, q.",
    )
    shared: str | None = Field(
        default=None, examples=["HY01-CS"], description="One's own unit whose people see it too."
    )


class FilterOut(BaseModel):
    """A list that somebody comes back to."""

    id: UUID
    name: str
    content: dict[str, str]
    shared: str | None
    person: str
    person_name: str
    created_at: datetime

    @classmethod
    def of(cls, kept: SavedFilter) -> Self:
        return cls(
            id=kept.id,
            name=kept.name,
            content=dict(kept.content),
            shared=kept.unit,
            person=kept.person,
            person_name=kept.person_name,
            created_at=kept.created_at,
        )


class FiltersOut(BaseModel):
    """One's own filters, and those shared with one's units."""

    items: list[FilterOut]


class Phrases(Body):
    """What one writes often, in one's own order."""

    items: list[str] = Field(max_length=100, examples=[["同意", "请尽快处理"]])


class Favourites(Body):
    """What one starts often: `process`, or `process.element` where it begins at several."""

    items: list[str] = Field(max_length=200, examples=[["complaint-handling"]])


@router.get("/boxes", responses=documented())
def list_boxes(call: Question) -> BoxesOut:
    """List the caller's boxes with what is in them, counted up to 100."""
    return BoxesOut(items=call.read(lambda tx: boxes.counted(tx, call.actor)))


@router.get("/team-tasks", responses=documented())
def list_team_tasks(
    call: Question, limit: Limit = 50, cursor: Cursor = None
) -> PageOut[UserTaskOut]:
    """List what the people of the units that the caller heads have to do (部门待办)."""

    def work(tx: Transaction) -> PageOut[UserTaskOut]:
        query = boxes.team(tx, call.actor)
        page = tx.tasks.page(query, call.actor, limit=limit, cursor=cursor)
        sight = Sight.of(tx, call.actor)
        found = [UserTaskOut.of(each, tx.now, sight) for each in page.items]
        return PageOut(items=found, next=page.next)

    return call.read(work)


@router.get("/saved-filters", responses=documented())
def list_filters(call: Question) -> FiltersOut:
    """List one's own filters of work lists, and those shared with one's units."""
    found = call.read(lambda tx: desk.filters(tx, by=call.actor))
    return FiltersOut(items=[FilterOut.of(each) for each in found])


@router.post(
    "/saved-filters", status_code=201, response_model=FilterOut, responses=documented(Invalid)
)
def save_filter(body: FilterIn, call: Change) -> Response:
    """Keep a filter, for oneself or for one's unit."""

    def work(tx: Transaction) -> Reply:
        kept = desk.save_filter(
            tx, by=call.actor, name=body.name, content=body.content, shared=body.shared
        )
        return Reply(body=FilterOut.of(kept), status=201)

    return call.change(body, work)


@router.delete("/saved-filters/{filter_id}", status_code=204, responses=documented(NotFound))
def drop_filter(filter_id: UUID, call: Change) -> Response:
    """Throw one's own filter away."""

    def work(tx: Transaction) -> Reply:
        desk.drop_filter(tx, filter_id, by=call.actor)
        return Reply(body=None, status=204)

    return call.change(None, work)


@router.get("/phrases", responses=documented())
def list_phrases(call: Question) -> Phrases:
    """List the phrases one writes often (常用语); the usual ones where one has kept none."""
    return Phrases(items=list(call.read(lambda tx: desk.phrases(tx, by=call.actor))))


@router.get("/start-favourites", responses=documented())
def list_favourites(call: Question) -> Favourites:
    """List what one starts often (收藏), in one's order."""
    return Favourites(items=list(call.read(lambda tx: desk.favourites(tx, by=call.actor))))


@router.put("/start-favourites", response_model=Favourites, responses=documented(Invalid, NotFound))
def keep_favourites(body: Favourites, call: Change) -> Response:
    """Put these in the place of what one starts often."""

    def work(tx: Transaction) -> Reply:
        kept = desk.keep_favourites(tx, body.items, by=call.actor)
        return Reply(body=Favourites(items=list(kept)))

    return call.change(body, work)


@router.put("/phrases", response_model=Phrases, responses=documented(Invalid))
def keep_phrases(body: Phrases, call: Change) -> Response:
    """Put these in the place of one's phrases."""

    def work(tx: Transaction) -> Reply:
        return Reply(body=Phrases(items=list(desk.keep_phrases(tx, body.items, by=call.actor))))

    return call.change(body, work)
