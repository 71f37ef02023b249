"""What can happen to a process instance: the past-tense events its history is made of.

An event never changes its meaning; a new meaning is a new class. Field values are JSON, UUIDs,
aware UTC datetimes or tuples and mappings of these. The interpreter emits the events of elements;
use cases put the event of the command (who did what) in front.
Who acted, for whom, and when stands in the history row, not in the event.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.model.values import Variables


class Event:
    """Base of all history events; its class name is the `type` of the row."""

    __slots__ = ()


# ---- the case -----------------------------------------------------------------------------------
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
    parent_id: UUID | None = None
    parent_activity_id: UUID | None = None
    root_id: UUID | None = None
    title: str = ""
    case: Mapping[str, Any] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceResumed(Event):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceTitled(Event):
    """The title rule of the process gave a new title, or a search variable changed."""

    title: str
    search: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLinked(Event):
    """This case is related to another one (started it, was merged into it, …)."""

    other_id: UUID
    relation: str


# ---- elements -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class ElementActivated(Event):
    activity_id: UUID
    element_id: str
    kind: str
    """BPMN local name, e.g. `userTask`."""
    name: str = ""
    scope_id: UUID | None = None
    """The activity (sub-process, multi-instance body) it runs in; None = the process itself."""
    loop_counter: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementCompleted(Event):
    activity_id: UUID
    element_id: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementTerminated(Event):
    """The activity was cancelled: an interrupting event, a terminate end, a decided vote, …"""

    activity_id: UUID
    element_id: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceFlowTaken(Event):
    flow_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VariablesChanged(Event):
    """Variables of one scope changed; values are copies as they were at that moment."""

    changes: Mapping[str, tuple[Any, Any]]
    """Old and new value by name; old is None where the variable is new."""
    scope_id: UUID | None = None
    activity_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariablesWritten(Event):
    """Somebody edited variables from outside (the command; VariablesChanged follows)."""

    variables: Variables
    scope_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEvaluated(Event):
    activity_id: UUID
    element_id: str
    decision_id: str
    trace: tuple[Mapping[str, Any], ...]
    """Per decision of the graph: its id, inputs, the rules that matched (number, outputs), value."""
    result: Any


# ---- user tasks ---------------------------------------------------------------------------------
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
    """How the principals were found: rule, scope, unit, fallback used; the snapshot for auditors."""
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


# ---- timers, jobs, messages, signals, calls -----------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class TimerArmed(Event):
    timer_id: UUID
    element_id: str
    due_at: datetime
    activity_id: UUID | None = None
    """The activity it watches or waits in."""
    cycle: Mapping[str, Any] = field(default_factory=dict)
    """Remaining repetitions and interval of a repeating timer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerDisarmed(Event):
    timer_id: UUID
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(Event):
    timer_id: UUID
    element_id: str
    due_at: datetime
    missed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCreated(Event):
    job_id: UUID
    """Also the id of the activity instance."""
    element_id: str
    type: str
    retries: int = 3
    headers: Mapping[str, str] = field(default_factory=dict)
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCompleted(Event):
    job_id: UUID
    element_id: str
    variables: Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFailed(Event):
    job_id: UUID
    element_id: str
    retries: int
    message: str
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobErrorThrown(Event):
    job_id: UUID
    element_id: str
    code: str
    message: str = ""
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCancelled(Event):
    job_id: UUID
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSubscribed(Event):
    subscription_id: UUID
    element_id: str
    name: str
    correlation_key: str = ""
    activity_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageUnsubscribed(Event):
    subscription_id: UUID
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCorrelated(Event):
    subscription_id: UUID
    element_id: str
    name: str
    variables: Variables
    message_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageThrown(Event):
    """The case sent a message to whoever waits for it, or to a message start event."""

    element_id: str
    name: str
    correlation_key: str = ""
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSubscribed(Event):
    subscription_id: UUID
    element_id: str
    name: str
    activity_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalUnsubscribed(Event):
    subscription_id: UUID
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalReceived(Event):
    name: str
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalThrown(Event):
    element_id: str
    name: str
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildCalled(Event):
    """A call activity asks for a called process: an instance of its own."""

    activity_id: UUID
    element_id: str
    process_key: str
    variables: Variables
    binding: str = "latest"
    """latest, deployment or versionTag (Zeebe's bindingType)."""
    version_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildCancelled(Event):
    activity_id: UUID
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildEnded(Event):
    activity_id: UUID
    element_id: str
    child_id: UUID
    variables: Variables
    error_code: str | None = None


# ---- incidents ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRaised(Event):
    incident_id: UUID
    element_id: str
    kind: str
    """condition, expression, mapping, decision, error-uncaught, escalation, job, timer, call, limit."""
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


EVENTS: Mapping[str, type[Event]] = {cls.__name__: cls for cls in Event.__subclasses__()}
"""Every event class by its name, for reading the history back."""
