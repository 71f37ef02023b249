"""The boxes of the work list: what waits, what one may take, read, has done and begun."""

from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.depends import Reply
from api.language import text
from api.pages.bulk import OFFERED
from api.pages.common import colleagues
from api.pages.lists import SEARCHED, Asked, listing
from api.pages.rendering import Link, address, render
from api.pages.visits import Form, Visit, Visitor, Where, new_key, see
from api.views.boxes import FILTERS, NARROWED
from engine import desk
from engine.errors import Invalid
from engine.store import SavedFilter, Transaction

router = APIRouter(include_in_schema=False)

BOXES: Final = "^(todo|pool|copies|agent|team|unit-cases|done|started|drafts|followed)$"
ONLY: Final = "^(all|soon|late|returned|urged|unread|running)$"

Box = Annotated[str, Query(pattern=BOXES)]
Only = Annotated[str, Query(pattern=ONLY)]
Words = Annotated[str, Query(max_length=200)]


@router.get("/")
def home() -> Response:
    """Go to the work list."""
    return see("/tasks")


@router.get("/tasks")
def show_tasks(
    visit: Visitor,
    box: Box = "todo",
    only: Only = "all",
    q: Words = "",
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> Response:
    """Show one box of the work list."""
    asked = Asked(box=box, only=only, q=q, cursor=cursor)
    return visit.call.read(partial(_page, visit, asked))


@router.post("/filters")
def save_filter(visit: Visitor, posted: Form) -> Response:
    """Keep what the list is narrowed to, for oneself or for one's unit."""
    content = {name: posted.text(name) for name in ("box", "only", "q") if posted.text(name)}
    wanted = {"name": posted.text("name"), "shared": posted.text("shared"), **content}

    def work(tx: Transaction) -> Reply:
        kept = desk.save_filter(
            tx,
            by=visit.call.actor,
            name=wanted["name"],
            content=content,
            shared=wanted["shared"] or None,
        )
        return Reply(body=Where(path=address("/tasks", {**kept.content, "said": "filter-kept"})))

    _, answer = visit.keyed(posted.text("once")).once(wanted, work)
    return see(Where.model_validate_json(answer).path)


@router.post("/filters/{filter_id}/deletion")
def drop_filter(visit: Visitor, filter_id: UUID, _posted: Form) -> Response:
    """Throw one's own filter away."""
    visit.call.store.run(lambda tx: desk.drop_filter(tx, filter_id, by=visit.call.actor))
    return see(address("/tasks", {"said": "filter-dropped"}))


def list_of(tx: Transaction, visit: Visit, asked: Asked, current: str = "") -> dict[str, Any]:
    """Return what `parts/list.html` shows: a box with its filters and one page of its rows."""
    found = listing(tx, visit, asked)
    more = {**asked.query, "cursor": found.following}
    return {
        "bulk": OFFERED.get(asked.box, ()) if not current else (),
        "bulk_once": new_key(),
        "people": colleagues(tx) if asked.box == "todo" and not current else [],
        "heading": text(visit.reader.language, f"nav.{asked.box}"),
        "box": asked.box,
        "rows": found.rows,
        "count": found.count,
        "list_href": address("/tasks", {**asked.query, "cursor": asked.cursor}),
        "current": current,
        "tabs": _tabs(visit, asked),
        "searched": asked.box in SEARCHED,
        "keep": {name: value for name, value in asked.query.items() if value and name != "q"},
        "q": asked.q,
        "more": address("/tasks", more) if found.following else "",
    }


def asked_of(visit: Visit) -> Asked:
    """Return which list a page was opened from, as its address says; the to-do list otherwise."""
    known = visit.call.request.query_params
    box, only, q = known.get("box", "todo"), known.get("only", "all"), known.get("q", "")
    narrowed = (only in FILTERS and box in NARROWED) or only == "all"
    if box not in SEARCHED or not narrowed:
        return Asked()
    return Asked(box=box, only=only, q=q[:200])


def _page(visit: Visit, asked: Asked, tx: Transaction) -> Response:
    if asked.only not in {"all", *_filters(asked.box)}:
        raise Invalid(f"box {asked.box} has no filter {asked.only!r}")
    mine = visit.call.actor
    context = {
        **list_of(tx, visit, asked),
        "filters": [_filter(visit, each) for each in desk.filters(tx, by=mine)],
        "units": desk.units(tx, by=mine),
        "saveable": asked.box in SEARCHED,
        "only": asked.only,
    }
    return render(visit.reader, "tasks.html", context)


def _filter(visit: Visit, kept: SavedFilter) -> dict[str, Any]:
    own = kept.person == visit.call.actor.id
    return {
        "id": kept.id,
        "href": address("/tasks", kept.content),
        "name": kept.name,
        "from": "" if own else kept.person_name,
        "shared": own and kept.unit is not None,
    }


def _filters(box: str) -> tuple[str, ...]:
    """Return the names of what a box may be narrowed to."""
    if box == "copies":
        return ("unread",)
    if box == "unit-cases":
        return ("running",)
    return tuple(FILTERS) if box in NARROWED else ()


def _tabs(visit: Visit, asked: Asked) -> list[Link]:
    """Return the filters of a box, all first."""
    names = _filters(asked.box)
    return [
        Link(
            href=address("/tasks", {**asked.query, "only": name if name != "all" else None}),
            text=text(visit.reader.language, f"list.{name}"),
            here=name == asked.only,
        )
        for name in (("all", *names) if names else ())
    ]
