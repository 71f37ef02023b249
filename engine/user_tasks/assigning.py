"""What who leads may do with a task: give it to somebody, change its due time."""

from datetime import datetime
from uuid import UUID

from engine.errors import Conflict, Invalid
from engine.model import Actor, UserTask
from engine.model.events import UserTaskAssigned, UserTaskDueChanged
from engine.participation import refused
from engine.store import Transaction
from engine.user_tasks.handing import transfer
from engine.user_tasks.opening import managed, noted


def assign(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    to: str | None,
    reason: str = "",
    expected: int | None = None,
) -> UserTask:
    """Give a task to a person, or back to its candidates (None).

    Administrators may, and the heads of the project and of the units around it. Raises Invalid for
    somebody unknown, inactive or excluded from the task (回避).
    """
    case, task = managed(tx, task_id, by, expected)
    if task.grouped:
        return _handed_over(tx, task, by=by, to=to, reason=reason)
    name = _name_of(tx, task, to) if to is not None else ""
    assigned = UserTaskAssigned(
        task_id=task.id,
        element_id=task.element_id,
        assignee=to,
        assignee_name=name,
        previous=task.assignee,
        reason=reason,
    )
    return noted(tx, case, assigned, task.id, by)


def change_due(
    tx: Transaction, task_id: UUID, *, by: Actor, due_at: datetime | None, reason: str
) -> UserTask:
    """Set another due time, or none; old and new one are recorded. Administrators and heads."""
    case, task = managed(tx, task_id, by)
    changed = UserTaskDueChanged(
        task_id=task.id,
        element_id=task.element_id,
        due_at=due_at,
        previous=task.due_at,
        reason=reason,
    )
    return noted(tx, case, changed, task.id, by)


def _name_of(tx: Transaction, task: UserTask, person_id: str) -> str:
    somebody = tx.people.organisation().people.get(person_id)
    if somebody is None or not somebody.active:
        raise Invalid(f"there is no active person {person_id!r}")
    if person_id in task.excluded:
        raise Invalid(f"{somebody.name} is excluded from task {task.name}")
    return somebody.name


def _handed_over(
    tx: Transaction, task: UserTask, *, by: Actor, to: str | None, reason: str
) -> UserTask:
    """Give the one open item of a group to somebody; raises Conflict where there are several."""
    items = [each for each in tx.participants.of(task.id) if each.state.is_open]
    if to is None or len(items) != 1:
        raise refused(
            Conflict,
            f"{len(items)} people have task {task.name}: transfer one participant's item",
            "多人节点请使用“转办”",
        )
    return transfer(tx, task.id, by=by, to=to, reason=reason, participant=items[0].id)
