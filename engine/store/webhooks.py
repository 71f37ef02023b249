"""The addresses outside that are told of events."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.model import Actor, Webhook
from engine.model.telling import WEBHOOK
from engine.store.rows import Row
from engine.store.session import Session
from engine.store.tables.outbox import webhook
from engine.store.uuid7 import uuid7


class Webhooks:
    """Keeps web hooks and their secrets."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        *,
        name: str,
        url: str,
        secret: str,
        kinds: tuple[str, ...],
        by: Actor,
        channel: str = WEBHOOK,
    ) -> Webhook:
        """Keep a new web hook."""
        row = {
            "id": uuid7(self._session.now),
            "name": name,
            "url": url,
            "secret": secret,
            "kinds": list(kinds),
            "active": True,
            "created_at": self._session.now,
            "created_by": by.id,
            "channel": channel,
        }
        self._session.execute(webhook.insert(), row)
        return _webhook(row)

    def get(self, webhook_id: UUID) -> Webhook:
        """Return a web hook; raises NotFound."""
        row = self._session.first(sa.select(webhook).where(webhook.c.id == webhook_id))
        if row is None:
            raise NotFound(f"no web hook {webhook_id}")
        return _webhook(row)

    def all(self) -> Sequence[Webhook]:
        """Return all web hooks, oldest first."""
        query = sa.select(webhook).order_by(webhook.c.created_at, webhook.c.id)
        return [_webhook(row) for row in self._session.rows(query)]

    def change(self, changed: Webhook) -> None:
        """Keep a web hook as it is now; NotFound was raised when it was read."""
        values = {
            "name": changed.name,
            "url": changed.url,
            "secret": changed.secret,
            "kinds": list(changed.kinds),
            "active": changed.active,
        }
        mine = webhook.update().where(webhook.c.id == changed.id)
        self._session.execute(mine.values(**values))

    def remove(self, webhook_id: UUID) -> None:
        """Take a web hook away; raises NotFound."""
        removed = webhook.delete().where(webhook.c.id == webhook_id)
        if self._session.execute(removed).rowcount == 0:
            raise NotFound(f"no web hook {webhook_id}")


def _webhook(row: Row) -> Webhook:
    return Webhook(**{**row, "kinds": tuple(row["kinds"])})
