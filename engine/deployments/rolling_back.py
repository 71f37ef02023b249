"""Rolling back: an earlier version is in force again; cases that run stay on theirs."""

from engine.deployments import policies, starting
from engine.errors import Conflict
from engine.model import Actor, ProcessDefinition, ReleaseMark
from engine.store import Transaction


def roll_back(tx: Transaction, definition_id: str, *, reason: str, by: Actor) -> ProcessDefinition:
    """Put an earlier version in force again, with the tables and forms that it was bound to.

    New cases are of it, and its start events and timers begin cases again. Returns the version
    that was in force before. Raises NotFound, Invalid without a reason, Conflict where the version
    is in force already. Designers and administrators.
    """
    policies.check_role(by)
    said = policies.reason_in(reason)
    wanted = tx.definitions.get(definition_id)
    present = tx.definitions.latest(wanted.key)
    if present.id == wanted.id:
        raise Conflict(f"{wanted.id} is in force", definition_id=wanted.id, zh="这个版本正在使用")
    tx.definitions.put_in_force(wanted)
    starting.listen(tx, wanted)
    tx.releases.add(
        ReleaseMark.ROLLED_BACK,
        by=by,
        definition_id=wanted.id,
        replaced=present.id,
        reason=said,
    )
    return present
