"""Offering a task anew because people have changed, and handing what one has begun to the next."""

from uuid import UUID

from engine import advance
from engine.errors import Conflict, Invalid
from engine.model import Actor, Case, UserTask
from engine.model.events import UserTaskAssigned, UserTaskCreated, UserTaskRerouted
from engine.participation import refused
from engine.store import Transaction
from engine.user_tasks.handing import transfer
from engine.user_tasks.opening import managed, noted, open_to


def reroute(tx: Transaction, task_id: UUID, *, by: Actor) -> UserTask:
    """Ask the rules of an unclaimed task again: the roster or the organisation has changed.

    The rules of its node (gj:self, gj:dedupe, gj:empty) act on whom is found as on a new task, and
    may decide it at once. Administrators and heads of the units around it. Raises Conflict for a
    task that somebody has claimed, or that a group decides: who has begun goes on.
    """
    case, task = managed(tx, task_id, by)
    if task.assignee is not None or task.grouped:
        raise refused(Conflict, f"task {task.name} has been begun", "已签收或多人节点不重新分配")
    anew = advance.offered_anew(tx, case, _as_created(tx, case, task))
    advance.offer(tx, case, anew, by=by)
    return tx.tasks.get(task_id)


def hand_on(tx: Transaction, task_id: UUID, *, by: Actor, to: str, reason: str) -> UserTask:
    """Hand a task that one has claimed to whoever comes next (交接班).

    Raises Invalid for somebody unknown, inactive, or excluded (回避).
    """
    case, task = open_to(tx, task_id, by)
    if task.grouped:
        return transfer(tx, task_id, by=by, to=to, reason=reason)
    if task.assignee != by.id:
        raise refused(Conflict, f"task {task.name} is not claimed by you", "您未签收该任务")
    next_one = tx.people.organisation().people.get(to)
    if next_one is None or not next_one.active or to in task.excluded:
        raise refused(Invalid, f"{to!r} cannot take over", f"“{to}”不能接手该任务")
    assigned = UserTaskAssigned(
        task_id=task.id,
        element_id=task.element_id,
        assignee=to,
        assignee_name=next_one.name,
        previous=by.id,
        reason=reason,
    )
    return noted(tx, case, assigned, task.id, by)


def _as_created(tx: Transaction, case: Case, task: UserTask) -> UserTaskCreated:
    """Return the task as its diagram asked for it: what it names itself stands in the history."""
    told = (row.event for row in tx.history.every(case.instance.id))
    kinds = (UserTaskCreated, UserTaskRerouted)
    *_, asked = (each for each in told if isinstance(each, kinds) and each.task_id == task.id)
    return UserTaskCreated(
        task_id=task.id,
        element_id=task.element_id,
        name=task.name,
        candidate_users=asked.candidate_users,
        candidate_groups=asked.candidate_groups,
        settings=task.settings,
    )
