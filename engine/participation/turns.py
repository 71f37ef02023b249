"""Whose turn it is: computed anew from the whole group after every change of it."""

from dataclasses import replace

from engine.model import APPROVE, Group, Part, Participant, ParticipantState, Via
from engine.participation.language import Mode, Rules
from engine.participation.tally import hanging_on, seats, word

_MOVING = frozenset({ParticipantState.WAITING, ParticipantState.TODO, ParticipantState.CLAIMED})


def progress(rules: Rules, group: Group) -> Group:
    """Give each open item its turn or let it wait; drop what hangs on a no."""
    dropped = _without_others(rules, _without_needless(group))
    waited_for = tuple(each for each in dropped if each.part in {Part.BEFORE, Part.AFTER})
    return tuple(
        _in_state(each, _state(rules, dropped, each, waited_for)) if each.state in _MOVING else each
        for each in dropped
    )


def close(group: Group, reason: str) -> Group:
    """Skip every item that is still open: the group has decided without it."""
    return tuple(each if each.state.is_over else skipped(each, reason) for each in group)


def skipped(item: Participant, reason: str) -> Participant:
    """Return an item that nobody needs to deal with any more."""
    return replace(item, state=ParticipantState.SKIPPED, reason=reason)


def by_id(group: Group, item_id: int) -> Participant:
    """Return an item by its number; raises StopIteration where there is none."""
    return next(each for each in group if each.id == item_id)


def _without_needless(group: Group) -> Group:
    """Skip those who were to agree after somebody who has said no."""
    refused = {
        each.id
        for each in group
        if each.state is ParticipantState.DONE and each.decision != APPROVE
    }
    return tuple(
        skipped(each, "rejected")
        if each.part is Part.AFTER and each.parent in refused and each.state in _MOVING
        else each
        for each in group
    )


def _without_others(rules: Rules, group: Group) -> Group:
    """Skip the other heads of a level of which one has decided (gj:chainHeads = any)."""
    if rules.chain_heads != "any" or rules.mode is not Mode.SEQUENTIAL:
        return group
    heads = [each for each in group if each.part is Part.SEAT and _is_of_level(group, each)]
    first = {each.order: each for each in heads if each.state is ParticipantState.DONE}
    gone = {
        each.id: first[each.order]
        for each in heads
        if each.order in first and not each.state.is_over
    }
    for each in group:  # what hangs on an item has a greater number
        if each.parent in gone and not each.state.is_over:
            gone[each.id] = gone[each.parent]
    return tuple(
        skipped(each, f"或签已由{gone[each.id].name}处理") if each.id in gone else each
        for each in group
    )


def _is_of_level(group: Group, seat: Participant) -> bool:
    """Tell whether the rule of the node seated it: whoever was added beside it is asked too."""
    left = (each for each in group if each.part is Part.LEFT and each.parent == seat.id)
    return Via.ORIGIN in {seat.via, *(each.via for each in left)}


def _state(rules: Rules, group: Group, item: Participant, waited_for: Group) -> ParticipantState:
    """Return an item's state; `waited_for` is all of the group that others can wait for.

    It is empty in most groups, and to look through a thousand voters for each of them is not.
    """
    if not _has_turn(rules, group, item) or _is_preceded(waited_for, item):
        return ParticipantState.WAITING
    claimed = item.state is ParticipantState.CLAIMED
    return ParticipantState.CLAIMED if claimed else ParticipantState.TODO


def _in_state(item: Participant, state: ParticipantState) -> Participant:
    """Return an item in this state: itself where it is, as most of a large group are."""
    return item if item.state is state else replace(item, state=state)


def _has_turn(rules: Rules, group: Group, item: Participant) -> bool:
    match item.part:
        case Part.SEAT if rules.mode is Mode.SEQUENTIAL:
            earlier = (each for each in seats(group) if each.order < item.order)
            return all(word(group, each) is not None for each in earlier)
        case Part.BEFORE:
            return _has_turn(rules, group, _parent(group, item))
        case Part.AFTER:
            return _parent(group, item).state is ParticipantState.DONE
        case _:
            return True


def _is_preceded(group: Group, item: Participant) -> bool:
    """Tell whether people who were asked before it have not finished."""
    return any(word(group, each) is None for each in hanging_on(group, item, Part.BEFORE))


def _parent(group: Group, item: Participant) -> Participant:
    assert item.parent is not None  # before, after and delegate items hang on one
    return by_id(group, item.parent)
