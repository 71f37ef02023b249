"""Events of the people layer: who came into a user task's group, decided, left, was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.model.events.base import Event
from engine.model.values import Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsChanged(Event):
    """Somebody, or a rule, carried out an operation on the participants of a task.

    Who acted, for whom, from where and when stands in the history row. The token has not moved:
    where this decided the group, UserTaskCompleted follows.
    """

    task_id: UUID
    element_id: str
    operation: str
    """Name in the registry of operations: form, approve, add-before, transfer, skip, …"""
    participant: int | None = None
    """The item that acted or was acted on."""
    targets: tuple[str, ...] = ()
    """Ids of the people it is about: added, removed, handed to."""
    before: tuple[Mapping[str, Any], ...] = ()
    """Of each item that changed: its id and the fields as they were."""
    after: tuple[Mapping[str, Any], ...] = ()
    """The same fields as they are now; of a new item all fields."""
    open: Mapping[str, str] | None = field(default_factory=dict)
    """Names by id of the people in whose work lists the task stands now; None = see `joined`."""
    joined: Mapping[str, str] = field(default_factory=dict)
    """Names by id of the people to whose work lists it came, where it stands in those of many."""
    left: tuple[str, ...] = ()
    """Ids of the people whose work lists it left, where `open` is None."""
    decision: str | None = None
    opinion: str = ""
    signature: Mapping[str, Any] = field(default_factory=dict)
    variables: Variables = field(default_factory=dict)
    """The fields that were handed in with it."""
    dropped: tuple[str, ...] = ()
    """Fields that this node may not write and that were therefore ignored."""
    reason: str = ""
    tally: Mapping[str, Any] = field(default_factory=dict)
    """How the group stood after it: yes, no, open, total, needed, unvoted (of a few)."""
    outcome: str | None = None
    """`approve` or `reject` where this decided the group."""
    rule: Mapping[str, Any] = field(default_factory=dict)
    """Id and version of the rule where the system acted, and the decision it relied on."""
    occurred_at: datetime | None = None
    """When it was really said, where it is entered late (补录)."""
    late_reason: str = ""
    """Why it is entered late."""
    proof: Mapping[str, Any] = field(default_factory=dict)
    """That who decided proved once more who he is (gj:proof): what asked, by what, at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationAsked(Event):
    """A participant asked people for their opinion; the task stays where it is (征询)."""

    consultation_id: UUID
    task_id: UUID
    element_id: str
    people: Mapping[str, str]
    """Names by id of those who are asked."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationAnswered(Event):
    """Somebody answered what he was asked; the participant still decides."""

    consultation_id: UUID
    task_id: UUID
    element_id: str
    text: str
