"""Signals within a call tree: callers and called processes hear them in the same transaction.

A signal is heard by whoever listens when it is thrown (BPMN 2.0.2, 10.5.1).  What follows it in the
thrower may end a called process and let its caller go on, so that nobody would listen any more when
the store gets to tell it; the thrower's own catchers have heard it in the interpreter.
"""

from collections.abc import Iterator

from engine.model import Case, InstanceState, ProcessInstance
from engine.model.events import SignalReceived, SignalThrown
from engine.store import Transaction


def told(
    tx: Transaction, thrower: ProcessInstance, event: SignalThrown
) -> Iterator[tuple[Case, SignalReceived]]:
    """Yield each other case of the tree that listens, locked, and what it hears."""
    for instance_id in tx.messages.signal_listeners(event.name, root_id=thrower.root_id):
        if instance_id == thrower.id:
            continue
        case = tx.cases.lock(instance_id)
        if case.instance.state is InstanceState.ACTIVE:
            yield case, SignalReceived(name=event.name, variables=event.variables)
