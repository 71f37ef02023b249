"""Events of what runs by itself: timers, jobs, messages, signals, called processes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.model.events.base import Event
from engine.model.values import Variables


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
class TimerRescheduled(Event):
    """Somebody has moved a timer of the case by hand; no calendar moves it any more."""

    timer_id: UUID
    element_id: str
    due_at: datetime
    previous: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRescheduled(Event):
    """Somebody has said by hand when a service job is to be tried next."""

    job_id: UUID
    element_id: str
    due_at: datetime
    previous: datetime
    reason: str


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
    conversation: bool = False
    """The key is the conversation of the case: a message without a key may be meant too."""


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
    heard: bool = False
    """Those who listen in the case itself have heard it; False = as told by earlier releases."""


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
class ChildCancellationAsked(Event):
    """The caller is being cancelled with undoing: so is the called process, before its caller."""

    activity_id: UUID
    element_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildEnded(Event):
    activity_id: UUID
    element_id: str
    child_id: UUID | None
    """None = there was nothing to end: the call had stopped before anything began."""
    variables: Variables
    error_code: str | None = None
