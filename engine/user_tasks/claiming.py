"""Taking a task from the pool and giving it back (签收、退领)."""

from uuid import UUID

from engine.errors import NotPermitted
from engine.model import Actor, Role, UserTask
from engine.model.events import UserTaskClaimed, UserTaskReleased
from engine.store import Transaction
from engine.user_tasks.opening import locked, noted, open_to


def claim(tx: Transaction, task_id: UUID, *, by: Actor, expected: int | None = None) -> UserTask:
    """Take a task, so that the other candidates leave it alone.

    Taking what one holds already changes nothing. Raises TaskClaimed with the holder's name,
    TaskNotOpen with the name of who finished it, Conflict where `expected` is not its version.
    """
    case, task = open_to(tx, task_id, by, expected)
    if task.assignee == by.id:
        return task
    claimed = UserTaskClaimed(
        task_id=task.id, element_id=task.element_id, assignee=by.id, assignee_name=by.name
    )
    return noted(tx, case, claimed, task.id, by)


def release(tx: Transaction, task_id: UUID, *, by: Actor, expected: int | None = None) -> UserTask:
    """Give a claimed task back to its candidates; the holder or an administrator may."""
    case, task = locked(tx, task_id, by, expected)
    task.check_open()
    case.instance.check_active()
    if task.assignee is None:
        return task
    if task.assignee != by.id and not by.has(Role.ADMINISTRATOR):
        raise NotPermitted(f"task {task.name} is with {task.assignee_name}")
    released = UserTaskReleased(task_id=task.id, element_id=task.element_id)
    return noted(tx, case, released, task.id, by)
