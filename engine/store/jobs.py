"""Automatic work: what is due, who has taken it, and timers of definitions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.model import Job, JobState
from engine.store.apply.jobs import ENGINE, service_queue
from engine.store.paging import Page, after, page_of
from engine.store.rows import job_of
from engine.store.session import Session
from engine.store.tables.work import job, job_is, process_instance
from engine.store.uuid7 import uuid7

NIL = UUID(int=0)
"""The `instance_id` of jobs that belong to a definition."""

_ROWS = sa.select(job, process_instance.c.business_key.label("i_business_key")).outerjoin(
    process_instance, process_instance.c.id == job.c.instance_id
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobQuery:
    """Which jobs; what is None does not filter."""

    kind: str | None = None
    type: str | None = None
    states: frozenset[JobState] | None = None
    instance_id: UUID | None = None
    element_id: str | None = None
    due: bool | None = None
    """True: it is time, and nobody is at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTimer:
    """A timer start event of a definition, and when it fires next."""

    element_id: str
    due_at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)


class Jobs:
    """Takes and returns jobs; their creation and their end are recorded events."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, job_id: UUID) -> Job:
        """Return a job; raises NotFound."""
        row = self._session.first(_ROWS.where(job.c.id == job_id))
        if row is None:
            raise NotFound(f"no job {job_id}")
        return job_of(row)

    def page(self, query: JobQuery, *, limit: int = 50, cursor: str | None = None) -> Page[Job]:
        """Return jobs by due time."""
        equal = {
            job.c.kind: query.kind,
            job.c.type: query.type,
            job.c.instance_id: query.instance_id,
            job.c.element_id: query.element_id,
        }
        wanted = [column == value for column, value in equal.items() if value is not None]
        if query.states is not None:
            wanted.append(job_is(*sorted(query.states)))
        if query.due is not None:
            is_due = sa.and_(job.c.wake_at <= self._session.now, job_is(JobState.OPEN))
            wanted.append(is_due if query.due else sa.not_(is_due))
        order = [job.c.due_at.asc(), job.c.id.asc()]
        rows = self._session.rows(after(_ROWS.where(*wanted), order, cursor).limit(limit + 1))
        return page_of(rows, limit, ("due_at", "id"), job_of)

    def due_batch(self, *, limit: int, worker: str, lease: timedelta) -> Sequence[Job]:
        """Take up to `limit` jobs of the engine that are due, in order of due time.

        They are this worker's until the lease ends; then others get them again.
        """
        return self._take((ENGINE,), limit, worker, lease)

    def activate(self, type_: str, *, worker: str, limit: int, lease: timedelta) -> Sequence[Job]:
        """Take up to `limit` service jobs of one type, the longest waiting first."""
        return self._take((service_queue(type_),), limit, worker, lease)

    def own_batch(
        self, types: Iterable[str], *, worker: str, limit: int, lease: timedelta
    ) -> Sequence[Job]:
        """Take up to `limit` service jobs of the types that the engine itself carries out."""
        return self._take(tuple(map(service_queue, sorted(types))), limit, worker, lease)

    def release(self, job_id: UUID, *, at: datetime | None = None) -> None:
        """Give a taken job back, to be taken again at once or later."""
        at = at or self._session.now
        self._change(job_id, state=JobState.OPEN, wake_at=at, worker=None, leased_until=None)

    def extend(self, job_id: UUID, *, worker: str, lease: timedelta) -> bool:
        """Prolong a lease; False = this worker holds the job no longer."""
        until = self._session.now + lease
        held = _held(job_id, worker)
        changed = job.update().where(held).values(leased_until=until, wake_at=until)
        return self._session.execute(changed).rowcount == 1

    def give_back(self, worker: str) -> int:
        """Give back whatever a worker holds and has not begun; return how many.

        They are taken by others at once, in their old order, and the attempt does not count.
        """
        held = (job.c.worker == worker) & job_is(JobState.LEASED) & job.c.wake_at.is_not(None)
        free = {"state": JobState.OPEN, "worker": None, "leased_until": None}
        freed = job.update().where(held).values(**free, wake_at=job.c.due_at)
        return self._session.execute(freed.values(attempts=job.c.attempts - 1)).rowcount

    def done(self, job_id: UUID) -> None:
        """Close an errand or a start timer that has been carried out."""
        self._change(job_id, state=JobState.DONE, wake_at=None, worker=None, leased_until=None)

    def failed(self, job_id: UUID, error: str, *, worker: str, retry_at: datetime) -> None:
        """Keep why a worker failed, and when to try again; the due time stays.

        Nothing changes where the worker holds the job no longer: what it did may have been
        committed though the answer was lost, and a job that is done must not be open again.
        """
        again = {"state": JobState.OPEN, "wake_at": retry_at, "worker": None, "leased_until": None}
        changed = job.update().where(_held(job_id, worker)).values(**again, error=error)
        self._session.execute(changed)

    def next_due(self) -> datetime | None:
        """Return when the engine's next job is due or its lease ends; None = there is none."""
        waiting = sa.select(sa.func.min(job.c.wake_at)).where(
            job.c.queue == ENGINE, job.c.wake_at.is_not(None)
        )
        at: datetime | None = self._session.scalar(waiting)
        return at

    def replace_start_timers(
        self, key: str, definition_id: str, timers: Sequence[StartTimer]
    ) -> None:
        """Let a process be started by these timers alone; the earlier versions' are removed."""
        earlier = (job.c.kind == "start") & (job.c.type == key)
        self._session.execute(job.delete().where(earlier))
        for timer in timers:
            self._session.execute(job.insert(), self._start_row(key, definition_id, timer))

    def rearm(self, job_id: UUID, due_at: datetime, payload: Mapping[str, Any]) -> None:
        """Let a start timer fire again."""
        self._change(
            job_id,
            state=JobState.OPEN,
            due_at=due_at,
            wake_at=due_at,
            worker=None,
            leased_until=None,
            attempts=0,
            payload=dict(payload),
        )

    def _take(self, queues: Sequence[str], limit: int, worker: str, lease: timedelta) -> list[Job]:
        now = self._session.now
        due = (
            sa.select(job.c.id)
            .where(job.c.queue.in_(queues), job.c.wake_at <= now)
            .order_by(job.c.wake_at, job.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).cte("due")  # read once: a subquery that is read again passes by what is taken already
        taken = (
            job.update()
            .where(job.c.id.in_(sa.select(due.c.id)))
            .values(
                state=JobState.LEASED,
                worker=worker,
                leased_until=now + lease,
                wake_at=now + lease,
                attempts=job.c.attempts + 1,
            )
            .returning(job.c.id)
        )
        ids = [row["id"] for row in self._session.rows(taken)]
        if not ids:
            return []
        query = _ROWS.where(job.c.id.in_(ids)).order_by(job.c.due_at, job.c.id)
        return [job_of(row) for row in self._session.rows(query)]

    def _change(self, job_id: UUID, **values: Any) -> None:
        changed = job.update().where(job.c.id == job_id).values(**values)
        if self._session.execute(changed).rowcount == 0:
            raise NotFound(f"no job {job_id}")

    def _start_row(self, key: str, definition_id: str, timer: StartTimer) -> dict[str, Any]:
        return {
            "id": uuid7(self._session.now),
            "instance_id": NIL,
            "definition_id": definition_id,
            "element_id": timer.element_id,
            "kind": "start",
            "type": key,
            "queue": ENGINE,
            "state": JobState.OPEN,
            "due_at": timer.due_at,
            "wake_at": timer.due_at,
            "retries": 3,
            "attempts": 0,
            "worker": None,
            "leased_until": None,
            "headers": {},
            "payload": dict(timer.payload),
            "error": "",
        }


def _held(job_id: UUID, worker: str) -> sa.ColumnElement[bool]:
    return (job.c.id == job_id) & (job.c.worker == worker) & (job.c.state == JobState.LEASED)
