"""Recording what an operation made of a group, and moving the token when the group has decided."""

from dataclasses import replace

from engine.advance.carry import carry_out, note
from engine.advance.moving import Move, closely, moved
from engine.advance.returns import choose, record_of, returned, targets
from engine.model import Actor, Case, ProcessInstance
from engine.model.events import UserTaskReturned
from engine.store import Transaction


def carry_move(tx: Transaction, case: Case, move: Move, *, by: Actor) -> ProcessInstance:
    """Record a move; where it decides the group, complete the task in the same transaction."""
    done = moved(move, by=by)
    if done.event.outcome is not None and move.beside:
        done = moved(closely(move, tx.participants.of(move.task.id)), by=by)
    back = None
    if done.returns_to is not None:
        back = sent_back(tx, case, move, done.returns_to)
    instance = note(tx, case, [done.event], by=by)
    if back is not None:
        return carry_out(tx, replace(case, instance=instance), back, by=by)
    if done.completion is None:
        return instance
    return carry_out(tx, replace(case, instance=instance), done.completion, by=by)


def sent_back(tx: Transaction, case: Case, move: Move, to: str) -> UserTaskReturned:
    """Return the command by which a group's no returns the task to where its node says."""
    record = record_of(tx, case)
    found = [
        replace(each, refusal="") if each.refusal == "not-offered" else each
        for each in targets(case, move.task, record)
    ]
    straight = move.rules.return_mode == "straight"
    return returned(
        case,
        move.task,
        record,
        to=choose(found, to),
        mode="straight" if straight else "again",
        reason=move.event.opinion or "不同意",
        rule=f"gj:reject={move.rules.reject}",
    )
