"""The only writer of the history and of the tables read off it: one record, one write."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine import history
from engine.errors import Invalid, NotFound
from engine.history import HistoryRow
from engine.history.chain import GENESIS
from engine.model import Actor, JobState, ProcessInstance
from engine.model.events import Event, InstanceStarted
from engine.store.apply import apply
from engine.store.apply.telling import announce
from engine.store.changes import names_of
from engine.store.definitions import Definitions
from engine.store.fold import Fold
from engine.store.rows import instance_of
from engine.store.session import Session, values_of
from engine.store.tables import copies, files, keeping, participants, record, work

_COLUMNS = attrgetter(*names_of(record.history))
_OPEN_JOB = work.job.c.state.in_([JobState.OPEN, JobState.LEASED])
_REBUILT = (
    work.user_task,
    work.job,
    work.subscription,
    work.incident,
    work.search_value,
    participants.participant,
    participants.consultation,
    copies.copy,
    files.comment,
    files.attachment,
    keeping.legal_hold,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Proof of what was recorded: whoever keeps seq and hash can show that it was not removed."""

    seq: int
    hash: str
    """Hex."""
    instance: ProcessInstance
    """The case as it is now; its snapshot is the one that was handed in."""


def record_events(
    session: Session,
    instance_id: UUID,
    events: Sequence[Event],
    *,
    actor: Actor,
    snapshot: bytes | None,
    occurred_at: datetime | None = None,
) -> Receipt:
    """Append events to a case's history and apply them; the case is locked, or begins here."""
    fold = _fold(session, _row_to_change(session, instance_id, events[0]))
    row = fold.instance
    entries = history.link(
        instance_id,
        row["seq"],
        row["head"],
        events,
        actor=actor.at(row.get("project") or getattr(events[0], "project", None)),
        at=session.now,
        key=session.shared.key,
        salts=os.urandom(16 * len(events)),
        occurred_at=occurred_at,
    )
    is_new = row["seq"] == 0
    for entry, event in zip(entries, events, strict=True):
        fold.changes.put(record.history, _history_values(entry))
        _step(fold, entry, event)
        announce(fold, event)
    if snapshot is not None:
        row["snapshot"] = snapshot
    _put_instance(fold, new=is_new, with_snapshot=snapshot is not None)
    session.shared.backend.write(session.connection, fold.changes)
    session.recorded[instance_id] = row
    session.tasks.update(fold.tasks)
    return Receipt(seq=row["seq"], hash=row["head"].hex(), instance=instance_of(row))


def rebuild_case(session: Session, instance_id: UUID, rows: Iterable[HistoryRow]) -> None:
    """Write the rows of a case again, from its history alone.

    Errands (thrown messages and signals) keep how far they got: that is not the case's doing.
    Raises NotFound where there is no such case, Invalid where a payload has been erased.
    """
    stored = _row_to_change(session, instance_id, None)
    fold = _fold(session, {**_blank(instance_id), "snapshot": stored["snapshot"]})
    fold.load_participants = lambda _task_id: ()
    fold.load_jobs = fold.load_incidents = lambda: ()
    tasks = sa.select(work.user_task.c.id).where(work.user_task.c.instance_id == instance_id)
    for table in (work.inbox, work.task_exclusion):
        session.execute(table.delete().where(table.c.task_id.in_(tasks)))
    errands = session.rows(
        sa.select(work.job).where(
            work.job.c.instance_id == instance_id, work.job.c.kind.in_(["message", "signal"])
        )
    )
    for table in _REBUILT:
        session.execute(table.delete().where(table.c.instance_id == instance_id))
    for entry in rows:
        event = entry.event
        if event is None:
            raise Invalid(f"row {entry.seq} of case {instance_id} has been erased")
        _step(fold, entry, event)
    for errand in errands:
        fold.changes.put(work.job, {name: errand[name] for name in names_of(work.job)})
    _put_instance(fold, new=True, with_snapshot=True)
    session.shared.backend.write(session.connection, fold.changes)


def _step(fold: Fold, entry: HistoryRow, event: Event) -> None:
    fold.seq, fold.at = entry.seq, entry.at
    fold.actor, fold.actor_name = entry.actor, entry.actor_name
    fold.on_behalf_of = entry.on_behalf_of
    fold.instance.update(seq=entry.seq, head=entry.hash)
    apply(fold, event)


def _row_to_change(session: Session, instance_id: UUID, first: Event | None) -> dict[str, Any]:
    known = session.recorded.get(instance_id)
    if known is not None:
        return dict(known)
    if isinstance(first, InstanceStarted):
        return _blank(instance_id)
    found = session.fetch(session.shared.selects.instance, id=instance_id)
    if not found:
        raise NotFound(f"no case {instance_id}")
    return values_of(found[0], work.process_instance, "i_")


def _blank(instance_id: UUID) -> dict[str, Any]:
    return {"id": instance_id, "seq": 0, "head": GENESIS, "snapshot": b""}


def _fold(session: Session, row: dict[str, Any]) -> Fold:
    def load_task(task_id: UUID) -> dict[str, Any]:
        if task_id not in session.tasks:
            found = session.fetch(session.shared.selects.task, part=task_id)
            if not found:
                raise NotFound(f"no user task {task_id}")
            session.tasks[task_id] = values_of(found[0], work.user_task)
        return session.tasks[task_id]

    def load_jobs() -> list[dict[str, Any]]:
        wanted = (work.job.c.instance_id == row["id"]) & _OPEN_JOB
        return [dict(found) for found in session.rows(sa.select(work.job).where(wanted))]

    def load_participants(task_id: UUID) -> list[dict[str, Any]]:
        table = participants.participant
        return [dict(f) for f in session.rows(sa.select(table).where(table.c.task_id == task_id))]

    def load_incidents() -> list[dict[str, Any]]:
        table = work.incident.c
        wanted = (table.instance_id == row["id"]) & table.resolved_at.is_(None)
        return [dict(found) for found in session.rows(sa.select(work.incident).where(wanted))]

    return Fold(
        instance=row,
        load_task=load_task,
        load_jobs=load_jobs,
        load_participants=load_participants,
        load_incidents=load_incidents,
        at=session.now,
        process_name=lambda definition_id: Definitions(session).get(definition_id).name,
    )


def _history_values(entry: HistoryRow) -> dict[str, Any]:
    return dict(zip(names_of(record.history), _COLUMNS(entry), strict=True))


_CHANGING = ("seq", "head", "state", "title", "search", "incidents", "ended_at", "outcome")


def _put_instance(fold: Fold, *, new: bool, with_snapshot: bool) -> None:
    row = fold.instance
    if new:
        values = {name: row[name] for name in names_of(work.process_instance)}
        fold.changes.put(work.process_instance, values)
    else:
        columns = [*_CHANGING, *fold.further, *(["snapshot"] if with_snapshot else [])]
        fold.changes.patch(
            work.process_instance, (row["id"],), {name: row[name] for name in columns}
        )
