"""How a group comes into being: one seat for each of the people whom the rule of the node found."""

import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

from engine.model import Group, Participant
from engine.participation.changes import Newcomer
from engine.participation.language import PICKING, TOGETHER, Mode, Rules
from engine.participation.turns import progress


def forms_group(rules: Rules, people: Sequence[str]) -> bool:
    """Tell whether items are made at once; a pool forms its group when somebody takes it."""
    if rules.mode in TOGETHER:
        return bool(people)
    alone = len(people) == 1 or rules.mode in PICKING
    return rules.asks and (rules.mode is Mode.OR or (rules.mode is not Mode.CLAIM and alone))


def form(
    rules: Rules, task_id: UUID, people: Sequence[Newcomer], levels: Sequence[Sequence[str]] = ()
) -> Group:
    """Seat people, in their order where they decide one after the other.

    `levels` are those whom a chain of superiors asks; where any one of a level's heads decides,
    they have their turn together, and whoever is in no level comes behind.
    """
    in_turn = rules.mode is Mode.SEQUENTIAL
    if rules.chain_heads != "any":
        levels = ()
    turns = {who: turn for turn, level in enumerate(levels, 1) for who in level}
    group = tuple(
        Participant(
            task_id=task_id,
            id=place,
            person=who.id,
            name=who.name,
            post=who.post,
            order=turns.get(who.id, len(levels) + place) if in_turn else 1,
            weight=who.weight,
        )
        for place, who in enumerate(people, 1)
    )
    return progress(rules, group)


def pick(mode: Mode, people: Sequence[str], *, task_id: UUID, load: Mapping[str, int]) -> str:
    """Choose one of the candidates: by lot, or whoever has the least to do.

    The lot is drawn by the task's id, so that it cannot be drawn again. Raises ValueError where
    there is nobody.
    """
    if mode is Mode.RANDOM:
        drawn = hashlib.sha256(task_id.bytes).digest()
        return people[int.from_bytes(drawn) % len(people)]
    return min(people, key=lambda each: (load.get(each, 0), people.index(each)))


def weight_of(rules: Rules, person: str, posts: Sequence[str]) -> int:
    """Return what somebody's vote weighs: by name, else by the weightiest of his posts, else 1."""
    if person in rules.weights:
        return rules.weights[person]
    return max((rules.weights[post] for post in posts if post in rules.weights), default=1)
