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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from engine.errors import Invalid, NotFound
from engine.model.events import Event
from engine.model.moves import ActivateBefore, CancelActivity, Instruction, OpenActivity
from engine.returning.trail import Trail, counts, trail_of

REFUSALS: Final[Mapping[str, str]] = {
    "not-done": "it was never completed",
    "not-before": "the task did not follow from it: it is of another branch, or came later",
    "not-around": "it lies in a sub-process or an instance that the task is not in",
    "not-straight": "the case cannot come straight back: they are not of the same level",
    "gone-on": "the case has gone on from it, or nothing that followed is open",
}
"""Why a visited activity cannot be returned to, by code."""


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
    direct: bool = False
    """Whether nothing else that may be returned to lies between."""
    straight: bool = False
    """Whether the case can come straight back from it: it is of the same level as the task."""
    done_at: int = -1
    """The place in the record at which it completed."""


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
    redone: tuple[str, ...]
    """Elements that are to be done again, in a round of their own."""
    back: tuple[str, ...] = ()
    """Where the case goes on from the target, instead of by its flows."""


def targets(
    events: Iterable[Event], opened: Sequence[OpenActivity], activity_id: UUID
) -> tuple[Target, ...]:
    """Return every activity that the case has visited, in the order of the first visit.

    `events` is the whole record of the case, `opened` what is open now (open_activities of the
    interpreter), `activity_id` the open task that is to be returned.  Raises NotFound where that
    is not open.
    """
    trail = trail_of(events)
    levels = _levels(trail, opened, activity_id)
    elements = dict.fromkeys(each.element_id for each in trail.visits.values() if counts(each))
    found = [_target(trail, levels, element_id, activity_id) for element_id in elements]
    allowed = {each.activity_id for each in found if not each.refusal}
    return tuple(
        replace(each, direct=trail.followers(each.activity_id) & allowed == {each.activity_id})
        for each in found
    )


def plan(
    events: Iterable[Event], opened: Sequence[OpenActivity], activity_id: UUID, element_id: str
) -> Return:
    """Return what it takes to return an open task to an element.

    Carry the instructions out with Modify, in the transaction that read `events` and `opened`
    under the lock of the case.  Raises NotFound where the task is not open or the element was
    never visited, Invalid (fact `refusal`: a code of REFUSALS) where it cannot be returned to.
    """
    trail = trail_of(events)
    levels = _levels(trail, opened, activity_id)
    target = _allowed(trail, levels, element_id, activity_id)
    level = trail.visits[target.activity_id].scope_id
    return _again(trail, opened, target, {levels[level]})


def detour(
    events: Iterable[Event], opened: Sequence[OpenActivity], activity_id: UUID, element_id: str
) -> Return:
    """Return what it takes to return an open task to an element, to come straight back from there.

    Nothing but the task is withdrawn, and what led to it counts on: the target begins beside, and
    when it completes the task begins again. Raises as `plan` does, and Invalid (`not-straight`)
    where the two are not of the same level.
    """
    trail = trail_of(events)
    levels = _levels(trail, opened, activity_id)
    target = _allowed(trail, levels, element_id, activity_id)
    if not target.straight:
        raise _refused(element_id, "not-straight")
    task = next(each for each in opened if each.activity_id == activity_id)
    back = (task.element_id, *task.then)
    begin = ActivateBefore(
        element_id=element_id, scope_id=task.scope_id, cause_id=activity_id, then=back
    )
    return Return(
        target=target,
        instructions=(CancelActivity(activity_id=activity_id), begin),
        withdrawn=(task,),
        kept=(),
        redone=tuple(sorted({element_id, task.element_id})),
        back=back,
    )


def withdrawal(
    events: Iterable[Event], opened: Sequence[OpenActivity], activity_id: UUID
) -> tuple[Return, frozenset[UUID]]:
    """Return what it takes to take a completed task back, and everything that followed from it.

    Raises NotFound where there was no such visit, Invalid (fact `refusal`) where it is one of many
    instances, lies in what has ended, or nothing that followed is open.
    """
    trail = trail_of(events)
    visit = trail.visits.get(activity_id)
    if visit is None:
        raise NotFound(f"no activity {activity_id}", id=str(activity_id))
    level = visit.scope_id
    around = {None, *(each.activity_id for each in opened)}
    if level not in around or visit.loop_counter is not None:
        raise _refused(visit.element_id, "not-around")
    after = trail.followers(activity_id)
    if activity_id in trail.undone or not any(each.activity_id in after for each in opened):
        raise _refused(visit.element_id, "gone-on")
    target = Target(
        element_id=visit.element_id, activity_id=activity_id, kind=visit.kind, name=visit.name
    )
    return _again(trail, opened, target, set()), frozenset(after)


def _allowed(
    trail: Trail, levels: Mapping[UUID | None, UUID], element_id: str, activity_id: UUID
) -> Target:
    if not any(each.element_id == element_id for each in trail.visits.values() if counts(each)):
        raise NotFound(f"{element_id} was not done in this process", element_id=element_id)
    target = _target(trail, levels, element_id, activity_id)
    if target.refusal:
        raise _refused(element_id, target.refusal)
    return target


def _refused(element_id: str, refusal: str) -> Invalid:
    return Invalid(
        f"{element_id} cannot be returned to: {REFUSALS[refusal]}",
        element_id=element_id,
        refusal=refusal,
    )


def _again(
    trail: Trail, opened: Sequence[OpenActivity], target: Target, further: set[UUID]
) -> Return:
    """Undo all that followed from a visit of the target, and `further`; then it begins again."""
    level = trail.visits[target.activity_id].scope_id
    after = trail.followers(target.activity_id) | further
    back = tuple(trail.detours.get(target.activity_id, ()))
    withdrawn = tuple(o for o in opened if o.activity_id in after and o.scope_id == level)
    kept = tuple(trail.results_from_outside(after, level))
    begin = ActivateBefore(
        element_id=target.element_id, scope_id=level, cause_id=target.activity_id, then=back
    )
    return Return(
        target=target,
        instructions=(
            *(CancelActivity(activity_id=each.activity_id) for each in withdrawn),
            *kept,
            begin,
        ),
        withdrawn=withdrawn,
        kept=tuple(each.flow_id for each in kept),
        redone=trail.elements(after),
        back=back,
    )


def _levels(
    trail: Trail, opened: Sequence[OpenActivity], activity_id: UUID
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
    trail: Trail, levels: Mapping[UUID | None, UUID], element_id: str, activity_id: UUID
) -> Target:
    here = [
        visit
        for id_, visit in trail.visits.items()
        if visit.element_id == element_id and counts(visit) and id_ not in trail.detours
    ]
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
        straight=not refusal and levels.get(last.scope_id) == activity_id,
        done_at=trail.done.get(last.activity_id, -1),
    )
