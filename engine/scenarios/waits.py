"""Waits: what waits in a case, folded from what the interpreter tells, without any store."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from engine.model import events
from engine.model.events import Event

_BEGUN: Final[Mapping[type[Event], str]] = {
    events.UserTaskCreated: "task_id",
    events.JobCreated: "job_id",
    events.ChildCalled: "activity_id",
    events.TimerArmed: "timer_id",
    events.MessageSubscribed: "subscription_id",
    events.SignalSubscribed: "subscription_id",
}
_OVER: Final[Mapping[type[Event], str]] = {
    events.UserTaskWithdrawn: "task_id",
    events.JobCancelled: "job_id",
    events.ChildCancelled: "activity_id",
    events.TimerDisarmed: "timer_id",
    events.MessageUnsubscribed: "subscription_id",
    events.SignalUnsubscribed: "subscription_id",
    events.ElementCompleted: "activity_id",
    events.ElementTerminated: "activity_id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """What waits in one case after one step."""

    open: Mapping[UUID, Event] = field(default_factory=dict)
    """The event by which each began, in the order in which they did."""
    stuck: tuple[str, ...] = ()
    """Why the step stopped: element and message of each incident that it raised."""
    ended: bool = False
    """The case has ended; an error that leaves it for whoever called it is an end, too."""

    def after(self, told: Iterable[Event], fired: UUID | None = None) -> "Waits":
        """Return what waits after a step that told these events; `fired` is a timer that did."""
        now = {id_: begun for id_, begun in self.open.items() if id_ != fired}
        stuck: list[str] = []
        ended = left = False
        for event in told:
            kind = type(event)
            if kind in _BEGUN:
                now[getattr(event, _BEGUN[kind])] = event
            elif kind in _OVER:
                now.pop(getattr(event, _OVER[kind]), None)
            elif isinstance(event, events.IncidentRaised):
                stuck.append(f"{event.element_id}: {event.message}")
            ended |= isinstance(event, events.InstanceCompleted)
            left |= isinstance(event, events.FaultUncaught) and event.kind == "error"
        return replace(self, open=now, stuck=() if left else tuple(stuck), ended=ended or left)
