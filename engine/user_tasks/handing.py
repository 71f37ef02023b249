"""Handing one's item to somebody else: for good (转办), or for an answer first (委派)."""

from typing import Final
from uuid import UUID

from engine import advance, participation
from engine.errors import Invalid
from engine.model import Actor, Participant, ParticipantState, UserTask, Via
from engine.model.events import ParticipantsChanged
from engine.participation import Situation, refused
from engine.store import Transaction
from engine.user_tasks import authority
from engine.user_tasks.reading import present_values
from engine.user_tasks.situation import before, move, newcomers

_MOVABLE: Final = frozenset(
    {ParticipantState.TODO, ParticipantState.CLAIMED, ParticipantState.WAITING}
)


def transfer(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    to: str,
    reason: str = "",
    participant: int | None = None,
    expected: int | None = None,
) -> UserTask:
    """Hand an item over for good: one's own, or as somebody who leads anybody's by its number.

    Raises Invalid for somebody who is unknown, excluded (回避), takes part already, or may not
    approve as much (审批权限).
    """
    case, found = before(tx, task_id, by=by, operation="transfer", expected=expected)
    item = _item(found, participant)
    via = Via.TRANSFER if item.person in {by.id, found.actor.on_behalf_of} else Via.ADMIN
    group = found.group or (item,)
    (newcomer,) = newcomers(tx, found, (to,), group=group)
    if "gj:matter" in found.task.settings:
        authority.check_newcomer(tx, found.task, newcomer, present_values(tx, found.task))
    changed = participation.transferred(group, item, newcomer, by=by.id, via=via, reason=reason)
    event = _event(found, "transfer", item.id, to, reason)
    advance.carry_move(tx, case, move(found, changed, event), by=found.actor)
    return tx.tasks.get(task_id)


def delegate(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    to: str,
    reason: str = "",
    expected: int | None = None,
) -> UserTask:
    """Let somebody answer first; then the item comes back to oneself, who decides.

    Raises Invalid as `transfer` does, Conflict where it was delegated three times already.
    """
    case, found = before(tx, task_id, by=by, operation="delegate", expected=expected)
    item = participation.own_item(found)
    group = found.group or (item,)
    (newcomer,) = newcomers(tx, found, (to,), group=group)
    changed = participation.delegated(group, item, newcomer, by=by.id, reason=reason)
    event = _event(found, "delegate", item.id, to, reason)
    advance.carry_move(tx, case, move(found, changed, event), by=found.actor)
    return tx.tasks.get(task_id)


def _item(found: Situation, number: int | None) -> Participant:
    """Return the item that is handed over; raises Invalid where there is no such open one."""
    if number is None or not found.leads:
        return participation.own_item(found)
    for each in found.group:
        if each.id == number and each.state in _MOVABLE:
            return each
    raise refused(Invalid, f"no open participant {number}", "没有该未办人员")


def _event(
    found: Situation, operation: str, item: int, to: str, reason: str
) -> ParticipantsChanged:
    return ParticipantsChanged(
        task_id=found.task.id,
        element_id=found.task.element_id,
        operation=operation,
        participant=item,
        targets=(to,),
        reason=reason,
    )
