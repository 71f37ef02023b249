"""Messages: kept until somebody waits for them or their time is over; and who waits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from engine.errors import Conflict
from engine.model import InstanceState
from engine.store.rows import Row
from engine.store.session import Session
from engine.store.subscriptions import StartSubscription, Subscription, subscription_of
from engine.store.tables.definitions import message, start_trigger
from engine.store.tables.work import process_instance, subscription
from engine.store.upsert import insert_or_ignore
from engine.store.uuid7 import uuid7

BUFFERED, CORRELATED, EXPIRED = "buffered", "correlated", "expired"
EMPTY: Final[Mapping[str, Any]] = {"variables": {}, "correlation_key": ""}
"""What is left of what a message said, once its time is over or its case is erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that was published."""

    id: str
    name: str
    correlation_key: str
    variables: Mapping[str, Any]
    state: str
    """buffered, correlated or expired."""
    published_at: datetime
    expires_at: datetime
    instance_id: UUID | None
    """The case that got it, once it is correlated."""


class Messages:
    """Publishes messages, and finds what waits for messages and signals."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def publish(
        self,
        name: str,
        correlation_key: str,
        variables: Mapping[str, Any],
        *,
        message_id: str | None = None,
        ttl: timedelta = timedelta(),
    ) -> tuple[Message, bool]:
        """Keep a message for `ttl`; return it and whether it is new.

        A message with the same id is the same message: the earlier one is returned.  Raises
        Conflict where that one has another name or key, for then this one would be lost.
        """
        now = self._session.now
        row: dict[str, Any] = {
            "id": message_id or str(uuid7(now)),
            "name": name,
            "correlation_key": correlation_key,
            "variables": dict(variables),
            "state": BUFFERED,
            "published_at": now,
            "expires_at": now + ttl,
            "instance_id": None,
        }
        if insert_or_ignore(self._session, message, row):
            return Message(**row), True
        earlier = self._get(row["id"])
        told = ("", correlation_key) if earlier.state == EXPIRED else (correlation_key,)
        if earlier.name != name or earlier.correlation_key not in told:
            raise Conflict(
                f"the message id {earlier.id!r} is that of another message, {earlier.name!r}",
                id=earlier.id,
            )
        return earlier, False

    def correlated(self, message_id: str, instance_id: UUID) -> bool:
        """Mark a buffered message as handed to a case; False = somebody else was faster."""
        mine = (message.c.id == message_id) & (message.c.state == BUFFERED)
        values = {"state": CORRELATED, "instance_id": instance_id}
        changed = message.update().where(mine).values(**values)
        return self._session.execute(changed).rowcount == 1

    def waiting(self, name: str, keys: Collection[str]) -> Sequence[Message]:
        """Return the buffered messages of a name and one of the keys, not expired, oldest first."""
        query = (
            sa.select(message)
            .where(
                message.c.state == BUFFERED,
                message.c.name == name,
                message.c.correlation_key.in_(keys),
                message.c.expires_at > self._session.now,
            )
            .order_by(message.c.published_at, message.c.id)
        )
        return [_message_of(row) for row in self._session.rows(query)]

    def deliverable(self, limit: int) -> Sequence[tuple[Message, Subscription]]:
        """Return buffered messages beside an active case that waits for them, oldest message first.

        A message and a subscription that came at the same moment do not see each other; whoever
        asks this every second brings them together. What is kept for a suspended case waits until
        it is resumed, and holds up nobody else's.
        """
        matches = sa.and_(
            subscription.c.kind == "message",
            subscription.c.name == message.c.name,
            _is_meant(message.c.correlation_key),
        )
        columns = [column.label(f"m_{column.name}") for column in message.columns]
        query = (
            sa.select(subscription, *columns)
            .join(message, matches)
            .join(process_instance, process_instance.c.id == subscription.c.instance_id)
            .where(process_instance.c.state == InstanceState.ACTIVE)
            .where(message.c.state == BUFFERED, message.c.expires_at > self._session.now)
            .order_by(message.c.published_at, message.c.id, subscription.c.id)
            .limit(limit)
        )
        return [(_message_of(row, "m_"), subscription_of(row)) for row in self._session.rows(query)]

    def drop_expired(self) -> int:
        """Let the messages expire whose time is over, and empty them; return how many.

        That there was one, of which name and when, stays on record: its id is not used again.
        """
        over = (message.c.state == BUFFERED) & (message.c.expires_at <= self._session.now)
        emptied = message.update().where(over).values(state=EXPIRED, **EMPTY)
        return self._session.execute(emptied).rowcount

    def receivers(self, name: str, correlation_key: str) -> Sequence[tuple[str, Subscription]]:
        """Return the key of the process beside each case that waits, the longest waiting first."""
        query = (
            sa.select(subscription, process_instance.c.key.label("process_key"))
            .join(process_instance, process_instance.c.id == subscription.c.instance_id)
            .where(
                subscription.c.kind == "message",
                subscription.c.name == name,
                _is_meant(sa.literal(correlation_key)),
            )
            .order_by(subscription.c.created_at, subscription.c.id)
        )
        return [(row["process_key"], subscription_of(row)) for row in self._session.rows(query)]

    def signal_subscribers(self, name: str) -> Sequence[Subscription]:
        """Return all that wait for a signal, the longest waiting first."""
        return self._subscriptions(
            (subscription.c.kind == "signal") & (subscription.c.name == name)
        )

    def signal_listeners(self, name: str, *, root_id: UUID) -> Sequence[UUID]:
        """Return the cases of one call tree that wait for a signal, in the order of their ids."""
        waits = subscription.c
        query = (
            sa.select(waits.instance_id)
            .distinct()
            .join(process_instance, process_instance.c.id == waits.instance_id)
            .where(waits.kind == "signal", waits.name == name)
            .where(process_instance.c.root_id == root_id)
            .order_by(waits.instance_id)
        )
        return [row["instance_id"] for row in self._session.rows(query)]

    def of(self, instance_id: UUID) -> Sequence[Subscription]:
        """Return what a case waits for."""
        return self._subscriptions(subscription.c.instance_id == instance_id)

    def starts(self, kind: str, name: str) -> Sequence[StartSubscription]:
        """Return the elements that a message, signal or condition (`kind`) begins cases at."""
        query = (
            sa.select(start_trigger)
            .where(start_trigger.c.kind == kind, start_trigger.c.name == name)
            .order_by(start_trigger.c.key, start_trigger.c.element_id)
        )
        return [StartSubscription(**row) for row in self._session.rows(query)]

    def replace_start_subscriptions(
        self, key: str, definition_id: str, subscriptions: Sequence[StartSubscription]
    ) -> None:
        """Let a process be started by these alone; the earlier versions' are removed."""
        earlier = start_trigger.c.key == key
        self._session.execute(start_trigger.delete().where(earlier))
        for wanted in subscriptions:
            row = {
                "key": key,
                "definition_id": definition_id,
                "element_id": wanted.element_id,
                "event": wanted.event,
                "kind": wanted.kind,
                "name": wanted.name,
            }
            self._session.execute(start_trigger.insert(), row)

    def _subscriptions(self, wanted: sa.ColumnElement[bool]) -> Sequence[Subscription]:
        query = (
            sa.select(subscription)
            .where(wanted)
            .order_by(subscription.c.created_at, subscription.c.id)
        )
        return [subscription_of(row) for row in self._session.rows(query)]

    def _get(self, message_id: str) -> Message:
        query = sa.select(message).where(message.c.id == message_id)
        return _message_of(self._session.rows(query)[0])


def _is_meant(key: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether a subscription waits for messages with this key; a conversation also for none."""
    unaddressed = (key == "") & subscription.c.conversation
    return sa.or_(subscription.c.correlation_key == key, unaddressed)


def _message_of(row: Row, prefix: str = "") -> Message:
    return Message(**{column.name: row[prefix + column.name] for column in message.columns})
