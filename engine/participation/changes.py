"""What an operation makes of a group: pure, from one group to the next.

Whether somebody may is asked before (`operations`); whose turn it is comes after (`turns`).
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any, Final

from engine.model import (
    APPROVE,
    Crowd,
    Group,
    Part,
    Participant,
    ParticipantState,
    Variables,
    Via,
)
from engine.model.participants import next_id
from engine.participation.turns import by_id

DEPTH: Final = 3  # delegations within each other; beyond that nobody knows who asked whom

_PARTS: Final = {
    Via.ADD_BEFORE: Part.BEFORE,
    Via.ADD_AFTER: Part.AFTER,
    Via.ADD_PARALLEL: Part.SEAT,
    Via.ADMIN: Part.SEAT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who is to take part, with name and post as they are now."""

    id: str
    name: str = ""
    post: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsIn:
    """Somebody who acts in another's place (代理), with name and post as they are now."""

    id: str
    name: str
    post: str
    principal: str
    """Whose place it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody says: his decision and all that belongs to it."""

    decision: str | None = APPROVE
    opinion: str = ""
    signature: Mapping[str, Any] = field(default_factory=dict)
    patch: Variables = field(default_factory=dict)
    seen: str = ""
    stand_in: StandsIn | None = None
    """Who says it in the place of whose item it is; None = he himself."""


def decided(group: Group, item: Participant, answer: Answer) -> Group:
    """Let somebody decide his item."""
    done = replace(
        item,
        state=ParticipantState.DONE,
        decision=answer.decision,
        opinion=answer.opinion,
        signature=answer.signature,
        patch=answer.patch,
        seen=answer.seen,
    )
    if answer.stand_in is not None:
        done = _in_place(done, answer.stand_in)
    return _with(group, done)


def near(seen: Crowd, who: AbstractSet[str | None]) -> frozenset[int]:
    """Return the items that a decision of these people may touch or that it has to know closely.

    Their own; whatever hangs on another item, and what it hangs on; whoever waits; and fields that
    were handed in. Empty where nothing is theirs. The others are seats that keep their states as
    long as the group has not decided, except where people take turns.
    """
    if who.isdisjoint([each.person for each in seen]):
        return frozenset()
    leaned_on = {each.parent for each in seen}
    waiting, seat = ParticipantState.WAITING.value, Part.SEAT.value
    return frozenset(
        id_
        for id_, person, _, state, part, parent, _, _, patched in seen  # one of thousands of times
        if person in who
        or parent is not None
        or id_ in leaned_on
        or part != seat
        or state == waiting
        or patched
    )


def added(
    group: Group,
    people: Sequence[Newcomer],
    *,
    via: Via,
    by: str,
    on: Participant | None,
    reason: str,
) -> Group:
    """Add people before, after or beside an item; an administrator adds beside all (`on` None).

    The number that follows stays free of those in use; beside an item they share its turn.
    """
    part = _PARTS[via]
    order = on.order if on else max((each.order for each in group), default=0) + 1
    first = next_id(group)
    new = tuple(
        Participant(
            task_id=group[0].task_id,
            id=first + place,
            person=who.id,
            name=who.name,
            post=who.post,
            part=part,
            parent=on.id if on and part is not Part.SEAT else None,
            order=order,
            weight=who.weight,
            via=via,
            added_by=by,
            reason=reason,
        )
        for place, who in enumerate(people)
    )
    return (*group, *new)


def removed(group: Group, item: Participant, reason: str) -> Group:
    """Take somebody out, and with him whoever hangs on his item and has not decided."""
    gone = {item.id}
    for each in group:  # what hangs on an item has a greater number
        if each.parent in gone:
            gone.add(each.id)
    return tuple(
        replace(each, state=ParticipantState.REMOVED, reason=reason)
        if each.id in gone and not each.state.is_over
        else each
        for each in group
    )


def transferred(
    group: Group, item: Participant, to: Newcomer, *, by: str, via: Via, reason: str
) -> Group:
    """Hand an item over for good: it keeps its place, and who left stays visible in the chain."""
    left = replace(
        item,
        id=next_id(group),
        part=Part.LEFT,
        parent=item.id,
        state=ParticipantState.TRANSFERRED,
        reason=reason,
    )
    taken = replace(
        item,
        person=to.id,
        name=to.name,
        post=to.post,
        state=ParticipantState.TODO,
        via=via,
        added_by=by,
        reason=reason,
    )
    return (*_with(group, taken), left)


def delegated(group: Group, item: Participant, to: Newcomer, *, by: str, reason: str) -> Group:
    """Ask somebody to answer first; the item waits for it."""
    asked = Participant(
        task_id=item.task_id,
        id=next_id(group),
        person=to.id,
        name=to.name,
        post=to.post,
        part=Part.DELEGATE,
        parent=item.id,
        order=item.order,
        via=Via.DELEGATE,
        added_by=by,
        reason=reason,
    )
    return (*_with(group, replace(item, state=ParticipantState.DELEGATED)), asked)


def resolved(group: Group, item: Participant, answer: Answer) -> Group:
    """Answer what was delegated: no decision; the item goes back to whoever delegated it."""
    return _given_back(decided(group, item, replace(answer, decision=None)), item)


def recalled(group: Group, item: Participant, reason: str) -> Group:
    """Take out a delegate, who hangs on an item that waits for him: it goes back."""
    return _given_back(removed(group, item, reason), item)


def with_state(group: Group, item: Participant, state: ParticipantState) -> Group:
    """Change how far an item is."""
    return _with(group, replace(item, state=state))


def depth(group: Group, item: Participant) -> int:
    """Count the delegations that led to an item."""
    found = 0
    while item.part is Part.DELEGATE and item.parent is not None:
        found += 1
        item = by_id(group, item.parent)
    return found


def patch_of(group: Group) -> dict[str, Any]:
    """Return the fields that all who answered handed in; the last word on a field wins.

    Ordered by the time of the answer, then by number; the one whose answer is not recorded yet
    comes last.
    """
    answered = [each for each in group if each.patch]
    answered.sort(key=lambda each: (each.decided_at is None, each.decided_at, each.id))
    return {name: value for each in answered for name, value in each.patch.items()}


def difference(
    old: Group, new: Group
) -> tuple[tuple[Mapping[str, Any], ...], tuple[Mapping[str, Any], ...]]:
    """Return before and after: of each item that changed the fields that did; all of a new one."""
    known = {each.id: each for each in old}
    before, after = [], []
    for each in new:
        if (earlier := known.get(each.id)) is each:
            continue
        now = each.facts()
        if earlier is None:
            after.append(now)
            continue
        then = earlier.facts()
        names = [name for name in now if now[name] != then[name]]
        if names:
            before.append({"id": each.id, **{name: then[name] for name in names}})
            after.append({"id": each.id, **{name: now[name] for name in names}})
    return tuple(before), tuple(after)


def _in_place(item: Participant, by: StandsIn) -> Participant:
    return replace(
        item,
        person=by.id,
        name=by.name,
        post=by.post,
        via=Via.SUBSTITUTE,
        on_behalf_of=by.principal,
    )


def _given_back(group: Group, item: Participant) -> Group:
    assert item.parent is not None  # a delegate's item hangs on another
    return with_state(group, by_id(group, item.parent), ParticipantState.TODO)


def _with(group: Iterable[Participant], changed: Participant) -> Group:
    return tuple(changed if each.id == changed.id else each for each in group)
