"""A case as steps: each task with when it came, was taken and was done, by whom and for whom."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from engine.calendar import Calendar
from engine.history import HistoryRow
from engine.model import SYSTEM, events


class Ending(StrEnum):
    """What became of a step."""

    OPEN = "open"
    DONE = "done"
    RETURNED = "returned"
    """Whoever had it sent the case back (退回)."""
    JUMPED = "jumped"
    """Somebody in charge took the case away from it (跳转)."""
    TAKEN_BACK = "taken-back"
    """It was done, and then taken back by whoever had done it (撤回)."""
    CANCELLED = "cancelled"


@dataclass(slots=True, kw_only=True)
class Passage:
    """One task of a case, from its coming to its end; filled while the record is read."""

    task_id: UUID
    element_id: str
    name: str
    round: int
    """The how manieth visit of the element it is."""
    arrived: HistoryRow
    taken: HistoryRow | None = None
    """When somebody began: claimed it, or first said something as one of several."""
    ended: HistoryRow | None = None
    ending: Ending = Ending.OPEN
    due_at: datetime | None = None
    breaches: int = 0
    rows: list[HistoryRow] = field(default_factory=list)
    """All entries about it, in order."""

    def is_late(self, now: datetime) -> bool:
        """Whether it was, or is by now, done later than it was due."""
        end = self.ended.at if self.ended else now
        return self.due_at is not None and end > self.due_at

    def spent(self, calendar: Calendar, now: datetime) -> "Spent":
        """Return how long it waited and was worked on, in the working time of a calendar."""
        end = self.ended.at if self.ended else now
        taken = self.taken.at if self.taken else end
        return Spent(
            waiting=calendar.between(self.arrived.at, taken),
            handling=calendar.between(taken, end),
            whole=end - self.arrived.at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Working time until it was taken and from then on; and the whole time by the clock."""

    waiting: timedelta
    handling: timedelta
    whole: timedelta


_ENDINGS: Final = {
    events.UserTaskCompleted.__name__: Ending.DONE,
    events.UserTaskReturned.__name__: Ending.RETURNED,
    events.UserTaskJumped.__name__: Ending.JUMPED,
    events.UserTaskWithdrawn.__name__: Ending.CANCELLED,
}
_CLAIMED: Final = events.UserTaskClaimed.__name__
_GROUP: Final = events.ParticipantsChanged.__name__


def passages(rows: Iterable[HistoryRow]) -> Sequence[Passage]:
    """Return the steps of a case in the order in which they came."""
    found: dict[UUID | None, Passage] = {}
    visits: Counter[str] = Counter()
    for row in rows:
        event = row.event
        if isinstance(event, events.UserTaskCreated):
            visits[event.element_id] += 1
            found[event.task_id] = Passage(
                task_id=event.task_id,
                element_id=event.element_id,
                name=event.name,
                round=visits[event.element_id],
                arrived=row,
                due_at=event.due_at,
            )
        task_id = getattr(event, "task_id", None) or getattr(event, "activity_id", None)
        if task_id in found:
            _take(found[task_id], row)
    return tuple(found.values())


def _take(passage: Passage, row: HistoryRow) -> None:
    passage.rows.append(row)
    match row.event:
        case events.ElementTerminated():
            _end(passage, row, Ending.CANCELLED)
        case events.SubmissionWithdrawn():
            passage.ending = Ending.TAKEN_BACK
        case events.DeadlineBreached():
            passage.breaches += 1
        case (
            events.UserTaskDueChanged(due_at=due)
            | events.DeadlineResumed(due_at=due)
            | events.DeadlineRecalculated(due_at=due)
        ):
            passage.due_at = due
        case _:
            if row.type in _ENDINGS:
                _end(passage, row, _ENDINGS[row.type])
    begins = row.type == _CLAIMED or (row.type == _GROUP and row.actor != SYSTEM.id)
    if begins and passage.taken is None:
        passage.taken = row


def _end(passage: Passage, row: HistoryRow, ending: Ending) -> None:
    if passage.ended is None:
        passage.ended, passage.ending = row, ending
