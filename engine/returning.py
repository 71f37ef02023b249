"""Returning a case (退回) to a task that was done before: to which, and what that takes. Pure.

Returning is forward-only: history stays, the work that followed from the target is withdrawn, and
the target begins anew.  What followed from what is read from the record (docs/why/0126), because
the interpreter keeps no finished token:

1. the causal set of the target's last completed visit: everything that followed from it;
2. what is open in that set is withdrawn, arrivals that wait at joins included;
3. where a join fired in that set, its arrivals from outside are results of branches that the
   return does not touch: they are put there again, so that the join does not wait for work that
   need not be redone;
4. the target begins again in the place of that visit (its `cause_id`), with its boundary events
   armed; what followed from the visit is undone and counts no more when it is returned again.

A return stays within the process: a called process ends with a decision that its caller reads.
Out of a sub-process it may lead to what is around it; never into one that has ended, nor into
another instance of a multi-instance.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from engine.errors import Invalid, NotFound
from engine.model.events import (
    ElementActivated,
    ElementCompleted,
    Event,
    SequenceFlowTaken,
)
from engine.model.moves import (
    ActivateBefore,
    CancelActivity,
    Instruction,
    OpenActivity,
    TakeFlow,
)

REFUSALS: Final[Mapping[str, str]] = {
    "not-done": "it was never completed",
    "not-before": "the task did not follow from it: it is of another branch, or came later",
    "not-around": "it lies in a sub-process or an instance that the task is not in",
}
"""Why a visited activity cannot be returned to, by code."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An activity that the case has visited, and whether a task may be returned to it."""

    element_id: str
    activity_id: UUID
    """Its last completed visit before the task; where it is refused, its last visit."""
    kind: str
    """As ElementActivated tells it: `userTask`, `multiInstanceBody`, `subProcess`, …"""
    name: str
    refusal: str = ""
    """A code of REFUSALS; empty = it may be returned to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What one return takes: the instructions of a Modify, and what they mean."""

    target: Target
    instructions: tuple[Instruction, ...]
    withdrawn: tuple[OpenActivity, ...]
    """What is taken back: the task (or what it stands in) and whatever else followed from the
    target, arrivals that wait at joins included."""
    kept: tuple[str, ...]
    """Flows into joins whose results of other branches stay as they are."""


def targets(
    events: Iterable[Event], opened: Sequence[OpenActivity], activity_id: UUID
) -> tuple[Target, ...]:
    """Return every activity that the case has visited, in the order of the first visit.

    `events` is the whole record of the case, `opened` what is open now (open_activities of the
    interpreter), `activity_id` the open task that is to be returned.  Raises NotFound where that
    is not open.
    """
    trail = _trail(events)
    levels = _levels(trail, opened, activity_id)
    elements = dict.fromkeys(each.element_id for each in trail.visits.values() if _counts(each))
    return tuple(_target(trail, levels, element_id, activity_id) for element_id in elements)


def plan(
    events: Iterable[Event], opened: Sequence[OpenActivity], activity_id: UUID, element_id: str
) -> Return:
    """Return what it takes to return an open task to an element.

    Carry the instructions out with Modify, in the transaction that read `events` and `opened`
    under the lock of the case.  Raises NotFound where the task is not open or the element was
    never visited, Invalid (fact `refusal`: a code of REFUSALS) where it cannot be returned to.
    """
    trail = _trail(events)
    levels = _levels(trail, opened, activity_id)
    if not any(each.element_id == element_id for each in trail.visits.values() if _counts(each)):
        raise NotFound(f"{element_id} was not done in this process", element_id=element_id)
    target = _target(trail, levels, element_id, activity_id)
    if target.refusal:
        raise Invalid(
            f"{element_id} cannot be returned to: {REFUSALS[target.refusal]}",
            element_id=element_id,
            refusal=target.refusal,
        )
    level = trail.visits[target.activity_id].scope_id
    after = trail.followers(target.activity_id) | {levels[level]}
    withdrawn = tuple(o for o in opened if o.activity_id in after and o.scope_id == level)
    kept = tuple(trail.results_from_outside(after, level))
    begin = ActivateBefore(element_id=element_id, scope_id=level, cause_id=target.activity_id)
    return Return(
        target=target,
        instructions=(
            *(CancelActivity(activity_id=each.activity_id) for each in withdrawn),
            *kept,
            begin,
        ),
        withdrawn=withdrawn,
        kept=tuple(each.flow_id for each in kept),
    )


