"""Events of a case as a whole, and of its incidents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.model.events.base import Event
from engine.model.values import Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceStarted(Event):
    definition_id: str
    key: str
    version: int
    digest: str
    variables: Variables
    business_key: str | None = None
    project: str | None = None
    """Code of the unit (小区) that the case belongs to."""
    element_id: str | None = None
    event: int | None = None
    """The place of what has come among the event definitions of the element; None = all."""
    correlation_key: str = ""
    parent_id: UUID | None = None
    parent_activity_id: UUID | None = None
    root_id: UUID | None = None
    title: str = ""
    case: Mapping[str, Any] = field(default_factory=dict)
    at: tuple[Mapping[str, Any], ...] = ()
    """Instructions where to begin instead of at a start event (engine.model.moves)."""
    round: int = 1
    """Which run of the same case number it is: a case that is started again is in round 2."""
    initiator: str | None = None
    """Who the case is of, where it is not who started it: a later round is of who began the
    first."""
    initiator_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceCompleted(Event):
    outcome: str = ""
    """Element id of the end event that was reached last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceTerminated(Event):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceSuspended(Event):
    reason: str
    until: datetime | None = None
    """When it goes on by itself; None = when somebody resumes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceResumed(Event):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceModified(Event):
    """Somebody changed by hand where the case stands (the command; what it did follows)."""

    instructions: tuple[Mapping[str, Any], ...]
    """As engine.model.moves writes them."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModificationCarriedOut(Event):
    """Where the case stood before a modification, and where it stands after."""

    before: tuple[Mapping[str, Any], ...]
    """What was open: activity_id, element_id, kind, scope_id, loop_counter, via, arrival,
    stopped."""
    after: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceTitled(Event):
    """The title rule of the process gave a new title, or a search variable changed."""

    title: str
    search: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLinked(Event):
    """The case is related to another one (started it, was merged into it, …)."""

    other_id: UUID
    relation: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRaised(Event):
    incident_id: UUID
    element_id: str
    kind: str
    """condition, data, expression, mapping, decision, error-uncaught, job, timer, call, limit."""
    message: str
    activity_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRetried(Event):
    incident_id: UUID
    element_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentResolved(Event):
    incident_id: UUID
    element_id: str
