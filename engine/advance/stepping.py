"""One recorded command, live or in a replay: most run on a version, one of them changes it."""

from datetime import datetime
from uuid import UUID

from engine import history, interpreter
from engine.model import ProcessDefinition, Step
from engine.model.commands import Migrate
from engine.model.events import Event
from engine.store import Transaction


def stepped(
    tx: Transaction,
    definition: ProcessDefinition,
    snapshot: bytes | None,
    command: history.Recorded,
    now: datetime,
) -> tuple[ProcessDefinition, Step]:
    """Carry a command out on a snapshot; returns the version to go on with, and what happened.

    Raises what the interpreter raises; nothing is written.
    """
    if not isinstance(command, Migrate):
        return definition, interpreter.run(definition, snapshot, command, now)
    target = tx.definitions.get(command.definition_id)
    assert snapshot is not None  # a case begins with its start
    return target, interpreter.migrate(definition, target, snapshot, command, now)


def command_in(event: Event, instance_id: UUID) -> history.Recorded:
    """Return the command that an event stands for, read back so that a replay has the same."""
    command = history.command_of(history.decode(*history.encode(event)), instance_id)
    assert command is not None  # only events that stand for a command are handed over
    return command
