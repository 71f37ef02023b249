"""What a command would do to a case: the same as carrying it out, but nothing is recorded."""

from engine import history
from engine.advance import settling
from engine.advance.setting import of_running
from engine.advance.stepping import stepped
from engine.model import Actor, Case
from engine.model.events import Event
from engine.store import Transaction


def rehearse(tx: Transaction, case: Case, event: Event, *, by: Actor) -> tuple[Event, ...]:
    """Return what would happen in this case, new tasks routed and with their deadlines.

    What would follow in other cases (called processes) is not run. Raises as `carry_out` does.
    """
    definition = tx.definitions.get(case.instance.definition_id)
    setting = of_running(case.instance, definition, event, by)
    recorded = history.decode(*history.encode(event))
    command = history.command_of(recorded, case.instance.id)
    assert command is not None  # only events that stand for a command are handed over
    _, step = stepped(tx, definition, case.snapshot, command, tx.now)
    return tuple(settling.settled(tx, step, setting))
