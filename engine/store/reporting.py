"""Figures over what was done: counted by the database, one statement for each kind of figure.

Months are those of the company's zone. What lies behind a figure is found by the very same
conditions (engine.store.reported).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from engine.model import ProcessInstance
from engine.store.cases import COLUMNS
from engine.store.paging import Page, after, page_of
from engine.store.reported import (
    CONTENT,
    RATINGS,
    By,
    Measure,
    ReportQuery,
    completed,
    done_again,
    of_cases,
    of_tasks,
    rated_so,
    returned,
    work_of,
)
from engine.store.rows import Row, instance_of
from engine.store.session import Session
from engine.store.tables.work import process_instance, search_value, user_task

_case, _task = process_instance.c, user_task.c


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFigures:
    """Cases of one group."""

    group: str
    """Key of a process, code of a project (empty = none), month (2026-07), step or person.

    Of a step or a person: the cases in which it was completed, or he completed something.
    """
    key: str = ""
    """Of the process, where they are told by step."""
    name: str = ""
    """Of the step or person."""
    started: int = 0
    ended: int = 0
    cycle: float = 0
    """Seconds from beginning to end, of the ended ones together."""
    returned: int = 0
    """Ended ones that were returned at least once; of a step or person, where that was redone."""
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
        """Return figures of cases, in the order of their groups.

        Three statements; one by step or person, in whose work nothing is told of cases begun.
        """
        if by in {"step", "person"}:
            return [_figures(row) for row in self._session.rows(self._worked(query, by))]
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
        ).where(*of_tasks(query))
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
                return of_cases(query, _case.started_at)
            case "ended":
                return of_cases(query, _case.ended_at)
            case "returned":
                return [*of_cases(query, _case.ended_at), returned(query)]
            case "rated" | "satisfied":
                ratings = CONTENT if measure == "satisfied" else RATINGS
                rated = sa.select(search_value.c.instance_id).where(*rated_so(ratings))
                return [*of_cases(query, _case.ended_at), _case.id.in_(rated)]
            case _:
                more = {
                    "done": sa.true(),
                    "late": _task.ended_at > _task.due_at,
                    "again": _task.round > 1,
                }
                tasks = sa.select(_task.instance_id).where(*of_tasks(query), more[measure])
                return [_case.id.in_(tasks)]

    def _started(self, query: ReportQuery, by: By) -> Sequence[Row]:
        group = self._group(by, process_instance, _case.started_at)
        selected = sa.select(group.label("group"), sa.func.count().label("started"))
        wanted = of_cases(query, _case.started_at)
        return self._session.rows(selected.where(*wanted).group_by(group))

    def _ended(self, query: ReportQuery, by: By) -> Sequence[Row]:
        group = self._group(by, process_instance, _case.ended_at)
        selected = sa.select(
            group.label("group"),
            sa.func.count().label("ended"),
            self._seconds(_case.ended_at, _case.started_at).label("cycle"),
            _count(returned(query)).label("returned"),
        )
        wanted = of_cases(query, _case.ended_at)
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
            .where(*rated_so(RATINGS), *of_cases(query, _case.ended_at))
        )
        return self._session.rows(selected.group_by(group))

    def _worked(self, query: ReportQuery, by: By) -> sa.Select[Any]:
        """Ask for ended cases by what was done in them: first each case once, then their groups."""
        case = self._of_each(query, by).subquery()
        parts = [case.c.group, case.c.key]
        sums = ("cycle", "returned", "rated", "satisfied")
        return (
            sa.select(*parts, sa.func.max(case.c.name).label("name"))
            .add_columns(sa.func.count().label("ended"))
            .add_columns(*(sa.func.sum(case.c[name]).label(name) for name in sums))
            .group_by(*parts)
            .order_by(*parts)
        )

    def _of_each(self, query: ReportQuery, by: By) -> sa.Select[Any]:
        group = self._group(by, user_task, _task.ended_at)
        keyed = by == "step"
        rating = search_value.c.value
        rated = sa.and_(search_value.c.instance_id == _case.id, *rated_so(RATINGS))
        return (
            sa.select(
                group.label("group"),
                (_task.key if keyed else sa.literal("")).label("key"),
                sa.func.max(_task.name if keyed else _task.ended_by_name).label("name"),
                sa.func.max(self._taken(_case.ended_at, _case.started_at)).label("cycle"),
                _any(done_again()).label("returned"),
                _any(rating.is_not(None)).label("rated"),
                _any(rating.in_(CONTENT)).label("satisfied"),
            )
            .join(process_instance, _case.id == _task.instance_id)
            .outerjoin(search_value, rated)
            .where(*completed(), *work_of(query), *of_cases(query, _case.ended_at))
            .group_by(group, *([_task.key] if keyed else []), _case.id)
        )

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
        return sa.func.sum(self._taken(end, begin))

    def _taken(
        self, end: sa.ColumnElement[Any], begin: sa.ColumnElement[Any]
    ) -> sa.ColumnElement[Any]:
        if self._postgresql:
            return sa.extract("epoch", end) - sa.extract("epoch", begin)
        taken = sa.type_coerce(end, sa.BigInteger()) - sa.type_coerce(begin, sa.BigInteger())
        return taken / 1e6


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _any(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    return sa.func.max(sa.case((condition, 1), else_=0))


def _figures(row: Row) -> CaseFigures:
    words = {"group", "key", "name"}
    read: dict[str, Any] = {n: v or "" if n in words else _number(v) for n, v in row.items()}
    return CaseFigures(**read)


def _of_row(row: Row) -> TaskFigures:
    numbers = {"done", "due", "late", "seconds", "again"}
    read: dict[str, Any] = {n: _number(v) if n in numbers else v or "" for n, v in row.items()}
    return TaskFigures(**read)


def _number(value: Any) -> Any:
    """Return a figure as a plain number: PostgreSQL adds up as `numeric`."""
    number = float(value or 0)
    return int(number) if number.is_integer() else number
