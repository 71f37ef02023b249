"""What a command would do to a case: the same as carrying it out, but nothing is recorded."""

from dataclasses import replace

from engine.advance import settling
from engine.advance.rerouting import rerouted
from engine.advance.setting import of_running
from engine.advance.stepping import command_in, stepped
from engine.model import Actor, Case
from engine.model.events import Event
from engine.store import Transaction


def rehearse(tx: Transaction, case: Case, event: Event, *, by: Actor) -> tuple[Event, ...]:
    """Return what would happen in this case, new tasks routed and with their deadlines.

    What would follow in other cases (called processes) is not run. Raises as `carry_out` does.
    """
    present = tx.definitions.get(case.instance.definition_id)
    command = command_in(event, case.instance.id)
    definition, step = stepped(tx, present, case.snapshot, command, tx.now)
    setting = replace(of_running(case.instance, definition, event, by), rehearsed=True)
    return tuple(rerouted(tx, settling.settled(tx, step, setting), step, setting))
