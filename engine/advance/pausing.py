"""The clocks of a case's open tasks as events: stopped, running again, counted anew."""

from collections.abc import Iterator

from engine import deadlines
from engine.calendar import Calendar
from engine.model import UserTask
from engine.model.events import DeadlinePaused, DeadlineRecalculated, DeadlineResumed, Event
from engine.store import Transaction


def paused(tx: Transaction, task: UserTask, *, reason: str, note: str = "") -> DeadlinePaused:
    """Return the event that stops the clock of a task now."""
    assert task.due_at is not None  # only tasks with a clock are handed over
    facts = deadlines.known(task.deadline, task.created_at, task.due_at)
    return DeadlinePaused(
        task_id=task.id,
        element_id=task.element_id,
        reason=reason,
        deadline=deadlines.paused(facts, reason, tx.now),
        note=note,
    )


def resumed(
    tx: Transaction, task: UserTask, calendar: Calendar, *, note: str = ""
) -> DeadlineResumed:
    """Return the event that lets the clock of a task run again from now."""
    assert task.due_at is not None
    due_at, facts = deadlines.resumed(task.deadline, calendar, task.due_at, tx.now)
    return DeadlineResumed(
        task_id=task.id,
        element_id=task.element_id,
        reason=task.deadline["paused"]["reason"],
        due_at=due_at,
        previous=task.due_at,
        deadline=facts,
        note=note,
    )


def all_paused(tx: Transaction, tasks: Iterator[UserTask]) -> Iterator[Event]:
    """Yield what stops every clock that runs, while the case is suspended."""
    for task in tasks:
        if runs(task):
            yield paused(tx, task, reason=deadlines.SUSPENDED)


def all_resumed(tx: Transaction, tasks: Iterator[UserTask], calendar: Calendar) -> Iterator[Event]:
    """Yield what lets those clocks run again that stood still because of the suspension."""
    for task in tasks:
        if task.is_open and task.deadline.get("paused", {}).get("reason") == deadlines.SUSPENDED:
            yield resumed(tx, task, calendar)


def recalculated(tasks: Iterator[UserTask], calendar: Calendar) -> Iterator[DeadlineRecalculated]:
    """Yield what changes for open tasks by another version of their calendar.

    A clock that stands still is counted by the version in force when it runs again.
    """
    for task in tasks:
        before = task.deadline.get("calendar")
        after = f"{calendar.code}/{calendar.version}"
        if not runs(task) or "since" not in task.deadline or before == after:
            continue
        if task.deadline.get("by_hand"):
            continue
        assert task.due_at is not None
        due_at, facts = deadlines.recalculated(task.deadline, calendar, task.due_at)
        yield DeadlineRecalculated(
            task_id=task.id,
            element_id=task.element_id,
            due_at=due_at,
            previous=task.due_at,
            before=before or "",
            after=after,
            deadline=facts,
        )


def runs(task: UserTask) -> bool:
    """Tell whether a clock runs for the task."""
    return task.is_open and task.due_at is not None and "paused" not in task.deadline
