"""Use cases on one's own message centre (消息中心), preferences, and followed cases (关注)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Final
from uuid import UUID

from engine import access, telling
from engine.errors import Invalid, NotFound
from engine.model import Actor, Notice, Preferences, ProcessInstance, Role
from engine.outbox_common import INBOX
from engine.store import Page, Transaction

CHANNELS: Final = ("email", "wecom", "dingtalk", "feishu", "sms")
_DRAWS: Final = frozenset({Role.DESIGNER, Role.ADMINISTRATOR})
_LONGEST: Final = 320  # characters of an e-mail address (RFC 3696, errata 1690), the longest one


def mine(
    tx: Transaction,
    *,
    by: Actor,
    unread: bool | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Notice]:
    """Return what one was told, the newest first; raises Invalid for a strange cursor."""
    return tx.notices.page(by.id, unread=unread, limit=limit, cursor=cursor)


def unread(tx: Transaction, *, by: Actor) -> int:
    """Count what one has not read, up to 100."""
    return tx.notices.unread(by.id)


def get(tx: Transaction, notice_id: UUID, *, by: Actor) -> Notice:
    """Return one notice of one's own; raises NotFound."""
    return tx.notices.get(by.id, notice_id)


def leads_to_task(tx: Transaction, notice: Notice, *, by: Actor) -> bool:
    """Tell whether a notice is about a task that exists for this person."""
    return notice.task_id is not None and access.may_see_task(tx.tasks.get(notice.task_id), by)


def leads_to_draft(tx: Transaction, notice: Notice, *, by: Actor) -> bool:
    """Tell whether a notice is about a draft that is still there, and for this person."""
    if notice.draft_id is None or _DRAWS.isdisjoint(by.roles):
        return False
    return tx.drafts.has(notice.draft_id)


def read(tx: Transaction, notice_id: UUID, *, by: Actor) -> None:
    """Mark one notice as read; nothing happens where it is already, or somebody else's."""
    tx.notices.read(by.id, notice_id)


def read_all(tx: Transaction, *, by: Actor) -> int:
    """Mark everything as read; return how much was not."""
    return tx.notices.read(by.id)


def preferences(tx: Transaction, *, by: Actor) -> Preferences:
    """Return how one wants to be told."""
    return tx.notices.preferences([by.id])[by.id]


def known_addresses(tx: Transaction, *, by: Actor) -> Mapping[str, str]:
    """Return where the organisation knows one to be reached, by channel.

    An address that one states among one's preferences counts in its place.
    """
    known = tx.people.organisation().people.get(by.id)
    return {} if known is None else known.addresses


def prefer(tx: Transaction, wanted: Preferences, *, by: Actor) -> Preferences:
    """Say how one wants to be told from now on.

    Raises Invalid for an unknown channel or kind, a time that is none, or half of quiet hours.
    """
    _check_channels(wanted)
    for text in (wanted.quiet_from, wanted.quiet_until, wanted.digest_at):
        _check_time(text)
    if bool(wanted.quiet_from) != bool(wanted.quiet_until):
        raise Invalid("quiet hours have a beginning and an end")
    if wanted.language not in {"zh", "en"}:
        raise Invalid(f"language {wanted.language!r} is neither zh nor en")
    kept = {channel: each.strip() for channel, each in wanted.addresses.items() if each.strip()}
    tidy = replace(wanted, addresses=kept)
    tx.notices.prefer(by.id, tidy)
    return tidy


def follow(tx: Transaction, instance_id: UUID, *, by: Actor) -> None:
    """Hear of a case that one may see: comments and its end. Raises NotFound."""
    tx.cases.get(instance_id, by)
    tx.notices.follow(instance_id, by.id)


def unfollow(tx: Transaction, instance_id: UUID, *, by: Actor) -> None:
    """Hear no more of a case."""
    tx.notices.unfollow(instance_id, by.id)


def follows(tx: Transaction, instance_id: UUID, *, by: Actor) -> bool:
    """Tell whether one follows a case."""
    return by.id in tx.notices.followers(instance_id)


def followed(tx: Transaction, *, by: Actor) -> Sequence[tuple[ProcessInstance, datetime]]:
    """Return the cases that one follows and still may see, the newest first, and since when."""
    found = []
    for instance_id, since in tx.notices.followed(by.id):
        try:
            found.append((tx.cases.get(instance_id, by), since))
        except NotFound:
            continue
    return found


def _check_channels(wanted: Preferences) -> None:
    unknown = sorted(set(wanted.addresses) - set(CHANNELS))
    if unknown or any(len(each) > _LONGEST for each in wanted.addresses.values()):
        raise Invalid(f"addresses: known channels are {', '.join(CHANNELS)}")
    for kind, channels in wanted.muted.items():
        if kind not in telling.KINDS or not set(channels) <= {INBOX, *CHANNELS}:
            raise Invalid(f"muted: {kind!r} with {', '.join(channels)} is not known")


def _check_time(text: str) -> None:
    try:
        right = not text or time.fromisoformat(text).tzinfo is None
    except ValueError:
        right = False
    if not right:
        raise Invalid(f"{text!r} is no time of day: expected 22:30")
