"""Locking the case of a task for somebody who wants to do something with it."""

from uuid import UUID

from engine import access, advance
from engine.calendar import SHANGHAI
from engine.errors import NotPermitted
from engine.model import Actor, Case, Role, UserTask
from engine.model.events import Event
from engine.store import Transaction


def locked(
    tx: Transaction, task_id: UUID, by: Actor, expected: int | None = None
) -> tuple[Case, UserTask]:
    """Lock the case, then read the task, which must exist for this actor."""
    case, task = tx.cases.lock_of_task(task_id)
    access.check_may_see_task(task, by)
    case.check_version(expected, task.version)
    return case, task


def open_to(
    tx: Transaction, task_id: UUID, by: Actor, expected: int | None = None
) -> tuple[Case, UserTask]:
    """Lock the case of a task that this actor may work on now."""
    case, task = tx.cases.lock_of_task(task_id)
    access.check_may_work_on(task, by)
    case.check_version(expected, task.version)
    case.instance.check_active()
    return case, task


def managed(
    tx: Transaction, task_id: UUID, by: Actor, expected: int | None = None
) -> tuple[Case, UserTask]:
    """Lock the case of an open task that this actor may give to somebody.

    Heads of the project and of the units around it see its tasks without being candidates.
    """
    case, task = tx.cases.lock_of_task(task_id)
    if not leads_around(tx, task, by):
        access.check_may_see_task(task, by)
        raise NotPermitted(f"{by.name} leads no unit that task {task.name} belongs to")
    task.check_open()
    case.check_version(expected, task.version)
    case.instance.check_active()
    return case, task


def noted(tx: Transaction, case: Case, event: Event, task_id: UUID, by: Actor) -> UserTask:
    """Record one event of a task and return the task as it is then."""
    advance.note(tx, case, [event], by=by)
    return tx.tasks.get(task_id)


def leads_around(tx: Transaction, task: UserTask, by: Actor) -> bool:
    """Tell whether somebody administrates, or heads the project or a unit around it.

    A head who must keep out of the case (回避), so that it does not exist for him, leads nothing.
    """
    if is_in_charge(tx, task, by):
        return True
    return task.project in by.leads and tx.cases.exists_for(task.instance_id, by)


def is_in_charge(tx: Transaction, task: UserTask, by: Actor) -> bool:
    """Tell whether somebody administrates everything, or the processes of the task's unit."""
    if by.has(Role.ADMINISTRATOR):
        return True
    today = tx.now.astimezone(SHANGHAI).date()
    return Role.ADMINISTRATOR in tx.people.organisation().roles(by.id, today, around=task.project)
