"""Figures over what was done: counted by the database, one statement for each kind of figure.

A case counts in the month and period in which it began or ended, a task in that in which it was
completed; months are those of the company's zone. What lies behind a figure is found by the very
same conditions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa

from engine.model import ProcessInstance, TaskState
from engine.store.cases import COLUMNS
from engine.store.paging import Page, after, page_of
from engine.store.rows import Row, instance_of
from engine.store.session import Session
from engine.store.tables.work import process_instance, search_value, user_task

By = Literal["process", "project", "month", "step", "person"]
Measure = Literal["started", "ended", "returned", "rated", "satisfied", "done", "late", "again"]

OF_CASES: Final = frozenset({"process", "project", "month"})
"""What figures of whole cases may be told by; tasks may be told by all."""
SATISFACTION: Final = "satisfaction"
"""The declared search variable that holds a rating, 1 to 5."""
RATINGS: Final = ("1", "2", "3", "4", "5")
CONTENT: Final = RATINGS[2:]
"""Ratings of somebody who is content: 基本满意 and better."""

_case, _task = process_instance.c, user_task.c


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportQuery:
    """What is reported on; what is None does not filter."""

    since: datetime
    until: datetime
    """The period: from `since` on, before `until`."""
    key: str | None = None
    project: str | None = None
    element_id: str | None = None
    """Counts for tasks alone, as `person` does."""
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFigures:
    """Cases of one group."""

    group: str
    """Key of a process, code of a project (empty = none) or month (2026-07)."""
    started: int = 0
    ended: int = 0
    cycle: float = 0
    """Seconds from beginning to end, of the ended ones together."""
    returned: int = 0
    """Ended ones that were returned at least once."""
    rated: int = 0
    """Ended ones that somebody rated."""
    satisfied: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFigures:
    """Completed tasks of one group."""

    group: str
    key: str = ""
    """Of the process, where they are told by step."""
    name: str = ""
    """Of the step or person."""
    done: int
    due: int
    """Those that had a due time."""
    late: int
    """Those completed after it."""
    seconds: float
    """From creation to completion, of all together."""
    again: int
    """Those that were done once more, since the case was returned."""


class Reporting:
    """Counts what was begun, ended and done in a period."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._postgresql = session.shared.backend.dialect.name == "postgresql"

    def cases(self, query: ReportQuery, by: By) -> Sequence[CaseFigures]:
        """Return figures of cases, in the order of their groups; three statements."""
        found: dict[str, dict[str, Any]] = {}
        for row in (*self._started(query, by), *self._ended(query, by), *self._rated(query, by)):
            group = row["group"] or ""
            found.setdefault(group, {}).update({n: v for n, v in row.items() if n != "group"})
        return [
            CaseFigures(group=group, **{n: _number(v) for n, v in values.items()})
            for group, values in sorted(found.items())
        ]

    def tasks(self, query: ReportQuery, by: By) -> Sequence[TaskFigures]:
        """Return figures of completed tasks, in the order of their groups."""
        group = self._group(by, user_task, _task.ended_at)
        late = sa.and_(_task.due_at.is_not(None), _task.ended_at > _task.due_at)
        named = {"step": sa.func.max(_task.name), "person": sa.func.max(_task.ended_by_name)}
        keyed = by == "step"
        parts = [group, _task.key] if keyed else [group]
        selected = sa.select(
            group.label("group"),
            (_task.key if keyed else sa.literal("")).label("key"),
            named.get(by, sa.literal("")).label("name"),
            sa.func.count().label("done"),
            _count(_task.due_at.is_not(None)).label("due"),
            _count(late).label("late"),
            self._seconds(_task.ended_at, _task.created_at).label("seconds"),
            _count(_task.round > 1).label("again"),
        ).where(*_of_tasks(query))
        rows = self._session.rows(selected.group_by(*parts).order_by(*parts))
        return [_of_row(row) for row in rows]

    def behind(
        self,
        query: ReportQuery,
        measure: Measure,
        *,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[ProcessInstance]:
        """Return the cases behind a figure, the newest first; each once."""
        wanted = self._behind(query, measure)
        order = [_case.started_at.desc(), _case.id.desc()]
        selected = after(sa.select(*COLUMNS).where(*wanted), order, cursor)
        rows = self._session.rows(selected.limit(limit + 1))
        return page_of(rows, limit, ("started_at", "id"), instance_of)

    def _behind(self, query: ReportQuery, measure: Measure) -> list[sa.ColumnElement[bool]]:
        match measure:
            case "started":
                return _of_cases(query, _case.started_at)
            case "ended":
                return _of_cases(query, _case.ended_at)
            case "returned":
                return [*_of_cases(query, _case.ended_at), _case.returns > 0]
            case "rated" | "satisfied":
                ratings = CONTENT if measure == "satisfied" else RATINGS
                rated = sa.select(search_value.c.instance_id).where(*_rated_so(ratings))
                return [*_of_cases(query, _case.ended_at), _case.id.in_(rated)]
            case _:
                more = {
                    "done": sa.true(),
                    "late": _task.ended_at > _task.due_at,
                    "again": _task.round > 1,
                }
                tasks = sa.select(_task.instance_id).where(*_of_tasks(query), more[measure])
                return [_case.id.in_(tasks)]

    def _started(self, query: ReportQuery, by: By) -> Sequence[Row]:
        group = self._group(by, process_instance, _case.started_at)
        selected = sa.select(group.label("group"), sa.func.count().label("started"))
        wanted = _of_cases(query, _case.started_at)
        return self._session.rows(selected.where(*wanted).group_by(group))

    def _ended(self, query: ReportQuery, by: By) -> Sequence[Row]:
        group = self._group(by, process_instance, _case.ended_at)
        selected = sa.select(
            group.label("group"),
            sa.func.count().label("ended"),
            self._seconds(_case.ended_at, _case.started_at).label("cycle"),
            _count(_case.returns > 0).label("returned"),
        )
        wanted = _of_cases(query, _case.ended_at)
        return self._session.rows(selected.where(*wanted).group_by(group))

    def _rated(self, query: ReportQuery, by: By) -> Sequence[Row]:
        group = self._group(by, process_instance, _case.ended_at)
        selected = (
            sa.select(
                group.label("group"),
                sa.func.count().label("rated"),
                _count(search_value.c.value.in_(CONTENT)).label("satisfied"),
            )
            .join(search_value, search_value.c.instance_id == _case.id)
            .where(*_rated_so(RATINGS), *_of_cases(query, _case.ended_at))
        )
        return self._session.rows(selected.group_by(group))

    def _group(self, by: By, table: sa.Table, at: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        columns: Mapping[str, str] = {
            "process": "key",
            "project": "project",
            "step": "element_id",
            "person": "ended_by",
        }
        return self._month(at) if by == "month" else table.c[columns[by]]

    def _month(self, at: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """Return year and month in China, which has kept one offset since 1991."""
        if self._postgresql:
            return sa.func.to_char(sa.func.timezone(sa.literal("Asia/Shanghai"), at), "YYYY-MM")
        seconds = sa.type_coerce(at, sa.BigInteger()) / 1_000_000 + 8 * 3600
        return sa.func.strftime("%Y-%m", sa.cast(seconds, sa.BigInteger), "unixepoch")

    def _seconds(
        self, end: sa.ColumnElement[Any], begin: sa.ColumnElement[Any]
    ) -> sa.ColumnElement[Any]:
        """Return how long all of a group took together, in seconds."""
        if self._postgresql:
            return sa.func.sum(sa.extract("epoch", end) - sa.extract("epoch", begin))
        taken = sa.type_coerce(end, sa.BigInteger()) - sa.type_coerce(begin, sa.BigInteger())
        return sa.func.sum(taken) / 1e6


def _of_cases(query: ReportQuery, at: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
    wanted = [at >= query.since, at < query.until]
    equal = {_case.key: query.key, _case.project: query.project}
    return [*wanted, *(column == value for column, value in equal.items() if value is not None)]


def _of_tasks(query: ReportQuery) -> list[sa.ColumnElement[bool]]:
    equal = {
        _task.key: query.key,
        _task.project: query.project,
        _task.element_id: query.element_id,
        _task.ended_by: query.person,
    }
    return [
        _task.state == TaskState.COMPLETED,
        _task.ended_at >= query.since,
        _task.ended_at < query.until,
        *(column == value for column, value in equal.items() if value is not None),
    ]


def _rated_so(ratings: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    return [search_value.c.name == SATISFACTION, search_value.c.value.in_(ratings)]


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _of_row(row: Row) -> TaskFigures:
    numbers = {"done", "due", "late", "seconds", "again"}
    read: dict[str, Any] = {n: _number(v) if n in numbers else v or "" for n, v in row.items()}
    return TaskFigures(**read)


def _number(value: Any) -> Any:
    """Return a figure as a plain number: PostgreSQL adds up as `numeric`."""
    number = float(value or 0)
    return int(number) if number.is_integer() else number
