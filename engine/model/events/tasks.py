"""Events of user tasks: what people did with the work in their worklists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.model.events.base import Event
from engine.model.values import Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskCreated(Event):
    """A piece of work reached a worklist.

    The interpreter fills what the diagram says; routing and deadlines settle the rest before the
    event is recorded. `principals` are the addresses that see it while nobody has claimed it.
    """

    task_id: UUID
    """Also the id of the activity instance."""
    element_id: str
    name: str
    form_id: str | None = None
    assignee: str | None = None
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    """Ids of people who may not act on it (回避)."""
    routing: Mapping[str, Any] = field(default_factory=dict)
    """How the principals were found: rule, unit, people then, fallback; the auditors' snapshot."""
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    priority: int = 50
    """0 to 100, higher first (Zeebe's range and default)."""
    deadline: Mapping[str, Any] = field(default_factory=dict)
    """Clock facts: duration, clock, calendar version, warnings, what a breach does."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """The `gj:*` properties in force for this node (task over lane)."""
    documentation: str = ""
    loop_counter: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskClaimed(Event):
    task_id: UUID
    element_id: str
    assignee: str
    assignee_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskReleased(Event):
    task_id: UUID
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskAssigned(Event):
    """A manager gave it to a person (None = back to the candidates)."""

    task_id: UUID
    element_id: str
    assignee: str | None
    assignee_name: str = ""
    previous: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskCompleted(Event):
    task_id: UUID
    element_id: str
    variables: Variables
    """What was handed in, after field rights and the form's check."""
    dropped: tuple[str, ...] = ()
    """Fields that this node may not write and that were therefore ignored."""
    occurred_at: datetime | None = None
    """When it was really done, where it is entered late (补录)."""
    late_reason: str = ""
    """Why it is entered late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskWithdrawn(Event):
    task_id: UUID
    element_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskDueChanged(Event):
    task_id: UUID
    element_id: str
    due_at: datetime | None
    previous: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskEscalated(Event):
    """A user escalated (BPMN escalation) or a BPMN error was raised at the task."""

    task_id: UUID
    element_id: str
    code: str
    variables: Variables = field(default_factory=dict)
    is_error: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentAdded(Event):
    comment_id: UUID
    text: str
    task_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentAdded(Event):
    attachment_id: UUID
    name: str
    media_type: str
    size: int
    """Bytes."""
    sha256: str
    task_id: UUID | None = None
    remark: bool = False
    """It came with a comment and is not for the form of its task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineWarned(Event):
    task_id: UUID
    element_id: str
    percent: int
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineBreached(Event):
    """The task was not done in time; `level` counts the breaches (1 = at the due time)."""

    task_id: UUID
    element_id: str
    level: int
    due_at: datetime
    rule: str = ""
    escalation_id: UUID | None = None
    """The escalation case that this breach started."""
    attached_to: UUID | None = None
    """The open escalation of the same case, as high or higher, to which it was added instead."""
    action: str = ""
    """What the breach did besides: remind, transfer, pass, reject; see engine.deadlines."""
