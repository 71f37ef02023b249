"""What waits for a message or a signal: running cases, and start events of definitions."""

from dataclasses import dataclass
from uuid import UUID

from engine.store.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """An element of a running case waits for a message or a signal."""

    id: UUID
    instance_id: UUID
    activity_id: UUID | None
    element_id: str
    kind: str
    """message or signal."""
    name: str
    correlation_key: str
    conversation: bool = False
    """The key is the conversation of the case; a message without a key reaches it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSubscription:
    """A start event of a definition waits for a message, a signal or a condition."""

    element_id: str
    kind: str
    """message, signal or conditional."""
    name: str
    """Of the message or signal; a condition is in the diagram."""
    event: int = 0
    """The place among the event definitions of the element."""
    definition_id: str = ""
    key: str = ""


def subscription_of(row: Row) -> Subscription:
    """Read a subscription."""
    return Subscription(
        id=row["id"],
        instance_id=row["instance_id"],
        activity_id=row["activity_id"],
        element_id=row["element_id"],
        kind=row["kind"],
        name=row["name"],
        correlation_key=row["correlation_key"],
        conversation=row["conversation"],
    )
