"""Batches: one order for many cases, carried out by jobs, with a result for each case."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.model import Actor, JobState, Role
from engine.store.apply.jobs import ENGINE
from engine.store.jobs import NIL
from engine.store.paging import Page, after, page_of
from engine.store.rows import Row
from engine.store.session import Session
from engine.store.tables.batches import batch, batch_item
from engine.store.tables.work import job, process_instance
from engine.store.uuid7 import uuid7

PENDING: Final = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One order for many cases, and how far it is."""

    id: UUID
    kind: str
    asked: Mapping[str, Any]
    by: Actor
    reason: str
    created_at: datetime
    counts: Mapping[str, int]
    """How many cases are in each state; `pending` ones are still to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItem:
    """What became of one case."""

    batch_id: UUID
    instance_id: UUID
    job_id: UUID
    state: str
    detail: Mapping[str, Any]
    """Why not, where it failed."""
    ended_at: datetime | None
    business_key: str | None = None
    title: str = ""


class Batches:
    """Adds batches, and keeps what became of each of their cases."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        kind: str,
        asked: Mapping[str, Any],
        *,
        by: Actor,
        reason: str,
        instances: Sequence[UUID],
    ) -> Batch:
        """Add a batch, with a job of this kind for each case that a worker takes at once."""
        now = self._session.now
        batch_id = uuid7(now)
        alone = replace(by, stands_in=(), hidden=())  # nobody orders a batch in another's place
        sets = {name: sorted(getattr(by, name)) for name in ("roles", "principals", "leads")}
        known = {**asdict(alone), **sets}
        row = {
            "id": batch_id,
            "kind": kind,
            "asked": dict(asked),
            "actor": known,
            "reason": reason,
            "created_at": now,
        }
        self._session.execute(batch.insert(), row)
        jobs = [(uuid7(now), instance_id) for instance_id in instances]
        if jobs:
            self._session.execute(job.insert(), [_job(kind, batch_id, now, *each) for each in jobs])
            self._session.execute(batch_item.insert(), [_item(batch_id, *each) for each in jobs])
        return self.get(batch_id)

    def get(self, batch_id: UUID) -> Batch:
        """Return a batch with its progress; raises NotFound."""
        row = self._session.first(sa.select(batch).where(batch.c.id == batch_id))
        if row is None:
            raise NotFound(f"no batch {batch_id}")
        counted = sa.select(batch_item.c.state, sa.func.count().label("number"))
        mine = counted.where(batch_item.c.batch_id == batch_id).group_by(batch_item.c.state)
        counts = {found["state"]: found["number"] for found in self._session.rows(mine)}
        known = dict(row["actor"])
        known["roles"] = frozenset(map(Role, known["roles"]))
        known["principals"] = frozenset(known["principals"])
        known["leads"] = frozenset(known.get("leads", ()))
        known["stands_in"] = known["hidden"] = ()
        return Batch(
            id=batch_id,
            kind=row["kind"],
            asked=row["asked"],
            by=Actor(**known),
            reason=row["reason"],
            created_at=row["created_at"],
            counts=counts,
        )

    def items(
        self,
        batch_id: UUID,
        *,
        state: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[BatchItem]:
        """Return the cases of a batch in the order of their ids."""
        case = process_instance.c
        query = (
            sa.select(batch_item, case.business_key, case.title)
            .outerjoin(process_instance, case.id == batch_item.c.instance_id)
            .where(batch_item.c.batch_id == batch_id)
        )
        if state is not None:
            query = query.where(batch_item.c.state == state)
        order = [batch_item.c.instance_id.asc()]
        rows = self._session.rows(after(query, order, cursor).limit(limit + 1))
        return page_of(rows, limit, ("instance_id",), _item_of)

    def hold(self, batch_id: UUID, instance_id: UUID) -> BatchItem:
        """Lock one case's place in a batch until the commit, and read it; raises NotFound."""
        mine = (batch_item.c.batch_id == batch_id) & (batch_item.c.instance_id == instance_id)
        row = self._session.first(sa.select(batch_item).where(mine).with_for_update())
        if row is None:
            raise NotFound(f"case {instance_id} is not in batch {batch_id}")
        return _item_of(row)

    def settle(self, item: BatchItem, state: str, detail: Mapping[str, Any]) -> None:
        """Keep what became of a case, and close its job."""
        mine = (batch_item.c.batch_id == item.batch_id) & (
            batch_item.c.instance_id == item.instance_id
        )
        values = {"state": state, "detail": dict(detail), "ended_at": self._session.now}
        self._session.execute(batch_item.update().where(mine).values(**values))
        done = {"state": JobState.DONE, "wake_at": None, "worker": None, "leased_until": None}
        self._session.execute(job.update().where(job.c.id == item.job_id).values(**done))


def _item(batch_id: UUID, job_id: UUID, instance_id: UUID) -> dict[str, Any]:
    return {
        "batch_id": batch_id,
        "instance_id": instance_id,
        "job_id": job_id,
        "state": PENDING,
        "detail": {},
        "ended_at": None,
    }


def _job(
    kind: str, batch_id: UUID, now: datetime, job_id: UUID, instance_id: UUID
) -> dict[str, Any]:
    """Return a job that belongs to no case: suspending or rebuilding one must not touch it."""
    return {
        "id": job_id,
        "instance_id": NIL,
        "definition_id": None,
        "element_id": "",
        "kind": kind,
        "type": "",
        "queue": ENGINE,
        "state": JobState.OPEN,
        "due_at": now,
        "wake_at": now,
        "retries": 3,
        "attempts": 0,
        "worker": None,
        "leased_until": None,
        "headers": {},
        "payload": {"batch": str(batch_id), "instance": str(instance_id)},
        "error": "",
    }


def _item_of(row: Row) -> BatchItem:
    return BatchItem(**{**row, "title": row.get("title") or ""})
