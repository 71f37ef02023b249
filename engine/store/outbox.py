"""What waits to be told, and what became of each delivery."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.history import HistoryRow
from engine.model import Delivery, DeliveryState
from engine.store.paging import Page, after, page_of
from engine.store.rows import Row
from engine.store.session import Session
from engine.store.tables.outbox import announcement, delivery
from engine.store.tables.record import history
from engine.store.upsert import insert_or_ignore
from engine.store.uuid7 import uuid7

Announced = tuple[UUID, int]
"""Case and number of a row of the record that is to be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryQuery:
    """Which deliveries; what is None does not filter."""

    state: DeliveryState | None = None
    channel: str | None = None
    recipient: str | None = None
    instance_id: UUID | None = None
    seq: int | None = None
    task_id: UUID | None = None


class Outbox:
    """Announcements and deliveries; the worker empties it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def waiting(self, *, limit: int) -> Sequence[Announced]:
        """Return what is to be told next, the oldest first; nothing is taken."""
        return self._keys(self._due().limit(limit))

    def announced(self, *, limit: int, only: Announced | None = None) -> Sequence[HistoryRow]:
        """Take the history rows that are to be told next, the oldest first, and forget that.

        They are others' again where this transaction is not committed; what others have taken is
        left to them. `only`: that one, if it is still to be told.
        """
        wanted = self._due() if only is None else self._due().where(_is(only))
        keys = self._keys(wanted.limit(limit).with_for_update(skip_locked=True))
        if not keys:
            return []
        mine = sa.tuple_(announcement.c.instance_id, announcement.c.seq).in_(keys)
        self._session.execute(announcement.delete().where(mine))
        told = sa.tuple_(history.c.instance_id, history.c.seq).in_(keys)
        rows = self._session.rows(sa.select(history).where(told))
        found = {(row["instance_id"], row["seq"]): HistoryRow(**row) for row in rows}
        return [found[key] for key in keys if key in found]

    def put_off(self, which: Announced, *, until: datetime) -> int:
        """Let an announcement wait, since it could not be told; 0 = it is to be told no more."""
        changed = announcement.update().where(_is(which)).values(at=until)
        return self._session.execute(changed).rowcount

    def _due(self) -> sa.Select[Any]:
        return (
            sa.select(announcement.c.instance_id, announcement.c.seq)
            .where(announcement.c.at <= self._session.now)
            .order_by(announcement.c.at, announcement.c.instance_id, announcement.c.seq)
        )

    def _keys(self, query: sa.Select[Any]) -> list[Announced]:
        return [(row["instance_id"], row["seq"]) for row in self._session.rows(query)]

    def add(
        self,
        *,
        dedupe: str,
        channel: str,
        recipient: str,
        address: str,
        kind: str,
        title: str,
        text: str,
        data: dict[str, Any],
        instance_id: UUID | None,
        seq: int = 0,
        task_id: UUID | None = None,
        at: datetime | None = None,
        digest: bool = False,
    ) -> bool:
        """Put a delivery in the box, to be sent now or later; False = it was told already."""
        now = self._session.now
        row = {
            "id": uuid7(now),
            "dedupe": dedupe,
            "channel": channel,
            "recipient": recipient,
            "address": address,
            "kind": kind,
            "title": title,
            "text": text,
            "data": data,
            "instance_id": instance_id,
            "seq": seq,
            "task_id": task_id,
            "state": DeliveryState.WAITING,
            "attempts": 0,
            "next_try": at or now,
            "result": "",
            "provider_id": "",
            "created_at": now,
            "ended_at": None,
            "digest": digest,
        }
        return insert_or_ignore(self._session, delivery, row)

    def take(self, *, limit: int, lease: timedelta) -> Sequence[Delivery]:
        """Take deliveries that are due; where the lease ends without a word others get them."""
        now = self._session.now
        due = (
            sa.select(delivery.c.id)
            .where(delivery.c.next_try.is_not(None), delivery.c.next_try <= now)
            .order_by(delivery.c.next_try, delivery.c.seq, delivery.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).cte("due")  # read once, as in Jobs
        taken = (
            delivery.update()
            .where(delivery.c.id.in_(sa.select(due.c.id)))
            .values(next_try=now + lease, attempts=delivery.c.attempts + 1)
            .returning(*delivery.columns)
        )
        found = [_delivery(row) for row in self._session.rows(taken)]
        return sorted(found, key=lambda each: (each.created_at, each.seq, each.id))

    def delivered(self, delivery_id: UUID, *, result: str, provider_id: str) -> None:
        """Note that a delivery has arrived."""
        self._end(delivery_id, DeliveryState.DELIVERED, result=result, provider_id=provider_id)

    def failed(self, delivery_id: UUID, *, result: str, retry_at: datetime | None) -> None:
        """Note why a delivery did not arrive, and when to try again (None = never)."""
        if retry_at is None:
            self._end(delivery_id, DeliveryState.DEAD, result=result)
        else:
            self._change(delivery_id, next_try=retry_at, result=result)

    def give_back(self, ids: Sequence[UUID]) -> None:
        """Give back deliveries that were taken and not sent: they are due at once."""
        mine = delivery.update().where(delivery.c.id.in_(ids))
        now = self._session.now
        self._session.execute(mine.values(next_try=now, attempts=delivery.c.attempts - 1))

    def again(self, delivery_id: UUID) -> None:
        """Send a dead delivery again, under the same key; raises NotFound where it is not dead."""
        dead = (delivery.c.id == delivery_id) & (delivery.c.state == DeliveryState.DEAD)
        if self._revive(dead) == 0:
            raise NotFound(f"no dead delivery {delivery_id}")

    def all_again(self, query: DeliveryQuery) -> int:
        """Send all dead deliveries again that a query finds; return how many."""
        return self._revive(*_conditions(query), delivery.c.state == DeliveryState.DEAD)

    def get(self, delivery_id: UUID) -> Delivery:
        """Return a delivery; raises NotFound."""
        row = self._session.first(sa.select(delivery).where(delivery.c.id == delivery_id))
        if row is None:
            raise NotFound(f"no delivery {delivery_id}")
        return _delivery(row)

    def page(
        self, query: DeliveryQuery, *, limit: int = 50, cursor: str | None = None
    ) -> Page[Delivery]:
        """Return deliveries, the newest first."""
        order = [delivery.c.created_at.desc(), delivery.c.seq.desc(), delivery.c.id.desc()]
        wanted = sa.select(delivery).where(*_conditions(query))
        rows = self._session.rows(after(wanted, order, cursor).limit(limit + 1))
        return page_of(rows, limit, ("created_at", "seq", "id"), _delivery)

    def told_of(self, cases: Collection[UUID], *, channels: Collection[str]) -> frozenset[UUID]:
        """Return the tasks of these cases of which something has arrived by these channels."""
        arrived = sa.select(delivery.c.task_id).where(
            delivery.c.instance_id.in_(sorted(set(cases))),
            delivery.c.channel.in_(sorted(channels)),
            delivery.c.state == DeliveryState.DELIVERED,
            delivery.c.task_id.is_not(None),
        )
        return frozenset(row["task_id"] for row in self._session.rows(arrived))

    def gatherable(self, *, limit: int) -> Sequence[Delivery]:
        """Return what is due and to be told together, the oldest first; nobody else takes it."""
        wanted = (
            delivery.c.next_try.is_not(None),
            delivery.c.next_try <= self._session.now,
            delivery.c.digest,
            delivery.c.attempts == 0,
        )
        query = sa.select(delivery).where(*wanted)
        ordered = query.order_by(delivery.c.created_at, delivery.c.seq, delivery.c.id)
        rows = self._session.rows(ordered.limit(limit).with_for_update(skip_locked=True))
        return [_delivery(row) for row in rows]

    def gather(self, ids: Sequence[UUID], *, result: str) -> None:
        """Note that these deliveries are told within another one."""
        values = {"state": DeliveryState.GATHERED, "next_try": None, "ended_at": self._session.now}
        mine = delivery.update().where(delivery.c.id.in_(ids))
        self._session.execute(mine.values(result=result, **values))

    def next_try(self) -> datetime | None:
        """Return when the next delivery is due; None = there is none."""
        waiting = sa.select(sa.func.min(delivery.c.next_try))
        at: datetime | None = self._session.scalar(waiting.where(delivery.c.next_try.is_not(None)))
        return at

    def _revive(self, *wanted: sa.ColumnElement[bool]) -> int:
        values = {
            "state": DeliveryState.WAITING,
            "next_try": self._session.now,
            "attempts": 0,
            "ended_at": None,
        }
        changed = delivery.update().where(*wanted).values(**values)
        return self._session.execute(changed).rowcount

    def _end(self, delivery_id: UUID, state: DeliveryState, **values: Any) -> None:
        self._change(delivery_id, state=state, next_try=None, ended_at=self._session.now, **values)

    def _change(self, delivery_id: UUID, **values: Any) -> None:
        mine = delivery.update().where(delivery.c.id == delivery_id)
        self._session.execute(mine.values(**values))


def _delivery(row: Row) -> Delivery:
    return Delivery(**{**row, "state": DeliveryState(row["state"])})


def _conditions(query: DeliveryQuery) -> list[sa.ColumnElement[bool]]:
    equal = {
        delivery.c.state: query.state,
        delivery.c.channel: query.channel,
        delivery.c.recipient: query.recipient,
        delivery.c.instance_id: query.instance_id,
        delivery.c.seq: query.seq,
        delivery.c.task_id: query.task_id,
    }
    return [column == value for column, value in equal.items() if value is not None]


def _is(which: Announced) -> sa.ColumnElement[bool]:
    instance_id, seq = which
    return (announcement.c.instance_id == instance_id) & (announcement.c.seq == seq)
