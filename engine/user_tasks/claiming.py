"""Taking a task from the pool and giving it back (签收、退领)."""

from uuid import UUID

from engine import access, advance, participation
from engine.errors import NotPermitted
from engine.model import Actor, Case, ParticipantState, Role, UserTask
from engine.model.events import ParticipantsChanged, UserTaskClaimed, UserTaskReleased
from engine.participation import Situation
from engine.store import Transaction
from engine.user_tasks.opening import locked, noted, open_to
from engine.user_tasks.situation import move, situation


def claim(tx: Transaction, task_id: UUID, *, by: Actor, expected: int | None = None) -> UserTask:
    """Take a task, so that the other candidates leave it alone.

    Who acts in somebody's place takes it for that person, to whom it stays when that is over.
    Taking what one holds already changes nothing. Raises TaskClaimed with the holder's name,
    TaskNotOpen with the name of who finished it, Conflict where `expected` is not its version.
    """
    case, task = open_to(tx, task_id, by, expected)
    if task.grouped:
        return _begun(tx, case, task, by)
    by = access.acting(task, by)
    holder = by.on_behalf_of or by.id
    if task.assignee == holder:
        return task
    name = tx.people.organisation().people[holder].name if by.on_behalf_of else by.name
    claimed = UserTaskClaimed(
        task_id=task.id, element_id=task.element_id, assignee=holder, assignee_name=name
    )
    return noted(tx, case, claimed, task.id, by)


def release(tx: Transaction, task_id: UUID, *, by: Actor, expected: int | None = None) -> UserTask:
    """Give a claimed task back to its candidates; the holder or an administrator may."""
    case, task = locked(tx, task_id, by, expected)
    task.check_open()
    case.instance.check_active()
    if task.grouped:
        return _set_down(tx, case, task, by)
    if task.assignee is None:
        return task
    by = access.acting(task, by)
    if task.assignee not in {by.id, by.on_behalf_of} and not by.has(Role.ADMINISTRATOR):
        raise NotPermitted(f"task {task.name} is with {task.assignee_name}")
    released = UserTaskReleased(task_id=task.id, element_id=task.element_id)
    return noted(tx, case, released, task.id, by)


def _begun(tx: Transaction, case: Case, task: UserTask, by: Actor) -> UserTask:
    """Say that one has begun with one's own item of a group; the others' items stay."""
    found = situation(tx, case.instance.state, task, by)
    item = participation.own_item(found)
    if item.state is ParticipantState.CLAIMED:
        return task
    return _with_state(tx, case, found, ParticipantState.CLAIMED, "claim")


def _set_down(tx: Transaction, case: Case, task: UserTask, by: Actor) -> UserTask:
    found = situation(tx, case.instance.state, task, by)
    participation.check(participation.REGISTRY["release"], found)
    return _with_state(tx, case, found, ParticipantState.TODO, "release")


def _with_state(
    tx: Transaction, case: Case, found: Situation, state: ParticipantState, operation: str
) -> UserTask:
    item = participation.own_item(found)
    event = ParticipantsChanged(
        task_id=found.task.id,
        element_id=found.task.element_id,
        operation=operation,
        participant=item.id,
    )
    group = participation.with_state(found.group, item, state)
    advance.carry_move(tx, case, move(found, group, event), by=found.actor)
    return tx.tasks.get(found.task.id)
