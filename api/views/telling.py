"""Notices, deliveries, web hooks and preferences as REST answers them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from engine import telling
from engine.model import Delivery, DeliveryState, Notice, Preferences, Webhook
from engine.model.telling import DINGTALK_ROBOT


class NoticeOut(BaseModel):
    """One entry of the message centre."""

    id: UUID
    kind: str = Field(examples=["task.created"])
    title: str
    text: str
    title_en: str
    text_en: str
    instance_id: UUID | None
    task_id: UUID | None
    draft_id: str | None = None
    created_at: datetime
    read_at: datetime | None

    @classmethod
    def of(cls, notice: Notice) -> Self:
        """Show a notice."""
        return cls(
            id=notice.id,
            kind=notice.kind,
            title=notice.title,
            text=notice.text,
            title_en=notice.title_en,
            text_en=notice.text_en,
            instance_id=notice.instance_id,
            task_id=notice.task_id,
            draft_id=notice.draft_id,
            created_at=notice.created_at,
            read_at=notice.read_at,
        )


class DeliveryOut(BaseModel):
    """One message to one recipient by one channel."""

    id: UUID = Field(description="Sent along as the idempotency key.")
    channel: str = Field(examples=["webhook"])
    recipient: str
    address: str
    kind: str
    title: str
    text: str
    instance_id: UUID | None
    task_id: UUID | None
    state: DeliveryState
    attempts: int
    next_try: datetime | None
    result: str = Field(description="What the channel answered last.")
    provider_id: str
    created_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """Show a delivery."""
        return cls(
            id=delivery.id,
            channel=delivery.channel,
            recipient=delivery.recipient,
            address=_without_token(delivery),
            kind=delivery.kind,
            title=delivery.title,
            text=delivery.text,
            instance_id=delivery.instance_id,
            task_id=delivery.task_id,
            state=delivery.state,
            attempts=delivery.attempts,
            next_try=delivery.next_try,
            result=delivery.result,
            provider_id=delivery.provider_id,
            created_at=delivery.created_at,
            ended_at=delivery.ended_at,
        )


def _without_token(delivery: Delivery) -> str:
    """Return the address without what auditors do not need.

    That of a robot bears its access token; a telephone number is somebody's.
    """
    if delivery.channel != DINGTALK_ROBOT:
        return telling.masked(delivery.address)
    return f"{delivery.address.partition('?')[0]}?…"


class WebhookOut(BaseModel):
    """An address that is told of events; its secret is shown once, when it is drawn."""

    id: UUID
    name: str
    url: str
    kinds: list[str]
    active: bool
    created_at: datetime
    created_by: str
    channel: str

    @classmethod
    def of(cls, webhook: Webhook) -> Self:
        """Show a web hook without its secret."""
        return cls(
            id=webhook.id,
            name=webhook.name,
            url=webhook.url,
            kinds=list(webhook.kinds),
            active=webhook.active,
            created_at=webhook.created_at,
            created_by=webhook.created_by,
            channel=webhook.channel,
        )


class WebhookMadeOut(WebhookOut):
    """The same with its secret, this once."""

    secret: str = Field(repr=False)

    @classmethod
    def of(cls, webhook: Webhook) -> Self:
        """Show a new web hook, or one with a new secret."""
        return cls(**WebhookOut.of(webhook).model_dump(), secret=webhook.secret)


class PreferencesOut(BaseModel):
    """How somebody wants to be told."""

    addresses: dict[str, str] = Field(description="By channel, as the caller stated them.")
    organisation: dict[str, str] = Field(
        description="By channel, as the organisation knows them; one's own count in their place."
    )
    muted: dict[str, list[str]]
    quiet_from: str
    quiet_until: str
    digest_at: str
    language: str

    @classmethod
    def of(cls, preferences: Preferences, known: Mapping[str, str]) -> Self:
        """Show preferences."""
        return cls(
            addresses=dict(preferences.addresses),
            organisation=dict(known),
            muted={kind: list(each) for kind, each in preferences.muted.items()},
            quiet_from=preferences.quiet_from,
            quiet_until=preferences.quiet_until,
            digest_at=preferences.digest_at,
            language=preferences.language,
        )


class KindOut(BaseModel):
    """A kind of what is told."""

    name: str
    zh: str
    en: str


class CountOut(BaseModel):
    """How many, counted up to 100."""

    count: int
