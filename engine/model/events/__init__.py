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
    InstanceModified,
    InstanceResumed,
    InstanceStarted,
    InstanceSuspended,
    InstanceTerminated,
    InstanceTitled,
    ModificationCarriedOut,
)
from engine.model.events.elements import (
    ActivityChosen,
    DecisionEvaluated,
    ElementActivated,
    ElementCompleted,
    ElementTerminated,
    SequenceFlowTaken,
    VariablesChanged,
    VariablesWritten,
)
from engine.model.events.faults import ChildEscalated, FaultUncaught
from engine.model.events.migration import (
    ActivityMigrated,
    InstanceMigrated,
    JobMigrated,
    UserTaskMigrated,
    UserTaskRerouted,
)
from engine.model.events.participants import (
    ConsultationAnswered,
    ConsultationAsked,
    ParticipantsChanged,
)
from engine.model.events.printing import ApprovalSheetPrinted
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
    "ActivityChosen",
    "ActivityMigrated",
    "ApprovalSheetPrinted",
    "AttachmentAdded",
    "CaseLinked",
    "ChildCalled",
    "ChildCancelled",
    "ChildEnded",
    "ChildEscalated",
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
    "FaultUncaught",
    "IncidentRaised",
    "IncidentResolved",
    "IncidentRetried",
    "InstanceCompleted",
    "InstanceMigrated",
    "InstanceModified",
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
    "JobMigrated",
    "MessageCorrelated",
    "MessageSubscribed",
    "MessageThrown",
    "MessageUnsubscribed",
    "ModificationCarriedOut",
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
    "UserTaskMigrated",
    "UserTaskReleased",
    "UserTaskRerouted",
    "UserTaskWithdrawn",
    "VariablesChanged",
    "VariablesWritten",
]

EVENTS: Mapping[str, type[Event]] = {cls.__name__: cls for cls in Event.__subclasses__()}
"""Every event class by its name, for reading the history back."""
