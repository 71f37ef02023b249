"""What cancelling with undoing comes to, in a case and in the called processes that still run."""

from engine import interpreter
from engine.model import ProcessInstance
from engine.model.moves import Undone
from engine.store import Transaction

NEVER = "never"


def undoes(tx: Transaction, instance: ProcessInstance) -> bool:
    """Whether cancelling may undo what was completed, by the setting of the process (gj:undo)."""
    definition = tx.definitions.get(instance.definition_id)
    return interpreter.process_settings(definition).get("gj:undo") != NEVER


def undone(tx: Transaction, instance: ProcessInstance) -> tuple[Undone, ...]:
    """Return what cancelling would undo, the latest first: what is called goes before its caller.

    Raises Conflict where something in one of them is being undone already.
    """
    found: list[Undone] = []
    for child in tx.cases.children(instance.id):
        if not child.state.ended and undoes(tx, child):
            found += undone(tx, child)
    definition = tx.definitions.get(instance.definition_id)
    own = interpreter.undone(definition, tx.cases.snapshot(instance.id), tx.now)
    return (*found, *own)
