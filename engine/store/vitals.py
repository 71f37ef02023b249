"""How much is open, late and stuck in the whole store: counts, of nobody in particular."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engine.model import DeliveryState, InstanceState, JobState
from engine.store.session import Session
from engine.store.tables.outbox import announcement, delivery
from engine.store.tables.work import incident, job, process_instance, user_task
from engine.store.tables.workers import worker
from engine.store.workers import ALIVE


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
    waiting_deliveries: int
    dead_deliveries: int
    workers: int
    """Workers that gave a sign of life within the last half minute."""
    silence: float
    """Seconds since the last sign of life of any worker; 0 = none was ever heard of."""


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
            "leased_jobs": _count(job, job.c.state == JobState.LEASED),
            "failed_jobs": _count(job, job.c.state == JobState.FAILED),
            "announcements": _count(announcement),
            "waiting_deliveries": _count(delivery, delivery.c.state == DeliveryState.WAITING),
            "dead_deliveries": _count(delivery, delivery.c.state == DeliveryState.DEAD),
        }
        counted["workers"] = _count(worker, worker.c.seen_at >= now - ALIVE)
        columns = [query.label(name) for name, query in counted.items()]
        oldest = sa.select(sa.func.min(job.c.wake_at)).where(due).scalar_subquery()
        heard = sa.select(sa.func.max(worker.c.seen_at)).scalar_subquery()
        more = oldest.label("oldest"), heard.label("heard")
        row = dict(self._session.rows(sa.select(*columns, *more))[0])
        waited, silent = (_seconds(now, row.pop(name)) for name in ("oldest", "heard"))
        return Figures(lateness=waited, silence=silent, **row)


def _seconds(now: datetime, since: datetime | None) -> float:
    return (now - since).total_seconds() if since else 0.0


def _count(table: sa.Table, *wanted: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(table).where(*wanted).scalar_subquery()


def _state(state: InstanceState) -> sa.ColumnElement[bool]:
    return process_instance.c.state == state
