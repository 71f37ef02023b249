"""Use cases on web hooks: which addresses outside are told of which events. Administrators."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from engine import access, telling
from engine.errors import Invalid
from engine.model import Actor, Role, Webhook
from engine.model.telling import HOOKS, WEBHOOK
from engine.store import Transaction

EVERYTHING: Final = "*"
_BROUGHT: Final = "a robot's secret (SEC…) is drawn by the platform: add the robot with it"
_SECRET: Final = 32  # bytes, as long as the digest of HMAC-SHA-256 (RFC 2104, section 3)
_SHORTEST: Final = 16  # characters of a secret that somebody brings along
_LONGEST: Final = 2_000  # characters of a URL


def add(
    tx: Transaction,
    *,
    by: Actor,
    name: str,
    url: str,
    kinds: tuple[str, ...] = (EVERYTHING,),
    secret: str | None = None,
    channel: str = WEBHOOK,
) -> Webhook:
    """Tell an address of events from now on; its secret is drawn unless one is given.

    The secret of a DingTalk robot is drawn there: it is to be given.  Raises Invalid for what is no
    http(s) URL, an unknown kind or channel, or a secret that is too short or missing.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    _check(url, kinds, secret)
    if channel not in HOOKS:
        raise Invalid(f"unknown channel {channel!r}; known: {', '.join(HOOKS)}")
    if channel != WEBHOOK and secret is None:
        raise Invalid(_BROUGHT)
    drawn = secret or secrets.token_urlsafe(_SECRET)
    return tx.webhooks.add(name=name, url=url, secret=drawn, kinds=kinds, by=by, channel=channel)


def change(
    tx: Transaction,
    webhook_id: UUID,
    *,
    by: Actor,
    name: str | None = None,
    url: str | None = None,
    kinds: tuple[str, ...] | None = None,
    active: bool | None = None,
) -> Webhook:
    """Change what is not None; raises Invalid as `add` does, NotFound where there is none."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    present = tx.webhooks.get(webhook_id)
    changed = replace(
        present,
        name=present.name if name is None else name,
        url=present.url if url is None else url,
        kinds=present.kinds if kinds is None else kinds,
        active=present.active if active is None else active,
    )
    _check(changed.url, changed.kinds, None)
    tx.webhooks.change(changed)
    return changed


def renew_secret(tx: Transaction, webhook_id: UUID, *, by: Actor) -> Webhook:
    """Draw another secret; what is sent from now on is signed with it.

    Raises Invalid for a robot: its secret is drawn where it lives, so it is added anew.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    present = tx.webhooks.get(webhook_id)
    if present.channel != WEBHOOK:
        raise Invalid(_BROUGHT)
    changed = replace(present, secret=secrets.token_urlsafe(_SECRET))
    tx.webhooks.change(changed)
    return changed


def remove(tx: Transaction, webhook_id: UUID, *, by: Actor) -> None:
    """Tell an address no more; what still waits for it becomes dead. Raises NotFound."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    tx.webhooks.remove(webhook_id)


def every(tx: Transaction, *, by: Actor) -> Sequence[Webhook]:
    """Return all web hooks, oldest first."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    return tx.webhooks.all()


def get(tx: Transaction, webhook_id: UUID, *, by: Actor) -> Webhook:
    """Return one; raises NotFound."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    return tx.webhooks.get(webhook_id)


def _check(url: str, kinds: tuple[str, ...], secret: str | None) -> None:
    try:
        parts = urlsplit(url)
        proper = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        proper = False
    if not proper or len(url) > _LONGEST:
        raise Invalid(f"{url[:100]!r} is no http(s) URL")
    unknown = sorted(set(kinds) - {*telling.KINDS, EVERYTHING, telling.CHECKPOINT})
    if unknown or not kinds:
        known = ", ".join([EVERYTHING, *telling.KINDS, telling.CHECKPOINT])
        raise Invalid(f"unknown kinds {', '.join(unknown) or '(none)'}; known: {known}")
    if secret is not None and len(secret) < _SHORTEST:
        raise Invalid(f"a secret has at least {_SHORTEST} characters")
