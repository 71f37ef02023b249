"""What can be asked of a running process: the inputs of the interpreter, pure data.

Each command that was carried out can be read back from the history, so that a case can be replayed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from engine.model.moves import Instruction
from engine.model.values import Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Begin a run, at the none start event or at the named element."""

    instance_id: UUID
    variables: Variables = field(default_factory=dict)
    element_id: str | None = None
    """The start event to begin at, or the element of the event that begins the case; None = the
    none start event, else all that no sequence flow leads to."""
    event: int | None = None
    """The place of what has come among the element's event definitions; None = all of them."""
    correlation_key: str = ""
    """Of the message that begins the case; others that are awaited with it share it."""
    case: Mapping[str, Any] = field(default_factory=dict)
    """What expressions may read as `case`: number, project, initiator, started."""
    at: tuple[Instruction, ...] = ()
    """Where to begin instead of at a start event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteActivity:
    """Complete a waiting user, manual or receive task, or a job, handing in variables by path."""

    activity_id: UUID
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseActivity:
    """Begin an activity of an open ad-hoc sub-process."""

    activity_id: UUID
    """Of the open ad-hoc sub-process."""
    element_id: str
    """Of what is to begin in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FireTimer:
    """Let a timer that is due fire; `missed` earlier cycles are coalesced into this firing."""

    timer_id: UUID
    missed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverMessage:
    """Hand a correlated message to one subscription."""

    subscription_id: UUID
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverSignal:
    """Hand a broadcast signal to every subscription of this instance that has its name."""

    name: str
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrowError:
    """Turn a waiting activity's failure into a BPMN error; uncaught = incident."""

    activity_id: UUID
    code: str
    message: str = ""
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrowEscalation:
    """Escalate from a waiting task or call; it goes on unless an interrupting event catches it."""

    activity_id: UUID
    code: str
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndChild:
    """Tell a call activity how its called process ended: completed, or with an error/escalation."""

    activity_id: UUID
    variables: Variables = field(default_factory=dict)
    error_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteVariables:
    """Change variables from outside; `scope_id` None = the process scope."""

    variables: Variables
    scope_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryIncident:
    """Run the activity that an incident stopped once more."""

    incident_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Modify:
    """Change by hand where the run stands: all of the instructions, or none."""

    instructions: tuple[Instruction, ...]
    reason: str = ""
    """Told with the user tasks that are withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RescheduleTimer:
    """Let an armed timer fire at another time."""

    timer_id: UUID
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptCalendar:
    """Count working time by another calendar, from when each armed timer was armed."""

    calendar: Mapping[str, Any]
    """As the fact `case.calendar`: `id` as code and version, and what it states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminate:
    """End the run where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Take back what is open, undo what was completed, the latest first, and end the run."""

    reason: str = ""
    """Told with the user tasks that are withdrawn, and at the end."""
    called: Literal["end", "undo"] = "end"
    """What becomes of called processes that still run: ended, or cancelled with undoing first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrate:
    """Go on as another version: whatever waits goes on waiting at its counterpart there.

    No `Command`, since it needs both versions: `interpreter.migrate` carries it out.
    """

    definition_id: str
    """The version to go on as."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Counterparts of elements and flows, by id, where it is not the one of the same id.

    An empty text lets what can be compensated be forgotten.
    """
    timers: Literal["keep", "recompute"] = "keep"
    """What a running timer does whose expression has changed."""
    routing: Literal["keep", "again"] = "keep"
    """Whether open user tasks stay with whom they are, or are offered anew."""


Command = (
    Start
    | CompleteActivity
    | ChooseActivity
    | FireTimer
    | DeliverMessage
    | DeliverSignal
    | ThrowError
    | ThrowEscalation
    | EndChild
    | WriteVariables
    | RetryIncident
    | Modify
    | RescheduleTimer
    | AdoptCalendar
    | Terminate
    | Cancel
)
