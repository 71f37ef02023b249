"""The kinds of what is told, by the history event that each tells; those of drafts have none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.model import events
from engine.model.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of what is told."""

    name: str
    zh: str
    en: str
    urgent: bool = False
    """It waits for no digest; quiet hours hold it back all the same."""


_ALL: Final = (
    Kind(name="task.created", zh="新待办", en="New task"),
    Kind(name="task.assigned", zh="转交给我", en="Handed to me", urgent=True),
    Kind(name="task.returned", zh="退回重办", en="Came back", urgent=True),
    Kind(name="task.urged", zh="催办", en="Urged", urgent=True),
    Kind(name="task.due-soon", zh="即将超时", en="Due soon", urgent=True),
    Kind(name="task.overdue", zh="已超时", en="Overdue", urgent=True),
    Kind(name="task.completed", zh="任务完成", en="Task completed"),
    Kind(name="task.withdrawn", zh="任务撤回", en="Task withdrawn"),
    Kind(name="case.started", zh="流程发起", en="Case started"),
    Kind(name="case.restarted", zh="重新发起", en="Started again"),
    Kind(name="case.completed", zh="流程结束", en="Case completed"),
    Kind(name="case.terminated", zh="流程终止", en="Case terminated"),
    Kind(name="case.copied", zh="抄送", en="Copied to me"),
    Kind(name="case.mentioned", zh="提到我", en="Mentioned", urgent=True),
    Kind(name="case.commented", zh="新意见", en="Comment"),
    Kind(name="case.asked", zh="征询", en="Asked for an opinion", urgent=True),
    Kind(name="case.answered", zh="征询答复", en="Answer"),
    Kind(name="case.notice", zh="通知", en="Notice"),
    Kind(name="calendar.unmaintained", zh="节假日未维护", en="Holidays not maintained"),
    Kind(name="incident.raised", zh="流程异常", en="Incident", urgent=True),
    Kind(name="draft.submitted", zh="流程待审核", en="Draft to review"),
    Kind(name="draft.approved", zh="流程审核通过", en="Draft approved"),
    Kind(name="draft.rejected", zh="流程退回修改", en="Draft sent back"),
    Kind(name="draft.released", zh="流程已发布", en="Draft released"),
)

KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in _ALL}

CHECKPOINT: Final = "checkpoint"
"""What a web hook names to be sent signed checkpoints; `*` does not mean it: it is for auditors."""

TOLD: Final[Mapping[type[Event], str]] = {
    events.UserTaskCreated: "task.created",
    events.UserTaskAssigned: "task.assigned",
    events.UserTaskRerouted: "task.assigned",
    events.ParticipantsChanged: "task.assigned",
    events.UserTaskUrged: "task.urged",
    events.DeadlineWarned: "task.due-soon",
    events.DeadlineBreached: "task.overdue",
    events.UserTaskCompleted: "task.completed",
    events.UserTaskWithdrawn: "task.withdrawn",
    events.InstanceStarted: "case.started",
    events.InstanceCompleted: "case.completed",
    events.InstanceTerminated: "case.terminated",
    events.InstanceCancelled: "case.terminated",
    events.CancellationCompleted: "case.terminated",
    events.InstanceVoided: "case.terminated",
    events.CaseCopied: "case.copied",
    events.CommentAdded: "case.commented",
    events.ConsultationAsked: "case.asked",
    events.ConsultationAnswered: "case.answered",
    events.NoticeGiven: "case.notice",
    events.IncidentRaised: "incident.raised",
}
"""The events that are announced, and the kind under which machines hear of them."""


def kind_of(event: Event) -> str:
    """Return the kind under which machines hear of an event that is told."""
    return TOLD[type(event)]
