"""What counts in a report: the conditions that figures and the cases behind them share.

A case counts in the period in which it began or ended, a task in that in which it was completed.
Where a step or a person is named, those cases count in which it was completed, or in which he
completed something; they count as returned where just that was done once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa

from engine.model import TaskState
from engine.store.tables.work import process_instance, search_value, user_task

By = Literal["process", "project", "month", "step", "person"]
Measure = Literal["started", "ended", "returned", "rated", "satisfied", "done", "late", "again"]

SATISFACTION: Final = "satisfaction"
"""The declared search variable that holds a rating, 1 to 5."""
RATINGS: Final = ("1", "2", "3", "4", "5")
CONTENT: Final = RATINGS[2:]
"""Ratings of somebody who is content: 基本满意 and better."""

_case, _task, _later = process_instance.c, user_task.c, user_task.alias("later")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportQuery:
    """What is reported on; what is None does not filter."""

    since: datetime
    until: datetime
    """The period: from `since` on, before `until`."""
    key: str | None = None
    project: str | None = None
    element_id: str | None = None
    person: str | None = None


def of_cases(query: ReportQuery, at: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
    """Return what cases must be like; `at` is when they count."""
    equal = {_case.key: query.key, _case.project: query.project}
    work = work_of(query)
    return [
        at >= query.since,
        at < query.until,
        *_equal(equal),
        *([_worked_on(*work)] if work else []),
    ]


def of_tasks(query: ReportQuery) -> list[sa.ColumnElement[bool]]:
    """Return what tasks must be like that were completed in the period."""
    ended = [_task.ended_at >= query.since, _task.ended_at < query.until]
    equal = {_task.key: query.key, _task.project: query.project}
    return [*completed(), *ended, *_equal(equal), *work_of(query)]


def returned(query: ReportQuery) -> sa.ColumnElement[bool]:
    """Return what cases must be like, of those that count, to count as returned."""
    work = work_of(query)
    if not work:
        return _case.returns > 0
    return _worked_on(*work, done_again())


def rated_so(ratings: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    """Return what the rating of a case must be like."""
    return [search_value.c.name == SATISFACTION, search_value.c.value.in_(ratings)]


def completed() -> list[sa.ColumnElement[bool]]:
    """Return what a task must be like that somebody completed."""
    return [_task.state == TaskState.COMPLETED]


def done_again() -> sa.ColumnElement[bool]:
    """Return whether the step of a task was completed once more in a later round."""
    once_more = sa.select(sa.literal(1)).where(
        _later.c.instance_id == _task.instance_id,
        _later.c.element_id == _task.element_id,
        _later.c.state == TaskState.COMPLETED,
        _later.c.round > _task.round,
    )
    return once_more.correlate(user_task).exists()


def work_of(query: ReportQuery) -> list[sa.ColumnElement[bool]]:
    """Return what the work must be like, where a step or a person is named."""
    return _equal({_task.element_id: query.element_id, _task.ended_by: query.person})


def _worked_on(*wanted: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    cases = sa.select(_task.instance_id).where(*completed(), *wanted)
    return _case.id.in_(cases.correlate(None))


def _equal(equal: dict[sa.Column[Any], str | None]) -> list[sa.ColumnElement[bool]]:
    return [column == value for column, value in equal.items() if value is not None]
