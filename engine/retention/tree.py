"""What goes together: a case, what it called, and the escalations that its delays led to."""

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from engine.errors import Conflict
from engine.model import ProcessInstance
from engine.model.events import CaseLinked
from engine.store import Transaction

ESCALATION: Final = "escalation"
"""The relation by which a late case names the case that its delay started."""


def together(tx: Transaction, instance_id: UUID) -> Sequence[ProcessInstance]:
    """Return a case and all that goes with it, itself first; raises NotFound.

    A case is called by one other and begun by one delay, so none is met twice.
    """
    found = [tx.cases.get(instance_id)]
    for each in found:  # it grows on the way
        found += tx.cases.children(each.id)
        found += [tx.cases.get(other) for other in _escalations(tx, each.id)]
    return tuple(found)


def ended_together(tx: Transaction, instance_id: UUID) -> Sequence[ProcessInstance]:
    """Return what `together` does, where it can be erased.

    Raises Conflict where it has been erased, was called by another case, or some of it goes on.
    """
    cases = together(tx, instance_id)
    first = cases[0]
    check_not_erased(first)
    if first.parent_id is not None:
        raise Conflict(
            f"case {instance_id} was called by case {first.parent_id}: erase that one",
            parent=str(first.parent_id),
        )
    for case in cases:
        if not case.state.ended:
            raise Conflict(f"case {case.id} has not ended", case=str(case.id))
    return cases


def locked(tx: Transaction, cases: Sequence[ProcessInstance]) -> Sequence[ProcessInstance]:
    """Lock cases that go together, and return them as they are now: these, and no others.

    Whoever erases locks in the order of ids: two who want some of the same wait in turn.
    """
    for tree in sorted({case.root_id for case in cases}):  # a lock is one of a whole tree of calls
        tx.cases.lock(tree)
    found = tx.cases.some([case.id for case in cases])
    return tuple(found[case.id] for case in cases)


def check_not_erased(case: ProcessInstance) -> None:
    """Raise Conflict where a case's personal data is gone."""
    if case.erased_at is not None:
        raise Conflict(f"personal data of case {case.id} has been erased already")


def _escalations(tx: Transaction, instance_id: UUID) -> Iterator[UUID]:
    for row in tx.history.every(instance_id):
        match row.event if row.type == CaseLinked.__name__ else None:
            case CaseLinked(other_id=other, relation=relation) if relation == ESCALATION:
                yield other
            case _:
                pass
