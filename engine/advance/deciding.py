"""Recording what an operation made of a group, and moving the token when the group has decided."""

from dataclasses import replace

from engine.advance.carry import carry_out, note
from engine.advance.moving import Move, moved
from engine.model import Actor, Case, ProcessInstance
from engine.store import Transaction


def carry_move(tx: Transaction, case: Case, move: Move, *, by: Actor) -> ProcessInstance:
    """Record a move; where it decides the group, complete the task in the same transaction."""
    done = moved(move, by=by)
    instance = note(tx, case, [done.event], by=by)
    if done.completion is None:
        return instance
    return carry_out(tx, replace(case, instance=instance), done.completion, by=by)
