"""One recorded command, live or in a replay: most run on a version, one of them changes it."""

from datetime import datetime

from engine import interpreter
from engine.history import Recorded
from engine.model import ProcessDefinition, Step
from engine.model.commands import Migrate
from engine.store import Transaction


def stepped(
    tx: Transaction,
    definition: ProcessDefinition,
    snapshot: bytes | None,
    command: Recorded,
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
