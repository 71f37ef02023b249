"""Events of subscriptions: who waits for which message or signal.

A delivery uses a subscription up; an element that goes on listening subscribes again.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.model import events
from engine.store.fold import Appliers, Fold
from engine.store.tables.work import subscription


def _message(fold: Fold, event: events.MessageSubscribed) -> None:
    keys = {"correlation_key": event.correlation_key, "conversation": event.conversation}
    _put(fold, event, {"kind": "message", **keys})


def _signal(fold: Fold, event: events.SignalSubscribed) -> None:
    _put(fold, event, {"kind": "signal", "correlation_key": "", "conversation": False})


def _put(
    fold: Fold,
    event: events.MessageSubscribed | events.SignalSubscribed,
    particulars: Mapping[str, Any],
) -> None:
    row: dict[str, Any] = {
        "id": event.subscription_id,
        "instance_id": fold.instance_id,
        "activity_id": event.activity_id,
        "element_id": event.element_id,
        "name": event.name,
        **particulars,
        "created_at": fold.at,
    }
    fold.changes.put(subscription, row)


def _message_gone(fold: Fold, event: events.MessageUnsubscribed | events.MessageCorrelated) -> None:
    _drop(fold, event.subscription_id)


def _signal_gone(fold: Fold, event: events.SignalUnsubscribed) -> None:
    _drop(fold, event.subscription_id)


def _drop(fold: Fold, subscription_id: UUID) -> None:
    fold.changes.clear(subscription, "id", subscription_id)


APPLIERS: Appliers = {
    events.MessageSubscribed: _message,
    events.MessageUnsubscribed: _message_gone,
    events.MessageCorrelated: _message_gone,
    events.SignalSubscribed: _signal,
    events.SignalUnsubscribed: _signal_gone,
}
