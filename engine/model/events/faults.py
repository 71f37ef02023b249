"""Events of errors and escalations that leave a case, and come to the case that called it."""

from dataclasses import dataclass, field
from uuid import UUID

from engine.model.events.base import Event
from engine.model.values import Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultUncaught(Event):
    """Nothing in the case caught what was thrown; where the case was called it goes outward."""

    activity_id: UUID
    element_id: str
    kind: str
    """error or escalation."""
    code: str
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildEscalated(Event):
    """A called process escalated, and nothing in it caught that; it goes on meanwhile."""

    activity_id: UUID
    element_id: str
    child_id: UUID
    code: str
    variables: Variables = field(default_factory=dict)
