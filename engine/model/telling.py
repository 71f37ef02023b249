"""What people and machines are told: notices in the house, deliveries by other channels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID


class DeliveryState(StrEnum):
    WAITING = "waiting"
    """To be sent at `next_try`; while it is being sent that is the end of the lease."""
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up: somebody looks at it and sends it again, or not."""
    GATHERED = "gathered"
    """Told within a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one recipient by one channel."""

    id: UUID
    """Sent along as the idempotency key: a repetition has the same one."""
    dedupe: str
    """What must not be told twice has the same text here."""
    channel: str
    """email, webhook, dingtalk-robot, wecom, dingtalk, feishu or sms."""
    recipient: str
    """Id of the person or the web hook."""
    address: str = field(repr=False)
    kind: str
    title: str = field(repr=False)
    text: str = field(repr=False)
    data: Mapping[str, Any] = field(repr=False)
    instance_id: UUID | None
    seq: int
    """Of the history event that it tells."""
    task_id: UUID | None
    state: DeliveryState
    attempts: int
    next_try: datetime | None
    result: str
    """What the channel answered last."""
    provider_id: str
    """The channel's own id of the message: to change a card that was sent, for instance."""
    created_at: datetime
    ended_at: datetime | None
    digest: bool = False
    """It is told together with whatever else waits for this recipient by this channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One entry of somebody's message centre (消息中心)."""

    id: UUID
    dedupe: str
    person: str
    kind: str
    title: str
    text: str
    title_en: str
    text_en: str
    instance_id: UUID | None
    seq: int
    task_id: UUID | None
    created_at: datetime
    read_at: datetime | None
    draft_id: str | None = None
    """The draft of a process that it is about."""


WEBHOOK: Final = "webhook"
DINGTALK_ROBOT: Final = "dingtalk-robot"
HOOKS: Final = (WEBHOOK, DINGTALK_ROBOT)
"""Channels by which addresses are told of events; each has a secret of its own."""
TODO: Final = "todo:"
"""How the platform's id of a delivery begins that became a to-do there: it stays until it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that is told of events, signed with a secret."""

    id: UUID
    name: str
    url: str = field(repr=False)
    secret: str = field(repr=False)
    kinds: tuple[str, ...]
    """Kinds of events; `*` is all."""
    active: bool
    created_at: datetime
    created_by: str
    channel: str = WEBHOOK
    """One of HOOKS: a JSON body for a program, or a message in the group of a robot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How somebody wants to be told."""

    addresses: Mapping[str, str] = field(default_factory=dict)
    """By channel: an e-mail address, the user id at WeCom, …"""
    muted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Channels by kind that shall stay silent; `inbox` is the message centre."""
    quiet_from: str = ""
    """`22:00`, in the company's zone; empty = no quiet hours."""
    quiet_until: str = ""
    digest_at: str = ""
    """`08:30`: what is not urgent comes gathered once a day; empty = at once."""
    language: str = "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A case that somebody was sent to read (待阅)."""

    id: UUID
    person: str
    name: str
    instance_id: UUID
    task_id: UUID
    element_id: str
    via: str
    """rule, participant, initiator or administrator."""
    confirm: str
    """Empty, `read` (传阅确认) or `signature`."""
    text: str
    sent_by: str
    sent_by_name: str
    sent_at: datetime
    read_at: datetime | None
    confirmed_at: datetime | None
    signature: Mapping[str, Any]
