"""How much is open, late and stuck in the whole store: counts, of nobody in particular."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from engine.model import DeliveryState, InstanceState, JobState
from engine.store.session import Session
from engine.store.tables.outbox import announcement, delivery
from engine.store.tables.record import history
from engine.store.tables.seals import checkpoint
from engine.store.tables.work import incident, job, job_is, process_instance, user_task
from engine.store.tables.workers import worker
from engine.store.types import Utc
from engine.store.workers import ALIVE

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before every row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts at one moment."""

    open_tasks: int
    overdue_tasks: int
    active_cases: int
    suspended_cases: int
    open_incidents: int
    due_jobs: int
    """Timers, deadlines, errands and service jobs that wait for a worker."""
    leased_jobs: int
    failed_jobs: int
    lateness: float
    """Seconds that the longest waiting due job has waited; 0 = none waits."""
    announcements: int
    untold: float
    """Seconds that the longest waiting event has waited to be told; 0 = none waits."""
    waiting_deliveries: int
    unsent: float
    """Seconds that the longest waiting delivery has waited since its time; 0 = none is due."""
    dead_deliveries: int
    workers: int
    """Workers that gave a sign of life within the last half minute."""
    silence: float
    """Seconds since the last sign of life of any worker; 0 = none was ever heard of."""
    unsealed: float
    """Seconds that the oldest row behind the newest checkpoint waits for the sealer; 0 = none."""


class Vitals:
    """Counts what a person who runs the system looks at."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def figures(self) -> Figures:
        """Count everything at once: one statement."""
        now = self._session.now
        is_open = user_task.c.is_open
        late = (user_task.c.due_at.is_not(None)) & (user_task.c.due_at < now)
        due = (job.c.wake_at.is_not(None)) & (job.c.wake_at <= now)
        counted = {
            "open_tasks": _count(user_task, is_open),
            "overdue_tasks": _count(user_task, is_open, late),
            "active_cases": _count(process_instance, _state(InstanceState.ACTIVE)),
            "suspended_cases": _count(process_instance, _state(InstanceState.SUSPENDED)),
            "open_incidents": _count(incident, incident.c.resolved_at.is_(None)),
            "due_jobs": _count(job, due),
            "leased_jobs": _count(job, job_is(JobState.LEASED)),
            "failed_jobs": _count(job, job_is(JobState.FAILED)),
            "announcements": _count(announcement),
            "waiting_deliveries": _count(delivery, delivery.c.state == DeliveryState.WAITING),
            "dead_deliveries": _count(delivery, delivery.c.state == DeliveryState.DEAD),
        }
        counted["workers"] = _count(worker, worker.c.seen_at >= now - ALIVE)
        columns = [query.label(name) for name, query in counted.items()]
        oldest = sa.select(sa.func.min(job.c.wake_at)).where(due).scalar_subquery()
        heard = sa.select(sa.func.max(worker.c.seen_at)).scalar_subquery()
        since = {
            "lateness": oldest,
            "untold": _first(announcement.c.at, now),
            "unsent": _first(delivery.c.next_try, now),
            "silence": heard,
            "unsealed": _unsealed(),
        }
        more = [query.label(name) for name, query in since.items()]
        row = dict(self._session.rows(sa.select(*columns, *more))[0])
        waited: dict[str, Any] = {name: _seconds(now, row.pop(name)) for name in since}
        return Figures(**waited, **row)


def _unsealed() -> sa.ScalarSelect[datetime]:
    """Return the time of the oldest row that was recorded since the sealer saw all there was."""
    seen = sa.select(checkpoint.c.seen).order_by(checkpoint.c.size.desc()).limit(1)
    since = sa.func.coalesce(seen.scalar_subquery(), sa.literal(_EPOCH, Utc))
    return sa.select(sa.func.min(history.c.at)).where(history.c.at > since).scalar_subquery()


def _first(at: sa.ColumnElement[datetime], now: datetime) -> sa.ScalarSelect[datetime]:
    """Return the first of the times that have come."""
    return sa.select(sa.func.min(at)).where(at <= now).scalar_subquery()


def _seconds(now: datetime, since: datetime | None) -> float:
    return (now - since).total_seconds() if since else 0.0


def _count(table: sa.Table, *wanted: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(table).where(*wanted).scalar_subquery()


def _state(state: InstanceState) -> sa.ColumnElement[bool]:
    return process_instance.c.state == state
