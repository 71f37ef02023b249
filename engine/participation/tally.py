"""Counting: how a group stands, and whether it has decided.

A vote is counted by seats: whoever came in through the rule of the node or beside the others. A
seat's word is its holder's, and behind a yes that of the people added after him.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from operator import itemgetter
from typing import Any

from engine.model import APPROVE, REJECT, Crowd, Group, Part, Participant, ParticipantState
from engine.model.participants import MANY
from engine.participation.language import Mode, Rules

_AWAY = frozenset(
    {ParticipantState.REMOVED, ParticipantState.SKIPPED, ParticipantState.TRANSFERRED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Votes of the seats that count; numbers are weights, or heads where the vote counts heads."""

    yes: int
    no: int
    open: int
    total: int
    """Seats after adding and removing: the denominator."""
    needed: int
    """How much yes lets it pass."""
    unvoted: tuple[str, ...]
    """Ids of the people who have not decided, in the order of their seats."""

    def facts(self) -> dict[str, Any]:
        """Return the tally as variables and events keep it: with names of MANY at most."""
        counted: dict[str, Any] = {
            "yes": self.yes,
            "no": self.no,
            "open": self.open,
            "total": self.total,
            "needed": self.needed,
        }
        return counted if len(self.unvoted) > MANY else counted | {"unvoted": list(self.unvoted)}


def seats(group: Group) -> tuple[Participant, ...]:
    """Return the items that count."""
    return tuple(each for each in group if each.part is Part.SEAT and each.state not in _AWAY)


def hanging_on(group: Group, on: Participant, part: Part) -> Iterator[Participant]:
    """Yield the items of one kind that hang on another one and still matter."""
    for each in group:
        if each.parent == on.id and each.part is part and each.state not in _AWAY:
            yield each


def word(group: Group, item: Participant) -> bool | None:
    """Return what an item comes to: yes, no, or None while it is open."""
    if item.state is not ParticipantState.DONE:
        return None
    if item.decision == REJECT:
        return False
    after = [word(group, each) for each in hanging_on(group, item, Part.AFTER)]
    if False in after:
        return False
    return None if None in after else True


def tally(rules: Rules, group: Group, beside: Crowd = ()) -> Tally:
    """Count the votes, those of seats beside the group too."""
    heads = rules.mode is Mode.VOTE and rules.passing.kind == "count"
    after = tuple(each for each in group if each.part is Part.AFTER)  # of most groups: nobody
    said_by = [(each.id, each.person, each.weight, word(after, each)) for each in seats(group)]
    if beside:
        done = ParticipantState.DONE.value
        said_by += [
            (id_, person, weight, decision != REJECT if state == done else None)
            for id_, person, _, state, _, _, weight, decision, _ in beside
            if state not in _AWAY
        ]
        said_by.sort(key=itemgetter(0))
    said_so: dict[bool | None, int] = dict.fromkeys((True, False, None), 0)
    for _, _, weight, said in said_by:
        said_so[said] += 1 if heads else weight
    total = sum(said_so.values())
    return Tally(
        yes=said_so[True],
        no=said_so[False],
        open=said_so[None],
        total=total,
        needed=_needed(rules, total),
        unvoted=tuple(person for _, person, _, said in said_by if said is None),
    )


def outcome(rules: Rules, group: Group) -> str | None:
    """Return `approve` or `reject` as soon as it is decided, else None; nobody decides nothing."""
    return settled(rules, tally(rules, group)) if group else None


def settled(rules: Rules, count: Tally) -> str | None:
    """Return what the votes of a group come to, as `outcome` does.

    A group that rules have left without seats agrees; a threshold above what is there asks for all.
    """
    if not count.total:
        return APPROVE
    if count.no and rules.ends_at_first_no:
        return REJECT
    if count.yes >= count.needed and (rules.mode is not Mode.SEQUENTIAL or not count.open):
        return APPROVE
    if count.open and (rules.mode is not Mode.VOTE or count.yes + count.open >= count.needed):
        return None
    return REJECT


def _needed(rules: Rules, total: int) -> int:
    match rules.mode:
        case Mode.OR:
            return min(1, total)
        case Mode.VOTE if rules.passing.kind == "ratio":
            return ceil(rules.passing.value * total)
        case Mode.VOTE:
            return min(ceil(rules.passing.value), total)
        case _:
            return total
