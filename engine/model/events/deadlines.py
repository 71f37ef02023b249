"""Events of deadlines: how the clock of a task was stopped, ran again, and was counted anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.model.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinePaused(Event):
    """The clock of a task was stopped for a listed reason, or because its case is suspended."""

    task_id: UUID
    element_id: str
    reason: str
    deadline: Mapping[str, Any] = field(default_factory=dict)
    """The clock facts as they are from now on."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineResumed(Event):
    """The clock of a task runs again; it is due later by what the pause took."""

    task_id: UUID
    element_id: str
    reason: str
    """That of the pause which is over."""
    due_at: datetime
    previous: datetime | None = None
    deadline: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRecalculated(Event):
    """The calendar of the project has changed, and with it when the task is due."""

    task_id: UUID
    element_id: str
    due_at: datetime
    previous: datetime | None = None
    before: str = ""
    """Code and version of the calendar that was counted by."""
    after: str = ""
    deadline: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAdopted(Event):
    """The calendar of the project has changed: drawn timers of the case count by this one now."""

    calendar: Mapping[str, Any]
    """`id` as code and version, and what it states."""
    before: str = ""
    """Code and version of the calendar that was counted by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerMoved(Event):
    """A timer in working time was counted anew by another calendar."""

    timer_id: UUID
    element_id: str
    due_at: datetime
    previous: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineReminded(Event):
    """The task is late beyond the last level: who has it is reminded, once more."""

    task_id: UUID
    element_id: str
    number: int
    """Of this reminder, from 1."""
    due_at: datetime
