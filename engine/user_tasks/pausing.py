"""Stopping the clock of a task for a listed reason (暂停计时), and letting it run again."""

from typing import Final
from uuid import UUID

from engine import access, advance, deadlines
from engine.errors import Conflict, Invalid, NotPermitted
from engine.model import Actor, Case, UserTask
from engine.participation import refused
from engine.store import Transaction
from engine.user_tasks.opening import leads_around, noted

NOTE: Final = 2000
"""Characters of a note: what a page shows beside a reason."""


def pause(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    reason: str,
    note: str = "",
    expected: int | None = None,
) -> UserTask:
    """Stop the clock of an open task: who has it may, and who leads.

    Raises Invalid for a reason that is not listed (deadlines.REASONS), Conflict where the task has
    no deadline, is late already, or its clock stands still.
    """
    case, task = _held(tx, task_id, by, expected)
    if reason not in deadlines.REASONS:
        listed = "、".join(deadlines.REASONS.values())
        raise refused(
            Invalid,
            f"{reason!r} is no reason to stop a clock: {', '.join(deadlines.REASONS)}",
            f"暂停原因只能是：{listed}",
        )
    if not advance.runs(task):
        raise refused(Conflict, f"no clock runs for task {task.name}", "该任务没有正在计时的时限")
    if task.breaches or (task.due_at is not None and task.due_at <= tx.now):
        raise refused(Conflict, f"task {task.name} is late already", "该任务已超时，不能暂停计时")
    return noted(tx, case, advance.paused(tx, task, reason=reason, note=_said(note)), task.id, by)


def resume(
    tx: Transaction, task_id: UUID, *, by: Actor, note: str = "", expected: int | None = None
) -> UserTask:
    """Let the clock run again; the task is due later by what the pause took on its clock.

    Raises Conflict where nobody has stopped it.
    """
    case, task = _held(tx, task_id, by, expected)
    if task.deadline.get("paused", {}).get("reason") not in deadlines.REASONS:
        raise refused(Conflict, f"the clock of {task.name} is not paused", "该任务没有暂停计时")
    calendar = advance.calendar_of(tx, task.project)
    return noted(tx, case, advance.resumed(tx, task, calendar, note=_said(note)), task.id, by)


def _held(tx: Transaction, task_id: UUID, by: Actor, expected: int | None) -> tuple[Case, UserTask]:
    case, task = tx.cases.lock_of_task(task_id)
    leads = leads_around(tx, task, by)
    if not leads:
        access.check_may_see_task(task, by)
    task.check_open()
    case.check_version(expected, task.version)
    case.instance.check_active()
    taking_part = task.grouped and task.is_candidate(by)
    if task.assignee != by.id and not taking_part and not leads:
        raise refused(
            NotPermitted, f"task {task.name} is not with {by.name}", "请先签收，或由主管操作"
        )
    return case, task


def _said(note: str) -> str:
    if len(note) > NOTE:
        raise refused(Invalid, f"a note has at most {NOTE} characters", "说明过长")
    return note.strip()
