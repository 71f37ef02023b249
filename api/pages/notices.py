"""The message centre (消息中心): what one was told, what of it is unread, and where it leads."""

from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.pages.clock import local
from api.pages.rendering import address, render
from api.pages.visits import Form, Visit, Visitor, see
from api.views.telling import NoticeOut
from engine import inbox
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

_LIMIT: Final = 30


@router.get("/notices")
def show_notices(
    visit: Visitor,
    only: Annotated[str, Query(pattern="^(all|unread)$")] = "all",
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> Response:
    """Show what one was told, the newest first."""
    return visit.call.read(partial(_page, visit, only, cursor))


@router.post("/notices/read")
def read_all(visit: Visitor, _posted: Form) -> Response:
    """Mark everything as read."""
    visit.call.store.run(lambda tx: inbox.read_all(tx, by=visit.call.actor))
    return see(address("/notices", {"said": "notices-read"}))


@router.get("/notices/{notice_id}")
def open_notice(visit: Visitor, notice_id: UUID) -> Response:
    """Mark a notice as read and go to what it is about."""
    actor = visit.call.actor

    def work(tx: Transaction) -> str:
        found = inbox.get(tx, notice_id, by=actor)
        inbox.read(tx, notice_id, by=actor)
        if inbox.leads_to_task(tx, found, by=actor):
            return f"/tasks/{found.task_id}"
        if inbox.leads_to_draft(tx, found, by=actor):
            return f"/admin/drafts/{found.draft_id}"
        return f"/cases/{found.instance_id}" if found.instance_id else "/notices"

    return see(visit.call.store.run(work))


def _page(visit: Visit, only: str, cursor: str | None, tx: Transaction) -> Response:
    unread = True if only == "unread" else None
    page = inbox.mine(tx, by=visit.call.actor, unread=unread, limit=_LIMIT, cursor=cursor)
    zh = visit.reader.language == "zh"
    shown = [NoticeOut.of(each) for each in page.items]
    context = {
        "notices": [
            {
                "href": f"/notices/{each.id}",
                "title": each.title if zh else each.title_en,
                "text": each.text if zh else each.text_en,
                "at": local(each.created_at),
                "unread": each.read_at is None,
            }
            for each in shown
        ],
        "only": only,
        "more": address("/notices", {"only": only, "cursor": page.next}) if page.next else "",
    }
    return render(visit.reader, "notices.html", context)
