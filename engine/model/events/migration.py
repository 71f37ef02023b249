"""Events of a case that goes on as another version of its process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.model.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceMigrated(Event):
    """An administrator moved the case to another version; what became of its parts follows."""

    definition_id: str
    version: int
    digest: str
    """Of the version that it goes on as."""
    previous_id: str
    previous_version: int
    previous_digest: str
    reason: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Counterparts by id of elements and flows whose counterpart has another id."""
    timers: str = "keep"
    """What running timers did whose expression had changed: keep or recompute."""
    routing: str = "keep"
    """Whether open user tasks kept who may see them, or were routed again: keep or again."""
    migration_id: UUID | None = None
    """The batch that it was part of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityMigrated(Event):
    """An open activity goes on at its counterpart."""

    activity_id: UUID
    element_id: str
    previous: str
    """Its element in the version before."""
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskMigrated(Event):
    """An open user task is now what the new version says, and stays with whom it is."""

    task_id: UUID
    element_id: str
    name: str
    form_id: str | None = None
    priority: int = 50
    settings: Mapping[str, str] = field(default_factory=dict)
    documentation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskRerouted(Event):
    """An open user task was offered anew, by the rules of the version in force.

    The interpreter fills what the diagram says; routing settles the rest before it is recorded.
    """

    task_id: UUID
    element_id: str
    assignee: str | None = None
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    principals: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    routing: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobMigrated(Event):
    """A job that is open or with a worker is now what the new version says; its lease stays."""

    job_id: UUID
    element_id: str
    type: str
    headers: Mapping[str, str] = field(default_factory=dict)
