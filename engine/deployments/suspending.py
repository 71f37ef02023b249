"""暂停发起 and 恢复发起: no case of a process begins for a while; the cases that run go on.

What starts by itself stops too: a message or signal finds nobody who begins with it, and the timers
of the start events are taken away, to be armed anew afterwards. A process that another one calls is
part of the case that runs, and is called as before.
"""

from engine import access
from engine.advance import keep_suspended_starts, suspended_starts
from engine.deployments import policies, starting
from engine.errors import Conflict
from engine.model import Actor, ReleaseMark, Role
from engine.store import Transaction


def suspend_starts(tx: Transaction, key: str, *, reason: str, by: Actor) -> None:
    """Let no case of a process begin until `resume_starts`; the reason is told to whoever tries.

    Raises NotFound for an unknown process, Invalid without a reason, Conflict where they are
    suspended already. Administrators.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    definition, said = tx.definitions.latest(key), policies.reason_in(reason)
    present = suspended_starts(tx)
    if key in present:
        raise Conflict(f"starts of {key} are suspended already", zh="已经暂停发起")
    keep_suspended_starts(tx, {**present, key: said})
    starting.listen(tx, definition)
    tx.releases.add(ReleaseMark.STARTS_SUSPENDED, by=by, definition_id=definition.id, reason=said)


def resume_starts(tx: Transaction, key: str, *, reason: str, by: Actor) -> None:
    """Let cases of a process begin again; its start timers count from now.

    Raises as `suspend_starts` does, Conflict where they are not suspended. Administrators.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    definition, said = tx.definitions.latest(key), policies.reason_in(reason)
    present = dict(suspended_starts(tx))
    if present.pop(key, None) is None:
        raise Conflict(f"starts of {key} are not suspended", zh="没有暂停发起")
    keep_suspended_starts(tx, present)
    starting.listen(tx, definition)
    tx.releases.add(ReleaseMark.STARTS_RESUMED, by=by, definition_id=definition.id, reason=said)
