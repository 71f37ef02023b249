"""Reading a large group for a decision: one's own items closely, the others' at a glance.

A vote that leaves a thousand others as they are need not make objects of them all. Where it decides
the group, `advance.carry_move` reads all of it: then all of it changes.
"""

from typing import Final

from engine import participation
from engine.model import Actor, Crowd, Group, UserTask
from engine.participation import Mode, Rules
from engine.store import Transaction
from engine.user_tasks.situation import everybody

FEW: Final = 32  # so many are read in one statement for less than what two cost


def close_by(tx: Transaction, task: UserTask, rules: Rules, actor: Actor) -> tuple[Group, Crowd]:
    """Read what a decision may touch, and the seats beside it; of a small group everything.

    Where turns are taken, or nothing of the group is the actor's, everything is read too.
    """
    if len(task.involved) <= FEW or rules.mode is Mode.SEQUENTIAL:
        return everybody(tx, task, rules, actor)
    seen = tx.participants.glimpses(task.id)
    near = participation.near(seen, {actor.id, actor.on_behalf_of})
    if not near:
        return everybody(tx, task, rules, actor)
    beside = tuple(each for each in seen if each.id not in near)
    return tx.participants.some(task.id, near), beside
