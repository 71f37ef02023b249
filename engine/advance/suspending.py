"""Suspending a case: with all that it calls, and with the clocks of its tasks stopped."""

from collections.abc import Callable

from engine.advance.carry import note
from engine.advance.pausing import all_paused
from engine.model import Actor, Case, InstanceState
from engine.model.events import Event, InstanceSuspended
from engine.store import Transaction


def suspend(tx: Transaction, case: Case, told: InstanceSuspended, *, by: Actor) -> None:
    """Suspend a case, and those that it calls, wherever they are active."""

    def events(present: Case) -> list[Event]:
        tasks = iter(tx.tasks.of(present.instance.id))
        return [told, *all_paused(tx, tasks)]

    note_in_tree(tx, case, InstanceState.ACTIVE, events, by=by)


def note_in_tree(
    tx: Transaction,
    case: Case,
    state: InstanceState,
    events: Callable[[Case], list[Event]],
    *,
    by: Actor,
) -> None:
    """Record what happens to a case and to all that it calls, where they are in this state."""
    left = [case]
    while left:
        present = left.pop()
        if present.instance.state is state:
            note(tx, present, events(present), by=by)
        children = tx.cases.children(present.instance.id)
        left += [tx.cases.lock(child.id) for child in children]
