"""Adding people to a group and taking them out while it decides (加签、减签)."""

from uuid import UUID

from engine import advance, participation
from engine.errors import NotPermitted
from engine.model import Actor, Case, Part, Participant, ProcessInstance, UserTask, Via
from engine.model.events import ParticipantsChanged
from engine.participation import Situation, refused
from engine.store import Transaction
from engine.user_tasks.situation import before, move, newcomers


def add_before(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    people: tuple[str, ...],
    reason: str = "",
    expected: int | None = None,
) -> UserTask:
    """Have people asked first: one's own item waits until they have finished, then comes back.

    Raises Invalid for people who are unknown, excluded, or take part already.
    """
    case, found = before(tx, task_id, by=by, operation="add-before", expected=expected)
    item = participation.own_item(found)
    event = _event(found, "add-before", item.id, people, reason)
    return _grown(tx, case, found, event, on=item, via=Via.ADD_BEFORE)


def add_after(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    people: tuple[str, ...],
    reason: str = "",
    expected: int | None = None,
) -> UserTask:
    """Have people agree too after oneself; raises as `add_before` does."""
    case, found = before(tx, task_id, by=by, operation="add-after", expected=expected)
    item = participation.own_item(found)
    event = _event(found, "add-after", item.id, people, reason)
    return _grown(tx, case, found, event, on=item, via=Via.ADD_AFTER)


def add_parallel(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    people: tuple[str, ...],
    reason: str = "",
    expected: int | None = None,
) -> UserTask:
    """Add people who count like the others; a vote's denominator grows with them.

    Who leads may add to a group without having an item in it. Raises as `add_before` does.
    """
    case, found = before(tx, task_id, by=by, operation="add-parallel", expected=expected)
    mine = found.item if found.item is not None and found.item.state.is_open else None
    item = mine if found.group else participation.own_item(found)
    via = Via.ADMIN if item is None else Via.ADD_PARALLEL
    event = _event(found, "add-parallel", None if item is None else item.id, people, reason)
    return _grown(tx, case, found, event, on=item, via=via)


def remove_signer(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    participant: int,
    reason: str = "",
    expected: int | None = None,
) -> ProcessInstance:
    """Take somebody out of the group; the votes are counted anew, which may decide it.

    Raises NotPermitted unless one has added him or leads, or where nobody would be left.
    """
    case, found = before(tx, task_id, by=by, operation="remove-signer", expected=expected)
    item = _removable(found, participant)
    is_delegate = item.part is Part.DELEGATE
    take_out = participation.recalled if is_delegate else participation.removed
    group = take_out(found.group, item, reason)
    event = _event(found, "remove-signer", item.id, (item.person,), reason)
    return advance.carry_move(tx, case, move(found, group, event), by=found.actor)


def _removable(found: Situation, number: int) -> Participant:
    for item in participation.removable(found):
        if item.id == number:
            return item
    raise refused(NotPermitted, f"you cannot take out participant {number}", "您不能减签该人员")


def _grown(
    tx: Transaction,
    case: Case,
    found: Situation,
    event: ParticipantsChanged,
    *,
    on: Participant | None,
    via: Via,
) -> UserTask:
    """Let the people that the event names join the group, and return the task as it is then."""
    group = found.group or ((on,) if on is not None else ())
    new = newcomers(tx, found, event.targets, group=group)
    group = participation.added(group, new, via=via, by=found.actor.id, on=on, reason=event.reason)
    advance.carry_move(tx, case, move(found, group, event), by=found.actor)
    return tx.tasks.get(found.task.id)


def _event(
    found: Situation, operation: str, item: int | None, people: tuple[str, ...], reason: str
) -> ParticipantsChanged:
    return ParticipantsChanged(
        task_id=found.task.id,
        element_id=found.task.element_id,
        operation=operation,
        participant=item,
        targets=people,
        reason=reason,
    )
