"""Read models: process instances, user tasks, jobs, incidents as the worklist tables hold them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from engine.errors import Conflict, InstanceNotActive, NotPermitted, TaskClaimed, TaskNotOpen
from engine.model.people import Actor, person
from engine.model.step import InstanceState


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessInstance:
    """One run of a process definition, without its variables."""

    id: UUID
    definition_id: str
    key: str
    version: int
    process_name: str
    state: InstanceState
    seq: int
    """Number of its last history event; also its version for ETag / If-Match."""
    head: str
    """Hash (hex) of its last history event."""
    business_key: str | None
    title: str
    project: str | None
    initiator: str
    initiator_name: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    root_id: UUID
    parent_id: UUID | None
    parent_activity_id: UUID | None
    incidents: int
    """Open incidents."""
    search: Mapping[str, Any] = field(default_factory=dict)
    """Declared search variables (`gj:search`)."""
    returns: int = 0
    """How often a task of it was returned (退回)."""
    rounds: Mapping[str, int] = field(default_factory=dict)
    """In which round an element is that was returned to or is done again because of that."""
    erased_at: datetime | None = None
    """When its personal data was erased; such a case is neither replayed nor started again."""

    def check_active(self) -> None:
        """Raise InstanceNotActive unless commands may be carried out."""
        if self.state is not InstanceState.ACTIVE:
            raise InstanceNotActive(f"case {self.business_key or self.id} is {self.state}")


class TaskState(StrEnum):
    """States of a user task (WS-HumanTask 1.1, 4.10, in our words)."""

    READY = "ready"
    CLAIMED = "claimed"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTask:
    """One piece of work in somebody's worklist (WfMC: work item)."""

    id: UUID
    instance_id: UUID
    element_id: str
    name: str
    state: TaskState
    version: int
    """The seq of the last history event that touched it; for ETag / If-Match."""
    definition_id: str
    key: str
    process_name: str
    business_key: str | None
    title: str
    project: str | None
    form_id: str | None
    assignee: str | None
    assignee_name: str
    principals: tuple[str, ...]
    excluded: tuple[str, ...]
    priority: int
    created_at: datetime
    due_at: datetime | None
    follow_up_at: datetime | None
    claimed_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None
    ended_by_name: str
    ended_for: str | None = None
    """In whose place whoever completed it acted."""
    settings: Mapping[str, str] = field(default_factory=dict)
    routing: Mapping[str, Any] = field(default_factory=dict)
    deadline: Mapping[str, Any] = field(default_factory=dict)
    search: Mapping[str, Any] = field(default_factory=dict)
    documentation: str = ""
    loop_counter: int | None = None
    breaches: int = 0
    grouped: bool = False
    """Whether participants decide it, each with an item of its own."""
    involved: tuple[str, ...] = ()
    """Ids of the people who take or took part in it, or were asked for their opinion."""
    tally: Mapping[str, Any] = field(default_factory=dict)
    """How its participants stood when one of them last acted; see ParticipantsChanged."""
    round: int = 1
    """How often its element is done because the case was returned; the first time is 1."""
    read_by: tuple[str, ...] = ()
    """Ids of the people to whom it was offered and who have looked at it."""
    urges: int = 0
    """How often somebody urged those who have it."""
    urged_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state in {TaskState.READY, TaskState.CLAIMED}

    def check_open(self) -> None:
        """Raise TaskNotOpen, naming who dealt with it, unless it can still be worked on."""
        if not self.is_open:
            who = self.ended_by_name or "system"
            raise TaskNotOpen(
                f"task {self.name} was {self.state} by {who}",
                state=str(self.state),
                by=self.ended_by_name,
                at=self.ended_at.isoformat() if self.ended_at else None,
            )

    def check_not_blocked(self) -> None:
        """Raise NotPermitted where nobody was found and its node stops it (gj:empty = block).

        It stands with the administrators, who give it to somebody; they do not decide in his place.
        """
        if self.routing.get("empty") == "block" and self.assignee is None and not self.grouped:
            raise NotPermitted(
                f"nobody was found for task {self.name}: give it to somebody first",
                zh="未找到办理人，任务已阻断，请先派单给具体人员",
            )

    def check_not_claimed_by_another(self, actor: Actor) -> None:
        """Raise TaskClaimed, naming the holder, if somebody else holds it."""
        if self.assignee not in {None, actor.id, actor.on_behalf_of}:
            raise TaskClaimed(
                f"task {self.name} is with {self.assignee_name}", by=self.assignee_name
            )

    def is_candidate(self, actor: Actor) -> bool:
        """Tell whether it may reach this actor: assigned, or a candidate and not excluded."""
        if actor.id in self.excluded:
            return False
        return self.assignee == actor.id or not actor.principals.isdisjoint(
            (*self.principals, *([person(self.assignee)] if self.assignee else []))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A locked process instance: what a use case needs to carry out a command."""

    instance: ProcessInstance
    snapshot: bytes

    def check_version(self, expected: int | None, actual: int) -> None:
        """Raise Conflict where an expected version was named and is not the present one."""
        if expected is not None and expected != actual:
            raise Conflict(f"version {expected} was expected, {actual} is present")


class JobState(StrEnum):
    OPEN = "open"
    LEASED = "leased"
    FAILED = "failed"
    """Retries are used up: an incident is open."""
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Automatic work with a due time: a timer, a service job, or the engine's own errands."""

    id: UUID
    instance_id: UUID
    element_id: str
    kind: str
    """timer, service, deadline, message (to be correlated), signal (to be broadcast), start."""
    type: str
    state: JobState
    due_at: datetime
    retries: int
    attempts: int
    worker: str | None
    leased_until: datetime | None
    headers: Mapping[str, str] = field(default_factory=dict)
    payload: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    business_key: str | None = None
    definition_id: str | None = None
    """Of a start timer (kind start), which belongs to a definition; its `instance_id` is nil."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Something stopped an instance and a person must decide."""

    id: UUID
    instance_id: UUID
    activity_id: UUID | None
    element_id: str
    kind: str
    message: str
    created_at: datetime
    resolved_at: datetime | None = None
    key: str = ""
    business_key: str | None = None
