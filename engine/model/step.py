"""What one command did to one process instance, up to its next wait state."""

from dataclasses import dataclass
from enum import StrEnum

from engine.model.events import Event


class InstanceState(StrEnum):
    """States of a process instance (WfMC-TC-1011); an open incident is no state of its own."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    CANCELLED = "cancelled"
    """Whoever began it did not want it any more (撤销)."""
    VOIDED = "voided"
    """Administrators declared it void (作废)."""

    @property
    def ended(self) -> bool:
        return self not in {InstanceState.ACTIVE, InstanceState.SUSPENDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The interpreter's answer: everything that happened, in order, and the state to go on from."""

    snapshot: bytes
    """A cache: replaying the recorded commands gives the same bytes."""
    events: tuple[Event, ...]
