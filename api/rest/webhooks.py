"""Web hooks and the deliveries of the outbox, for administrators."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from api.depends import ADMINISTRATORS, Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body
from api.views.telling import CountOut, DeliveryOut, WebhookMadeOut, WebhookOut
from engine import deliveries, webhooks
from engine.errors import NotFound, NotPermitted
from engine.model import DeliveryState
from engine.model.telling import HOOKS, WEBHOOK
from engine.store import DeliveryQuery, Transaction

router = APIRouter(tags=["outbox"])

_ADMIN = documented(NotPermitted)
_ONE = documented(NotFound, NotPermitted)


class NewWebhook(Body):
    """Where to post which events; the secret is drawn where none is given."""

    name: str = Field(default="", max_length=200)
    url: str = Field(examples=["https://example.com/hook"], max_length=2000)
    kinds: list[str] = Field(default_factory=lambda: ["*"], examples=[["task.created"]])
    secret: str | None = Field(default=None, max_length=200, repr=False)
    channel: str = Field(
        default=WEBHOOK,
        description="webhook: a signed JSON body; dingtalk-robot: a message in the robot's group.",
        examples=list(HOOKS),
    )


class ChangedWebhook(Body):
    """What is to be changed; null leaves it."""

    name: str | None = None
    url: str | None = None
    kinds: list[str] | None = None
    active: bool | None = None


def _query(
    state: DeliveryState | None = None,
    channel: str | None = None,
    recipient: str | None = None,
    instance_id: UUID | None = None,
) -> DeliveryQuery:
    return DeliveryQuery(state=state, channel=channel, recipient=recipient, instance_id=instance_id)


Asked = Annotated[DeliveryQuery, Depends(_query)]


@router.get("/webhooks", responses=_ADMIN)
def list_webhooks(call: Question) -> list[WebhookOut]:
    """List all web hooks, oldest first."""
    return [WebhookOut.of(each) for each in call.read(lambda tx: webhooks.every(tx, by=call.actor))]


@router.post(
    "/webhooks",
    responses=_ADMIN,
    response_model=WebhookMadeOut,
    status_code=201,
    dependencies=[ADMINISTRATORS],
)
def add_webhook(body: NewWebhook, call: Change) -> Response:
    """Post events to an address from now on, signed with HMAC-SHA-256."""

    def change(tx: Transaction) -> Reply:
        made = webhooks.add(
            tx,
            by=call.actor,
            name=body.name,
            url=body.url,
            kinds=tuple(body.kinds),
            secret=body.secret,
            channel=body.channel,
        )
        return Reply(body=WebhookMadeOut.of(made), status=201)

    return call.change(body, change)


@router.get("/webhooks/{webhook_id}", responses=_ONE)
def get_webhook(webhook_id: UUID, call: Question) -> WebhookOut:
    """Show one web hook."""
    return WebhookOut.of(call.read(lambda tx: webhooks.get(tx, webhook_id, by=call.actor)))


@router.patch(
    "/webhooks/{webhook_id}",
    responses=_ONE,
    response_model=WebhookOut,
    dependencies=[ADMINISTRATORS],
)
def change_webhook(webhook_id: UUID, body: ChangedWebhook, call: Change) -> Response:
    """Change a web hook, or let it rest."""

    def change(tx: Transaction) -> Reply:
        changed = webhooks.change(
            tx,
            webhook_id,
            by=call.actor,
            name=body.name,
            url=body.url,
            kinds=None if body.kinds is None else tuple(body.kinds),
            active=body.active,
        )
        return Reply(body=WebhookOut.of(changed))

    return call.change(body, change)


@router.post("/webhooks/{webhook_id}/secret", responses=_ONE, response_model=WebhookMadeOut)
def renew_secret(webhook_id: UUID, call: Change) -> Response:
    """Draw another secret for a web hook."""

    def change(tx: Transaction) -> Reply:
        return Reply(body=WebhookMadeOut.of(webhooks.renew_secret(tx, webhook_id, by=call.actor)))

    return call.change(None, change)


@router.delete("/webhooks/{webhook_id}", responses=_ONE, status_code=204)
def remove_webhook(webhook_id: UUID, call: Change) -> Response:
    """Take a web hook away."""

    def change(tx: Transaction) -> Reply:
        webhooks.remove(tx, webhook_id, by=call.actor)
        return Reply(body=None, status=204)

    return call.change(None, change)


@router.get("/deliveries", responses=_ADMIN)
def list_deliveries(
    call: Question, query: Asked, limit: Limit = 50, cursor: Cursor = None
) -> PageOut[DeliveryOut]:
    """List deliveries of all channels, the newest first; `state=dead` are those given up."""
    page = call.read(
        lambda tx: deliveries.page(tx, query, by=call.actor, limit=limit, cursor=cursor)
    )
    return PageOut(items=[DeliveryOut.of(each) for each in page.items], next=page.next)


@router.post("/deliveries/retry", responses=_ADMIN, response_model=CountOut)
def retry_deliveries(call: Change, query: Asked) -> Response:
    """Send all dead deliveries again that the filters find; answers how many."""

    def change(tx: Transaction) -> Reply:
        return Reply(body=CountOut(count=deliveries.all_again(tx, query, by=call.actor)))

    return call.change(None, change)


@router.post("/deliveries/{delivery_id}/retry", responses=_ONE, response_model=DeliveryOut)
def retry_delivery(delivery_id: UUID, call: Change) -> Response:
    """Send a dead delivery again, with the same key."""

    def change(tx: Transaction) -> Reply:
        return Reply(body=DeliveryOut.of(deliveries.again(tx, delivery_id, by=call.actor)))

    return call.change(None, change)
