"""Which workers live: a sign of life every few seconds, forgotten when they end or long after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from engine.store.session import Session
from engine.store.tables.workers import worker as table
from engine.store.upsert import insert_or_update

ALIVE: Final = timedelta(seconds=30)  # six signs missed: as good as dead
_FORGOTTEN: Final = timedelta(days=1)  # until then one sees which one fell silent


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingWorker:
    """A worker and its last sign of life."""

    name: str
    started_at: datetime
    seen_at: datetime
    done: int
    """How many jobs it has carried out, or tried to, since it started."""


class Workers:
    """Keeps the signs of life."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def beat(self, name: str, *, started_at: datetime, done: int) -> None:
        """Note that a worker lives; those that have been silent for a day are forgotten."""
        now = self._session.now
        self._session.execute(table.delete().where(table.c.seen_at < now - _FORGOTTEN))
        row = {"name": name, "started_at": started_at, "seen_at": now, "done": done}
        insert_or_update(self._session, table, row)

    def end(self, name: str) -> None:
        """Forget a worker that ends in good order."""
        self._session.execute(table.delete().where(table.c.name == name))

    def all(self) -> Sequence[LivingWorker]:
        """Return all that are known, those first that were heard of last."""
        rows = self._session.rows(sa.select(table).order_by(table.c.seen_at.desc(), table.c.name))
        return [LivingWorker(**row) for row in rows]

    def alive(self, *, host: str = "") -> int:
        """Count those heard of within `ALIVE`; with `host`, those of that machine alone."""
        heard = table.c.seen_at >= self._session.now - ALIVE
        here = table.c.name.startswith(f"{host}-", autoescape=True) if host else sa.true()
        found = self._session.scalar(
            sa.select(sa.func.count()).select_from(table).where(heard, here)
        )
        return int(found or 0)
