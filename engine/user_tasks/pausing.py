"""Stopping the clock of a task for a listed reason (暂停计时), and letting it run again."""

from typing import Final
from uuid import UUID

from engine import advance, deadlines
from engine.errors import Invalid
from engine.model import Actor, UserTask
from engine.participation import refused
from engine.store import Transaction
from engine.user_tasks.opening import noted
from engine.user_tasks.situation import before

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
    case, found = before(tx, task_id, by=by, operation="pause", expected=expected)
    task = found.task
    if reason not in deadlines.REASONS:
        listed = "、".join(deadlines.REASONS.values())
        raise refused(
            Invalid,
            f"{reason!r} is no reason to stop a clock: {', '.join(deadlines.REASONS)}",
            f"暂停原因只能是：{listed}",
        )
    return noted(tx, case, advance.paused(tx, task, reason=reason, note=_said(note)), task.id, by)


def resume(
    tx: Transaction, task_id: UUID, *, by: Actor, note: str = "", expected: int | None = None
) -> UserTask:
    """Let the clock run again; the task is due later by what the pause took on its clock.

    Raises Conflict where nobody has stopped it.
    """
    case, found = before(tx, task_id, by=by, operation="resume", expected=expected)
    task = found.task
    calendar = advance.calendar_of(tx, task.project)
    return noted(tx, case, advance.resumed(tx, task, calendar, note=_said(note)), task.id, by)


def _said(note: str) -> str:
    if len(note) > NOTE:
        raise refused(Invalid, f"a note has at most {NOTE} characters", "说明过长")
    return note.strip()