@dataclass(slots=True, kw_only=True)
class _Trail:
    """What the record tells of visits, and of what followed from what."""

    visits: dict[UUID, ElementActivated] = field(default_factory=dict)
    done: dict[UUID, int] = field(default_factory=dict)
    """The place in the record at which a visit completed."""
    after: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    came: dict[UUID, SequenceFlowTaken] = field(default_factory=dict)
    """By visit or arrival: the flow that led to it."""
    undone: set[UUID] = field(default_factory=set)
    """What an earlier return has taken back."""

    def enter(self, visit: ElementActivated) -> None:
        """Note a visit, and what it follows.

        What begins in the place of a completed visit of its own element was returned to.
        """
        before = self.visits.get(visit.cause_id) if visit.cause_id else None
        if before and before.element_id == visit.element_id and before.activity_id in self.done:
            self.undone |= self.followers(before.activity_id)
        self.visits[visit.activity_id] = visit
        for each in (visit.scope_id, visit.cause_id, *visit.arrivals):
            if each is not None:
                self.after[each].add(visit.activity_id)

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

    def results_from_outside(self, after: set[UUID], level: UUID | None) -> Iterator[TakeFlow]:
        """Yield, for each join that fired in the set, the arrivals that came from outside it."""
        visits = (visit for id_, visit in self.visits.items() if id_ in after)
        for visit in visits:
            counts = visit.scope_id == level and visit.activity_id not in self.undone
            for flow in (self.came[each] for each in visit.arrivals if counts):
                if flow.source_id not in after:
                    yield TakeFlow(flow_id=flow.flow_id, scope_id=level, cause_id=flow.source_id)


def _trail(events: Iterable[Event]) -> _Trail:
    trail = _Trail()
    for place, event in enumerate(events):
        match event:
            case ElementActivated():
                trail.enter(event)
            case SequenceFlowTaken(source_id=source, target_id=UUID() as target):
                trail.came[target] = event
                if source is not None:
                    trail.after[source].add(target)
            case ElementCompleted():
                trail.done[event.activity_id] = place
            case _:
                pass
    return trail


def _levels(
    trail: _Trail, opened: Sequence[OpenActivity], activity_id: UUID
) -> dict[UUID | None, UUID]:
    """Return, by each scope around the task, the activity directly in it that the task is in."""
    if not any(each.activity_id == activity_id and not each.arrival for each in opened):
        raise NotFound(f"no activity {activity_id} is open", id=str(activity_id))
    levels: dict[UUID | None, UUID] = {}
    inner: UUID | None = activity_id
    while inner is not None:
        scope = trail.visits[inner].scope_id
        levels[scope] = inner
        inner = scope
    return levels


def _target(
    trail: _Trail, levels: Mapping[UUID | None, UUID], element_id: str, activity_id: UUID
) -> Target:
    here = [v for v in trail.visits.values() if v.element_id == element_id and _counts(v)]
    done_now = trail.done.keys() - trail.undone
    done = sorted(
        (visit for visit in here if visit.activity_id in done_now),
        key=lambda visit: trail.done[visit.activity_id],
    )
    around = [visit for visit in done if visit.scope_id in levels]
    before = [visit for visit in around if activity_id in trail.followers(visit.activity_id)]
    last = (before or around or done or here)[-1]
    refusal = "not-before"
    if before:
        refusal = ""
    elif not done:
        refusal = "not-done"
    elif not around:
        refusal = "not-around"
    return Target(
        element_id=element_id,
        activity_id=last.activity_id,
        kind=last.kind,
        name=last.name,
        refusal=refusal,
    )


def _counts(visit: ElementActivated) -> bool:
    """Whether it is an activity as a whole: no event, no gateway, not one of many instances."""
    is_activity = visit.kind in _ACTIVITIES or visit.kind.endswith("Task")
    return is_activity and visit.loop_counter is None
