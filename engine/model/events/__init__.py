"""What can happen to a process instance: the past-tense events its history is made of.

An event never changes its meaning; a new meaning is a new class. Field values are JSON, UUIDs,
aware UTC datetimes or tuples and mappings of these. The interpreter emits the events of elements;
use cases put the event of the command (who did what) in front.
Who acted, for whom, and when stands in the history row, not in the event.
"""

from collections.abc import Mapping

from engine.model.events.automatic import (
    ChildCalled,
    ChildCancelled,
    ChildEnded,
    JobCancelled,
    JobCompleted,
    JobCreated,
    JobErrorThrown,
    JobFailed,
    MessageCorrelated,
    MessageSubscribed,
    MessageThrown,
    MessageUnsubscribed,
    SignalReceived,
    SignalSubscribed,
    SignalThrown,
    SignalUnsubscribed,
    TimerArmed,
    TimerDisarmed,
    TimerFired,
)
from engine.model.events.base import Event
from engine.model.events.case import (
    CaseLinked,
    IncidentRaised,
    IncidentResolved,
    IncidentRetried,
    InstanceCompleted,
    InstanceResumed,
    InstanceStarted,
    InstanceSuspended,
    InstanceTerminated,
    InstanceTitled,
)
from engine.model.events.elements import (
    DecisionEvaluated,
    ElementActivated,
    ElementCompleted,
    ElementTerminated,
    SequenceFlowTaken,
    VariablesChanged,
    VariablesWritten,
)
from engine.model.events.participants import (
    ConsultationAnswered,
    ConsultationAsked,
    ParticipantsChanged,
)
from engine.model.events.tasks import (
    AttachmentAdded,
    CommentAdded,
    DeadlineBreached,
    DeadlineWarned,
    UserTaskAssigned,
    UserTaskClaimed,
    UserTaskCompleted,
    UserTaskCreated,
    UserTaskDueChanged,
    UserTaskEscalated,
    UserTaskReleased,
    UserTaskWithdrawn,
)

__all__ = [
    "EVENTS",
    "AttachmentAdded",
    "CaseLinked",
    "ChildCalled",
    "ChildCancelled",
    "ChildEnded",
    "CommentAdded",
    "ConsultationAnswered",
    "ConsultationAsked",
    "DeadlineBreached",
    "DeadlineWarned",
    "DecisionEvaluated",
    "ElementActivated",
    "ElementCompleted",
    "ElementTerminated",
    "Event",
    "IncidentRaised",
    "IncidentResolved",
    "IncidentRetried",
    "InstanceCompleted",
    "InstanceResumed",
    "InstanceStarted",
    "InstanceSuspended",
    "InstanceTerminated",
    "InstanceTitled",
    "JobCancelled",
    "JobCompleted",
    "JobCreated",
    "JobErrorThrown",
    "JobFailed",
    "MessageCorrelated",
    "MessageSubscribed",
    "MessageThrown",
    "MessageUnsubscribed",
    "ParticipantsChanged",
    "SequenceFlowTaken",
    "SignalReceived",
    "SignalSubscribed",
    "SignalThrown",
    "SignalUnsubscribed",
    "TimerArmed",
    "TimerDisarmed",
    "TimerFired",
    "UserTaskAssigned",
    "UserTaskClaimed",
    "UserTaskCompleted",
    "UserTaskCreated",
    "UserTaskDueChanged",
    "UserTaskEscalated",
    "UserTaskReleased",
    "UserTaskWithdrawn",
    "VariablesChanged",
    "VariablesWritten",
]

EVENTS: Mapping[str, type[Event]] = {cls.__name__: cls for cls in Event.__subclasses__()}
"""Every event class by its name, for reading the history back."""
