"""Events of taking back: a task returned, a submission withdrawn, a case cancelled or voided.

Each is a command; what it did in the diagram follows it in the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from engine.model.events.base import Event

Mode = Literal["again", "straight"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskReturned(Event):
    """Somebody sent a task back to one that was done before (退回)."""

    task_id: UUID
    element_id: str
    to: str
    """The element that begins again."""
    to_name: str
    mode: Mode
    """again: all that followed is done once more; straight: the case comes straight back."""
    reason: str
    instructions: tuple[Mapping[str, Any], ...]
    """As engine.model.moves writes them."""
    withdrawn: tuple[Mapping[str, Any], ...] = ()
    """What was taken back: id and element of each task, with who had it."""
    kept: tuple[str, ...] = ()
    """Flows into joins whose results of other branches stay as they are."""
    back: tuple[str, ...] = ()
    """Where the case goes on from the target, instead of by its flows."""
    rounds: Mapping[str, int] = field(default_factory=dict)
    """By element that is done again: in which round it is from now on."""
    rule: str = ""
    """The setting that returned it, where a group's no did so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskJumped(Event):
    """Somebody in charge put the case somewhere else from a task (跳转、人工干预)."""

    task_id: UUID
    element_id: str
    to: str
    """The element that begins."""
    reason: str
    instructions: tuple[Mapping[str, Any], ...]
    """As engine.model.moves writes them."""
    withdrawn: tuple[Mapping[str, Any], ...] = ()
    """What was taken back: id and element of each task, with who had it."""
    kept: tuple[str, ...] = ()
    """Flows into joins whose results of other branches stay as they are."""
    rounds: Mapping[str, int] = field(default_factory=dict)
    """By element that is done again: in which round it is from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionWithdrawn(Event):
    """Somebody took back what he had handed in, before anybody acted on it (撤回)."""

    task_id: UUID
    """The completed task; it begins again under another id."""
    element_id: str
    reason: str
    instructions: tuple[Mapping[str, Any], ...]
    withdrawn: tuple[Mapping[str, Any], ...] = ()
    """What was taken back: id and element of each task, with who had it."""
    rounds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskRead(Event):
    """Somebody to whom a task is offered looked at it for the first time (已阅)."""

    task_id: UUID
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceCancelled(Event):
    """Whoever began the case does not want it any more (撤销); ends it."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationBegun(Event):
    """The case is being cancelled (撤销中): nothing goes on, and what was completed is undone."""

    reason: str
    called: str = "end"
    """What becomes of called processes that still run: end or undo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationCompleted(Event):
    """All that could be undone is undone; ends the case as cancelled (已撤销)."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceVoided(Event):
    """Administrators declared the case void (作废); ends it."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingProposed(Event):
    """Somebody wants to end the case, which needs somebody else's consent."""

    ending: str
    """cancel or void."""
    reason: str
    completed: str = "keep"
    """What is to become of what was completed: keep, or undo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingAnswered(Event):
    """Somebody answered what was proposed; where he agreed the case ends in the next event."""

    ending: str
    agreed: bool
    reason: str = ""
