"""Which processes begin no cases for the time being (暂停发起); the cases that run go on."""

from collections.abc import Mapping
from typing import Final

from engine.errors import Conflict
from engine.model import ProcessDefinition
from engine.participation import refused
from engine.store import Transaction

_SETTING: Final = "starts-suspended"


def suspended_starts(tx: Transaction) -> Mapping[str, str]:
    """Return why each process that begins no cases is suspended, by its key."""
    found: Mapping[str, str] = tx.settings.get(_SETTING, {})
    return found


def keep_suspended_starts(tx: Transaction, reasons: Mapping[str, str]) -> None:
    """Keep which processes begin no cases from now on, and why."""
    tx.settings.put(_SETTING, dict(reasons))


def check_may_start(tx: Transaction, definition: ProcessDefinition) -> None:
    """Raise Conflict with the reason where no case of this process may begin."""
    reason = suspended_starts(tx).get(definition.key)
    if reason is not None:
        raise refused(
            Conflict,
            f"starts of {definition.key} are suspended: {reason}",
            f"「{definition.name}」已暂停发起：{reason}",
            starts="suspended",
        )
