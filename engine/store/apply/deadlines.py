"""The one job that watches a task's deadline: warnings first, then breach after breach.

Its id is the task's. Its payload says what is next: `{"warn": percent}`, `{"breach": level}` or
`{"remind": number}`. The task's deadline facts (engine.deadlines) say when: `warn` lists the
warnings, `levels` when each level is reached, `repeat_seconds` is the time to each further one,
`cap` the last level, `reminders` how many come after it where that is not the usual number.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from engine.deadlines import REMINDERS
from engine.model import JobState
from engine.store.apply.jobs import ENGINE, blank, finish
from engine.store.fold import Fold
from engine.store.tables.work import job

Task = dict[str, Any]

_KEPT: Final = (
    "rule",
    "calendar",
    "from",
    "on_breach",
    "repeat",
    "repeat_seconds",
    "cap",
    "reminders",
    "low_risk",
)


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


def by_hand(facts: Mapping[str, Any], now: datetime, due_at: datetime | None) -> dict[str, Any]:
    """Return the facts of a due time that somebody has set: no calendar moves it any more."""
    if due_at is None or not facts:
        return {}
    started = {name: facts[name] for name in ("warned", "reminded") if name in facts}
    kept = {name: facts[name] for name in _KEPT if name in facts}
    return {
        **kept,
        **started,
        "by_hand": True,
        "clock": "natural",
        "since": now.isoformat(),
        "legs": [],
        "days": 0,
        "seconds": (due_at - now).total_seconds(),
        "percents": [],
    }


def watch(fold: Fold, task: Task) -> None:
    """Watch a clock that runs again, or by another calendar: what has been done is not repeated."""
    facts, level = task["deadline"], task["breaches"]
    if facts.get("reminded"):
        after_reminder(fold, task, facts["reminded"])
    elif level:
        after_breach(fold, task, level)
    else:
        _wait_for_warning(fold, task, facts.get("warned", 0))


def after_warning(fold: Fold, task: Task, percent: int) -> None:
    """Wait for the next warning, or for the due time."""
    _wait_for_warning(fold, task, percent)


def after_breach(fold: Fold, task: Task, level: int) -> None:
    """Wait for the next level, up to the cap; beyond it, for the first reminder."""
    facts = task["deadline"]
    if level < facts.get("cap", 1) and _repeat(task) > timedelta():
        _put(fold, task, _level_at(task, level + 1), {"breach": level + 1})
    else:
        after_reminder(fold, task, 0)


def after_reminder(fold: Fold, task: Task, number: int) -> None:
    """Wait for the next reminder; who has not been moved by all of them will not be by more."""
    last = max(task["breaches"], 1)
    if number < task["deadline"].get("reminders", REMINDERS) and _repeat(task) > timedelta():
        at = max(_level_at(task, last) + _repeat(task) * (number + 1), fold.at)
        _put(fold, task, at, {"remind": number + 1})
    else:
        finish(fold, task["id"], JobState.DONE)


def _repeat(task: Task) -> timedelta:
    return timedelta(seconds=task["deadline"].get("repeat_seconds", 0))


def _level_at(task: Task, level: int) -> datetime:
    """Return when a level is reached: by its own clock where the facts say so."""
    levels = task["deadline"].get("levels", ())
    if level <= len(levels):
        return datetime.fromisoformat(levels[level - 1])
    due: datetime = task["due_at"]
    return due + _repeat(task) * (level - 1)


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
