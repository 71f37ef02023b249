"""A case at any moment: where it stood, what its data was, and what each act changed.

The record is cut into moments: something that somebody, a timer or a message did, with all that
followed from it. Before and after any of them the case is told by the entries up to there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from engine.history import HistoryRow
from engine.model import events

_FOLLOWING: Final = frozenset(
    each.__name__
    for each in (
        events.ActivityMigrated,
        events.ChildCalled,
        events.ChildCancelled,
        events.DecisionEvaluated,
        events.ElementActivated,
        events.ElementCompleted,
        events.ElementTerminated,
        events.FaultUncaught,
        events.IncidentRaised,
        events.IncidentResolved,
        events.InstanceCompleted,
        events.InstanceTitled,
        events.JobCancelled,
        events.JobCreated,
        events.JobMigrated,
        events.MessageSubscribed,
        events.MessageThrown,
        events.MessageUnsubscribed,
        events.ModificationCarriedOut,
        events.SequenceFlowTaken,
        events.SignalSubscribed,
        events.SignalThrown,
        events.SignalUnsubscribed,
        events.TimerArmed,
        events.TimerDisarmed,
        events.UserTaskCreated,
        events.UserTaskMigrated,
        events.UserTaskRerouted,
        events.UserTaskWithdrawn,
        events.VariablesChanged,
    )
)
"""Types of events that follow from another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One variable that changed."""

    name: str
    old: Any
    new: Any
    row: HistoryRow
    element_id: str
    """Where it changed; empty where the whole case's data were written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One act and what followed: the entries of the record from `row` to the number `last`."""

    row: HistoryRow
    """The act itself."""
    last: int
    changes: tuple[Change, ...]
    before: tuple[str, ...]
    """Elements that were open, in the order in which they were entered."""
    after: tuple[str, ...]


def moments(rows: Iterable[HistoryRow]) -> Sequence[Moment]:
    """Cut a case's record into moments, in order."""
    cut: list[list[HistoryRow]] = []
    for row in rows:
        if not cut or row.type not in _FOLLOWING:
            cut.append([])
        cut[-1].append(row)
    told = _Told()
    return tuple(told.moment(each) for each in cut)


def data_at(rows: Iterable[HistoryRow]) -> Mapping[str, Any]:
    """Return the case's own data after these entries; data of inner scopes are left out."""
    found: dict[str, Any] = {}
    for row in rows:
        if isinstance(event := row.event, events.VariablesChanged) and event.scope_id is None:
            found |= {name: new for name, (_, new) in event.changes.items()}
    return found


class _Told:
    """What is open, as the record tells it entry by entry."""

    def __init__(self) -> None:
        self._open: dict[UUID, str] = {}
        self._elements: dict[UUID, str] = {}

    def moment(self, rows: Sequence[HistoryRow]) -> Moment:
        before = tuple(self._open.values())
        changes: list[Change] = []
        for row in rows:
            self._take(row.event)
            changes += self._changes(row, rows[0])
        return Moment(
            row=rows[0],
            last=rows[-1].seq,
            changes=tuple(changes),
            before=before,
            after=tuple(self._open.values()),
        )

    def _take(self, event: events.Event | None) -> None:
        match event:
            case (
                events.ElementActivated(activity_id=id_, element_id=element)
                | events.ActivityMigrated(activity_id=id_, element_id=element)
            ):
                self._open[id_] = self._elements[id_] = element
            case (
                events.ElementCompleted(activity_id=id_) | events.ElementTerminated(activity_id=id_)
            ):
                self._open.pop(id_, None)
            case _:
                pass

    def _changes(self, row: HistoryRow, act: HistoryRow) -> list[Change]:
        event = row.event
        if not isinstance(event, events.VariablesChanged):
            return []
        where = self._elements.get(event.activity_id, "") if event.activity_id else ""
        return [
            Change(name=name, old=old, new=new, row=row, element_id=where or act.element_id or "")
            for name, (old, new) in event.changes.items()
        ]
