"""The one job that watches a task's deadline: warnings first, then breach after breach.

Its id is the task's. Its payload says what is next: `{"warn": percent}` or `{"breach": level}`.
The task's deadline facts (engine.deadlines) say when: `warn` lists the warnings, `repeat_seconds`
is the time to each further level, `cap` the last level.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.model import JobState
from engine.store.apply.jobs import ENGINE, blank, finish
from engine.store.fold import Fold
from engine.store.tables.work import job

Task = dict[str, Any]


def arm(fold: Fold, task: Task) -> None:
    """Watch a new task that has a due date."""
    if task["due_at"] is not None:
        _wait_for_warning(fold, task, 0)


def cancel(fold: Fold, task_id: UUID) -> None:
    """Stop watching; a task that was never watched has no row to change."""
    finish(fold, task_id, JobState.CANCELLED)


def move(fold: Fold, task: Task) -> None:
    """Watch the new due date; earlier breaches count, warnings that lie behind are left out."""
    if task["due_at"] is None:
        cancel(fold, task["id"])
    else:
        _put(fold, task, task["due_at"], {"breach": task["breaches"] + 1})


def after_warning(fold: Fold, task: Task, percent: int) -> None:
    """Wait for the next warning, or for the due time."""
    _wait_for_warning(fold, task, percent)


def after_breach(fold: Fold, task: Task, level: int) -> None:
    """Wait for the next level, up to the cap."""
    facts = task["deadline"]
    repeat = timedelta(seconds=facts.get("repeat_seconds", 0))
    if level < facts.get("cap", 1) and repeat > timedelta():
        _put(fold, task, task["due_at"] + repeat * level, {"breach": level + 1})
    else:
        finish(fold, task["id"], JobState.DONE)


def _wait_for_warning(fold: Fold, task: Task, percent: int) -> None:
    left = [warn for warn in task["deadline"].get("warn", ()) if warn["percent"] > percent]
    if left:
        at = datetime.fromisoformat(left[0]["at"])
        _put(fold, task, at, {"warn": left[0]["percent"]})
    else:
        _put(fold, task, task["due_at"], {"breach": 1})


def _put(fold: Fold, task: Task, at: datetime, payload: dict[str, int]) -> None:
    row = blank(fold, task["id"], "deadline", task["element_id"], at)
    fold.changes.put(job, {**row, "queue": ENGINE, "payload": payload})
