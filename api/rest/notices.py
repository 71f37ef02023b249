"""The message centre, how one wants to be told, and which cases one follows."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from api.depends import Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body
from api.views.instances import InstanceOut
from api.views.telling import CountOut, KindOut, NoticeOut, PreferencesOut
from engine import inbox, telling
from engine.errors import NotFound
from engine.model import Preferences
from engine.sights import Sight
from engine.store import Transaction

router = APIRouter(tags=["notices"])


class Wanted(Body):
    """How one wants to be told; what is left out is as usual."""

    addresses: dict[str, str] = Field(default_factory=dict, examples=[{"email": "a@example.com"}])
    muted: dict[str, list[str]] = Field(
        default_factory=dict, examples=[{"task.created": ["email"]}]
    )
    quiet_from: str = Field(default="", examples=["22:00"])
    quiet_until: str = Field(default="", examples=["07:30"])
    digest_at: str = Field(default="", examples=["08:30"])
    language: str = "zh"


@router.get("/notices", responses=documented())
def list_notices(
    call: Question, limit: Limit = 50, cursor: Cursor = None, *, unread: bool | None = None
) -> PageOut[NoticeOut]:
    """List what the caller was told, the newest first (消息中心)."""
    page = call.read(
        lambda tx: inbox.mine(tx, by=call.actor, unread=unread, limit=limit, cursor=cursor)
    )
    return PageOut(items=[NoticeOut.of(each) for each in page.items], next=page.next)


@router.get("/notices/count", responses=documented())
def count_notices(call: Question) -> CountOut:
    """Count what the caller has not read, up to 100."""
    return CountOut(count=call.read(lambda tx: inbox.unread(tx, by=call.actor)))


@router.post("/notices/read", responses=documented(), response_model=CountOut)
def read_all_notices(call: Change) -> Response:
    """Mark everything as read; answers how much was not."""
    return call.change(
        None, lambda tx: Reply(body=CountOut(count=inbox.read_all(tx, by=call.actor)))
    )


@router.post("/notices/{notice_id}/read", responses=documented(), status_code=204)
def read_notice(notice_id: UUID, call: Change) -> Response:
    """Mark one notice as read."""

    def change(tx: Transaction) -> Reply:
        inbox.read(tx, notice_id, by=call.actor)
        return Reply(body=None, status=204)

    return call.change(None, change)


@router.get("/notice-kinds", responses=documented())
def list_kinds(_call: Question) -> list[KindOut]:
    """List the kinds of what is told: for preferences and web hooks."""
    return [KindOut(name=each.name, zh=each.zh, en=each.en) for each in telling.KINDS.values()]


@router.get("/preferences", responses=documented())
def get_preferences(call: Question) -> PreferencesOut:
    """Show how the caller wants to be told."""

    def work(tx: Transaction) -> PreferencesOut:
        kept = inbox.preferences(tx, by=call.actor)
        return PreferencesOut.of(kept, inbox.known_addresses(tx, by=call.actor))

    return call.read(work)


@router.put("/preferences", responses=documented(), response_model=PreferencesOut)
def put_preferences(body: Wanted, call: Change) -> Response:
    """Say how the caller wants to be told: addresses, muted kinds, quiet hours, digest."""
    wanted = Preferences(
        addresses=body.addresses,
        muted={kind: tuple(each) for kind, each in body.muted.items()},
        quiet_from=body.quiet_from,
        quiet_until=body.quiet_until,
        digest_at=body.digest_at,
        language=body.language,
    )

    def change(tx: Transaction) -> Reply:
        kept = inbox.prefer(tx, wanted, by=call.actor)
        known = inbox.known_addresses(tx, by=call.actor)
        return Reply(body=PreferencesOut.of(kept, known))

    return call.change(body, change)


@router.get("/followed-cases", responses=documented())
def list_followed(call: Question) -> list[InstanceOut]:
    """List the cases that the caller follows, the newest first (我关注的)."""

    def ask(tx: Transaction) -> list[InstanceOut]:
        sight = Sight.of(tx, call.actor)
        return [InstanceOut.of(case, sight) for case, _ in inbox.followed(tx, by=call.actor)]

    return call.read(ask)


@router.put(
    "/process-instances/{instance_id}/follow", responses=documented(NotFound), status_code=204
)
def follow(instance_id: UUID, call: Change) -> Response:
    """Follow a case: hear of comments and of its end (关注)."""

    def change(tx: Transaction) -> Reply:
        inbox.follow(tx, instance_id, by=call.actor)
        return Reply(body=None, status=204)

    return call.change(None, change)


@router.delete("/process-instances/{instance_id}/follow", responses=documented(), status_code=204)
def unfollow(instance_id: UUID, call: Change) -> Response:
    """Follow a case no more."""

    def change(tx: Transaction) -> Reply:
        inbox.unfollow(tx, instance_id, by=call.actor)
        return Reply(body=None, status=204)

    return call.change(None, change)
