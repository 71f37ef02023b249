"""Rounds of a case that ended and was started again: which came before, and who dealt with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from engine.model import SYSTEM, ParticipantState, TaskState
from engine.model.events import CaseLinked, InstanceStarted
from engine.store import Transaction

LATER: Final = "restarted as"
EARLIER: Final = "restart of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The round that a case goes on from."""

    instance_id: UUID
    next: int
    """Number of the round that follows it."""
    reason: str
    """Why it was started again."""


def before(tx: Transaction, began: InstanceStarted, instance_id: UUID) -> Before | None:
    """Return the round before; None of a case that began for the first time."""
    if began.round == 1:
        return None
    _, link = tx.history.of(instance_id, limit=2)
    assert isinstance(link.event, CaseLinked)  # what it goes on from is recorded first of all
    return Before(instance_id=link.event.other_id, next=began.round, reason=link.event.reason)


def concerned(tx: Transaction, instance_id: UUID) -> tuple[str, ...]:
    """Return who dealt with a case, or with what it called, and in whose places; each once."""
    return tuple(dict.fromkeys(_dealt(tx, instance_id)))


def _dealt(tx: Transaction, instance_id: UUID) -> Iterator[str]:
    for task in tx.tasks.of(instance_id):
        if task.state is TaskState.COMPLETED:
            yield from (who for who in (task.ended_by, task.ended_for) if who and who != SYSTEM.id)
    for group in tx.participants.of_case(instance_id).values():
        for each in group:
            if each.state is ParticipantState.DONE:
                yield from (who for who in (each.person, each.on_behalf_of) if who)
    for child in tx.cases.children(instance_id):
        yield from _dealt(tx, child.id)
