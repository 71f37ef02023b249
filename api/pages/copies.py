"""What one was sent to read (待阅): opening it is noted, and confirming that one has read it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.depends import Reply
from api.pages import signing
from api.pages.cases import case_page
from api.pages.clock import local
from api.pages.rendering import address
from api.pages.visits import Form, Posted, Visit, Visitor, new_key, see
from engine import comments, copies
from engine.model import Copy
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@router.get("/copies/{copy_id}")
def open_copy(visit: Visitor, copy_id: UUID) -> Response:
    """Show the case that one was sent to read; the first time is noted."""
    actor = visit.call.actor
    copy = visit.call.store.run(lambda tx: copies.read(tx, copy_id, by=actor))
    return visit.call.read(lambda tx: case_page(tx, visit, copy.instance_id, copy=_shown(copy)))


@router.post("/copies/{copy_id}/confirmation")
def confirm(visit: Visitor, copy_id: UUID, posted: Form) -> Response:
    """Confirm that one has read it, with a signature where one is asked for."""

    def work(tx: Transaction) -> Reply:
        actor = visit.call.actor
        mine = copies.read(tx, copy_id, by=actor)
        copies.confirm(tx, copy_id, by=actor, signature=_signature(tx, visit, mine, posted))
        return Reply(body=None)

    visit.keyed(posted.text("once")).once(["confirm", str(copy_id)], work)
    return see(address(f"/copies/{copy_id}", {"said": "confirmed"}))


def _signature(tx: Transaction, visit: Visit, copy: Copy, posted: Posted) -> dict[str, Any] | None:
    actor = visit.call.actor
    image = signing.image_of(posted, actor)
    if image is None:
        return None
    kept = comments.attach(
        tx,
        copy.instance_id,
        by=actor,
        name=image.name,
        media_type=image.media_type,
        content=image.content,
    )
    return {"attachment": str(kept), "device": actor.client}


def _shown(copy: Copy) -> dict[str, Any]:
    return {
        "id": copy.id,
        "text": copy.text,
        "by": copy.sent_by_name,
        "at": local(copy.sent_at),
        "asks": copy.confirm if copy.confirmed_at is None else "",
        "confirmed": local(copy.confirmed_at),
        "once": new_key(),
    }
