"""Superiors level by level (主管逐级审批), up to a post, a rank, an amount, or so many levels."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain as joined
from itertools import zip_longest
from typing import Any, Final

from engine.model.organisation import Organisation

AMOUNT: Final = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Who is above somebody, from the inside out."""

    levels: tuple[tuple[str, ...], ...]
    """The heads of each level, each person once."""
    missing: tuple[str, ...]
    """What is not there: codes of units that nobody heads, and the end where nobody is it."""

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(joined.from_iterable(self.levels))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stake:
    """How much (yuan) is to be approved, in which matter, for which unit."""

    matter: str
    amount: float
    around: str | None

    def is_within(self, organisation: Organisation, who: str, on: date) -> bool:
        return self.amount <= organisation.authority(who, self.matter, on, self.around)


def chain(organisation: Organisation, who: str, until: str, on: date, stake: Stake | None) -> Chain:
    """Return the superiors of somebody, all heads of each level.

    `until` is `until=POST`, `until=rank:N`, `until=level:N`, `until=amount` (up to the first who
    may approve what is at stake), or empty: to the top. A level without a head is passed by, and
    named; who ends the chain belongs to it.
    """
    wanted = until.removeprefix("until=")
    levels: list[tuple[str, ...]] = []
    missing: list[str] = []
    asked: set[str] = set()
    for unit, heads in organisation.ladder(who, on):
        if not heads:
            missing.append(unit)
            continue
        levels.append(tuple(each for each in heads if each not in asked))
        asked.update(heads)
        if wanted == AMOUNT:
            ends = stake is not None and any(stake.is_within(organisation, h, on) for h in heads)
        else:
            ends = _ends(organisation, heads, len(levels), wanted, on)
        if ends:
            return Chain(levels=tuple(levels), missing=tuple(missing))
    return Chain(levels=tuple(levels), missing=(*missing, *([wanted] if wanted else [])))


def asked(found: Sequence[Chain], people: Collection[str]) -> dict[str, Any]:
    """Return, for the record, the levels of chains as far as they are asked, and what is missing.

    A level that nobody is left of, since he has to keep out (回避), is missing too.
    """
    if not found:
        return {}
    heights = zip_longest(*(each.levels for each in found), fillvalue=())
    levels = [tuple(p for heads in height for p in heads) for height in heights]
    left = [[p for p in level if p in people] for level in levels]
    kept_out = [
        ",".join(all_) for all_, some in zip(levels, left, strict=True) if all_ and not some
    ]
    missing = [*(unit for each in found for unit in each.missing), *kept_out]
    return {"levels": [level for level in left if level], "missing": missing}


def _ends(
    organisation: Organisation, heads: tuple[str, ...], level: int, wanted: str, on: date
) -> bool:
    kind, colon, number = wanted.partition(":")
    if colon and number.isdecimal() and kind == "level":
        return level >= int(number)
    held = {each.post for who in heads for each in organisation.held_by(who, on)}
    if colon and number.isdecimal() and kind == "rank":
        ranks = (organisation.posts[post].rank for post in held if post in organisation.posts)
        return max(ranks, default=0) >= int(number)
    return wanted in held
