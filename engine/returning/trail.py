"""What the record of a case tells of visits, and of what followed from what (docs/why/0126)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from engine.model.events import (
    ElementActivated,
    ElementCompleted,
    Event,
    SequenceFlowTaken,
    UserTaskReturned,
)
from engine.model.moves import TakeFlow

_ACTIVITIES: Final = frozenset(
    {
        "task",
        "subProcess",
        "adHocSubProcess",
        "transaction",
        "callActivity",
        "multiInstanceBody",
        "standardLoopBody",
    }
)


@dataclass(slots=True, kw_only=True)
class Trail:
    """What the record tells of visits, and of what followed from what."""

    visits: dict[UUID, ElementActivated] = field(default_factory=dict)
    done: dict[UUID, int] = field(default_factory=dict)
    """The place in the record at which a visit completed."""
    after: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    came: dict[UUID, SequenceFlowTaken] = field(default_factory=dict)
    """By visit or arrival: the flow that led to it."""
    undone: set[UUID] = field(default_factory=set)
    """What an earlier return has taken back."""
    detours: dict[UUID, Sequence[str]] = field(default_factory=dict)
    """Visits from which the case goes straight back, with where to: what led there stays."""
    sent: dict[UUID, UserTaskReturned] = field(default_factory=dict)
    """By visit that was returned, to come straight back: how."""

    def enter(self, visit: ElementActivated) -> None:
        """Note a visit, and what it follows.

        What begins in the place of a completed visit of its own element was returned to.
        """
        before = self.visits.get(visit.cause_id) if visit.cause_id else None
        if before and before.element_id == visit.element_id and before.activity_id in self.done:
            self.undone |= self.followers(before.activity_id)
        if visit.cause_id is not None:
            self._note_detour(visit, visit.cause_id, before)
        self.visits[visit.activity_id] = visit
        for each in (visit.scope_id, visit.cause_id, *visit.arrivals):
            if each is not None:
                self.after[each].add(visit.activity_id)

    def _note_detour(
        self, visit: ElementActivated, cause: UUID, before: ElementActivated | None
    ) -> None:
        sent, way = self.sent.get(cause), self.detours.get(cause, ())
        if sent is not None and sent.to == visit.element_id:
            self.detours[visit.activity_id] = sent.back
        elif way and before and before.element_id == visit.element_id:
            self.detours[visit.activity_id] = way
        elif way[1:]:  # it is the first of them, which goes on to the others
            self.detours[visit.activity_id] = way[1:]

    def followers(self, activity_id: UUID) -> set[UUID]:
        """Return everything that followed from a visit, itself included."""
        found: set[UUID] = set()
        left = [activity_id]
        while left:
            each = left.pop()
            if each not in found:
                found.add(each)
                left += self.after.get(each, ())
        return found

    def elements(self, activities: Iterable[UUID]) -> tuple[str, ...]:
        """Return the elements of those that are activities as a whole, each once."""
        visits = (self.visits[each] for each in activities if each in self.visits)
        return tuple(sorted({visit.element_id for visit in visits if counts(visit)}))

    def results_from_outside(self, after: set[UUID], level: UUID | None) -> Iterator[TakeFlow]:
        """Yield, for each join that fired in the set, the arrivals that came from outside it."""
        visits = (visit for id_, visit in self.visits.items() if id_ in after)
        for visit in visits:
            counts = visit.scope_id == level and visit.activity_id not in self.undone
            for flow in (self.came[each] for each in visit.arrivals if counts):
                if flow.source_id not in after:
                    yield TakeFlow(flow_id=flow.flow_id, scope_id=level, cause_id=flow.source_id)


def trail_of(events: Iterable[Event]) -> Trail:
    """Read the whole record of a case."""
    trail = Trail()
    for place, event in enumerate(events):
        match event:
            case ElementActivated():
                trail.enter(event)
            case SequenceFlowTaken(source_id=source, target_id=UUID() as target):
                trail.came[target] = event
                if source is not None:
                    trail.after[source].add(target)
            case UserTaskReturned(mode="straight"):
                trail.sent[event.task_id] = event
            case ElementCompleted():
                trail.done[event.activity_id] = place
            case _:
                pass
    return trail


def counts(visit: ElementActivated) -> bool:
    """Whether it is an activity as a whole: no event, no gateway, not one of many instances."""
    is_activity = visit.kind in _ACTIVITIES or visit.kind.endswith("Task")
    return is_activity and visit.loop_counter is None
