"""Server-sent events: a page hears that one of its lists has changed, and asks for it."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from api.live import Hub
from api.signin import of_session
from engine.errors import NotSignedIn
from engine.model import Actor

router = APIRouter(include_in_schema=False)


@router.get("/live")
async def live(
    request: Request, seen: Annotated[str, Query(max_length=64)] = ""
) -> StreamingResponse:
    """Tell a page when a list of its reader changes (WHATWG HTML, 9.2 server-sent events).

    `seen` is what the lists were like when the page was drawn; what changed before it could follow
    is told at once. A browser that follows again says what it was told last.
    """
    caller = await run_in_threadpool(of_session, request, request.app.state.store)
    if caller is None:
        raise NotSignedIn("no session")
    return StreamingResponse(
        _stream(request.app.state.hub, caller.actor, request.headers.get("last-event-id", seen)),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def _stream(hub: Hub, actor: Actor, seen: str) -> AsyncIterator[str]:
    yield "retry: 500\n\n"
    async for state in hub.follow(actor, seen=seen):
        yield f"event: changed\nid: {state}\ndata: {state}\n\n" if state else ": \n\n"
