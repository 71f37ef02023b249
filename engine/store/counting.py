"""How much there is of everything that somebody should look after: one statement a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.model import DeliveryState, InstanceState, JobState
from engine.store.session import Session
from engine.store.tables.outbox import announcement, delivery
from engine.store.tables.work import incident, job, job_is, process_instance, user_task


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCases:
    """Open cases of one process in one project."""

    key: str
    name: str
    """The process's name, as its cases began with it."""
    project: str | None
    cases: int
    suspended: int
    stuck: int
    """With an open incident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTasks:
    """Open tasks of one process in one project."""

    key: str
    project: str | None
    tasks: int
    late: int
    unclaimed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """Open incidents alike: the same process, element and kind of error."""

    key: str
    name: str
    definition_id: str
    element_id: str
    kind: str
    count: int
    oldest: datetime
    message: str
    """Of one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Automatic work: what is to come, what waits too long, what failed, who is at it."""

    waiting: int
    due: int
    """Due, and nobody is at it."""
    since: datetime | None
    """When the longest waiting of them became due."""
    failed: int
    workers: Sequence[str]
    """Those that hold a lease now."""


class Counting:
    """Counts what runs, what is late, what got stuck."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def cases(self) -> Sequence[OpenCases]:
        """Return open cases by process and project."""
        case = process_instance.c
        name = sa.func.max(case.process_name)
        query = (
            sa.select(
                case.key,
                name.label("name"),
                case.project,
                sa.func.count().label("cases"),
                _sum(case.state == InstanceState.SUSPENDED).label("suspended"),
                _sum(case.incidents > 0).label("stuck"),
            )
            .where(case.ended_at.is_(None))
            .group_by(case.key, case.project)
            .order_by(case.key, case.project)
        )
        return [OpenCases(**_ints(row)) for row in self._session.rows(query)]

    def tasks(self) -> Sequence[OpenTasks]:
        """Return open tasks by process and project."""
        task = user_task.c
        query = (
            sa.select(
                task.key,
                task.project,
                sa.func.count().label("tasks"),
                _sum(task.due_sort < self._session.now).label("late"),
                _sum(task.assignee.is_(None)).label("unclaimed"),
            )
            .where(task.is_open)
            .group_by(task.key, task.project)
            .order_by(task.key, task.project)
        )
        return [OpenTasks(**_ints(row)) for row in self._session.rows(query)]

    def stuck(self) -> Sequence[Stuck]:
        """Return open incidents by process version, element and kind, the most frequent first."""
        case, table = process_instance.c, incident.c
        number = sa.func.count().label("count")
        same = (case.key, case.definition_id, table.element_id, table.kind)
        query = (
            sa.select(
                *same,
                sa.func.max(case.process_name).label("name"),
                number,
                sa.func.min(table.created_at).label("oldest"),
                sa.func.max(table.message).label("message"),
            )
            .join(process_instance, case.id == table.instance_id)
            .where(table.resolved_at.is_(None))
            .group_by(*same)
            .order_by(number.desc(), case.definition_id, table.element_id, table.kind)
        )
        return [Stuck(**row) for row in self._session.rows(query)]

    def work(self) -> Work:
        """Return how automatic work goes on."""
        now, table = self._session.now, job.c
        due = sa.and_(table.wake_at <= now, table.state == JobState.OPEN)
        query = sa.select(
            _sum(table.state == JobState.OPEN).label("waiting"),
            _sum(due).label("due"),
            sa.func.min(sa.case((due, table.wake_at))).label("since"),
            _sum(table.state == JobState.FAILED).label("failed"),
        ).where(job_is(JobState.OPEN, JobState.LEASED, JobState.FAILED))
        row = _ints(self._session.rows(query)[0])
        held = (job_is(JobState.LEASED), table.leased_until > now, table.worker.is_not(None))
        at_it = sa.select(table.worker).where(*held)
        workers = self._session.rows(at_it.distinct().order_by(table.worker))
        return Work(**row, workers=tuple(each["worker"] for each in workers))

    def deliveries(self) -> Mapping[DeliveryState, int]:
        """Return how many deliveries wait, and how many were given up."""
        wanted = [DeliveryState.WAITING, DeliveryState.DEAD]
        query = sa.select(delivery.c.state, sa.func.count().label("number")).where(
            delivery.c.state.in_(wanted)
        )
        rows = self._session.rows(query.group_by(delivery.c.state))
        found = {DeliveryState(row["state"]): row["number"] for row in rows}
        return {state: found.get(state, 0) for state in wanted}

    def announcements(self) -> int:
        """Return how many events wait to be told."""
        found: int = self._session.scalar(sa.select(sa.func.count()).select_from(announcement))
        return found


def _sum(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _ints(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row whose sums are plain numbers: PostgreSQL adds integers up as `numeric`."""
    numbers = {"cases", "tasks", "suspended", "stuck", "late", "unclaimed", "waiting", "due"}
    numbers |= {"failed"}
    return {name: int(value) if name in numbers else value for name, value in row.items()}
