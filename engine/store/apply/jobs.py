"""Events of automatic work: timers, service jobs, and the errands of thrown messages and signals.

`wake_at` is when a worker should look at a job: its due time, or the end of its lease;
NULL = never (done, cancelled, failed, or the case is suspended).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from engine.model import InstanceState, JobState, events, part_id
from engine.store.fold import Appliers, Fold
from engine.store.tables.work import job

ENGINE = "engine"
"""The queue of what the engine's own worker does; a service job's queue is `service:{type}`."""

RESUME = "resume"
"""The kind of job that ends a suspension."""

ERRANDS = 1 << 31
"""Errands take the upper half of a case's ordinals, by the seq of the event that asked for them."""


def blank(fold: Fold, job_id: UUID, kind: str, element_id: str, due_at: datetime) -> dict[str, Any]:
    """Return the row of a new job that waits for its due time."""
    return {
        "id": job_id,
        "instance_id": fold.instance_id,
        "definition_id": None,
        "element_id": element_id,
        "kind": kind,
        "type": "",
        "queue": ENGINE,
        "state": JobState.OPEN,
        "due_at": due_at,
        "wake_at": None if fold.instance["state"] == InstanceState.SUSPENDED else due_at,
        "retries": 3,
        "attempts": 0,
        "worker": None,
        "leased_until": None,
        "headers": {},
        "payload": {},
        "error": "",
    }


def pause(fold: Fold) -> None:
    """Let nothing of a suspended case come due."""
    for row in _waiting(fold):
        fold.changes.patch(job, (row["id"],), {"wake_at": None})


def resume_at(fold: Fold, at: datetime) -> None:
    """Let a suspended case be looked at when its suspension is over."""
    row = blank(fold, part_id(fold.instance_id, ERRANDS + fold.seq), RESUME, "", at)
    fold.changes.put(job, {**row, "wake_at": at})


def drop_resuming(fold: Fold) -> None:
    """Forget when a case that goes on was to go on by itself."""
    for row in _waiting(fold):
        if row["kind"] == RESUME:
            finish(fold, row["id"], JobState.CANCELLED)


def wake(fold: Fold) -> None:
    """Let everything of a resumed case come due again, a lease under way included."""
    for row in _waiting(fold):
        fold.changes.patch(job, (row["id"],), {"wake_at": row["leased_until"] or row["due_at"]})


def _waiting(fold: Fold) -> list[dict[str, Any]]:
    stored = [fold.changes.overlay(job, row) for row in fold.load_jobs()]
    rows = {row["id"]: row for row in (*stored, *fold.changes.pending(job))}
    return [row for row in rows.values() if row["state"] in {JobState.OPEN, JobState.LEASED}]


def _armed(fold: Fold, event: events.TimerArmed) -> None:
    row = blank(fold, event.timer_id, "timer", event.element_id, event.due_at)
    activity = str(event.activity_id) if event.activity_id else None
    payload = {"activity_id": activity, "cycle": dict(event.cycle)}
    fold.changes.put(job, {**row, "payload": payload})


def _disarmed(fold: Fold, event: events.TimerDisarmed) -> None:
    finish(fold, event.timer_id, JobState.CANCELLED)


def _moved(fold: Fold, event: events.TimerMoved) -> None:
    suspended = fold.instance["state"] == InstanceState.SUSPENDED
    values = {"due_at": event.due_at, "wake_at": None if suspended else event.due_at}
    fold.changes.patch(job, (event.timer_id,), values)


def _timer_rescheduled(fold: Fold, event: events.TimerRescheduled) -> None:
    _put_off(fold, event.timer_id, event.due_at)


def _job_rescheduled(fold: Fold, event: events.JobRescheduled) -> None:
    _put_off(fold, event.job_id, event.due_at)


def _put_off(fold: Fold, job_id: UUID, due_at: datetime) -> None:
    """Let a job wait for another time; a worker that has taken it does not keep it."""
    suspended = fold.instance["state"] == InstanceState.SUSPENDED
    values = {
        "state": JobState.OPEN,
        "due_at": due_at,
        "wake_at": None if suspended else due_at,
        "worker": None,
        "leased_until": None,
    }
    fold.changes.patch(job, (job_id,), values)


def _fired(fold: Fold, event: events.TimerFired) -> None:
    finish(fold, event.timer_id, JobState.DONE)


def _created(fold: Fold, event: events.JobCreated) -> None:
    row = blank(fold, event.job_id, "service", event.element_id, fold.at)
    row.update(
        type=event.type,
        queue=service_queue(event.type),
        retries=event.retries,
        headers=dict(event.headers),
        payload={"variables": dict(event.variables)},
    )
    fold.changes.put(job, row)


def service_queue(type_: str) -> str:
    """Return the queue of service jobs of one type."""
    return f"service:{type_}"


def _completed(fold: Fold, event: events.JobCompleted) -> None:
    finish(fold, event.job_id, JobState.DONE)


def _error_thrown(fold: Fold, event: events.JobErrorThrown) -> None:
    finish(fold, event.job_id, JobState.DONE)


def _cancelled(fold: Fold, event: events.JobCancelled) -> None:
    finish(fold, event.job_id, JobState.CANCELLED)


def _failed(fold: Fold, event: events.JobFailed) -> None:
    again = event.retry_at or fold.at
    left = event.retries > 0
    suspended = fold.instance["state"] == InstanceState.SUSPENDED
    values = {
        "state": JobState.OPEN if left else JobState.FAILED,
        "due_at": again,
        "wake_at": again if left and not suspended else None,
        "retries": event.retries,
        "worker": None,
        "leased_until": None,
        "error": event.message,
    }
    fold.changes.patch(job, (event.job_id,), values)


def finish(fold: Fold, job_id: UUID, state: JobState) -> None:
    """End a job; how often a worker had tried in vain is no longer told."""
    values = {
        "state": state,
        "wake_at": None,
        "worker": None,
        "leased_until": None,
        "error": "",
    }
    fold.changes.patch(job, (job_id,), values)


def _message_thrown(fold: Fold, event: events.MessageThrown) -> None:
    payload = {
        "name": event.name,
        "correlation_key": event.correlation_key,
        "variables": dict(event.variables),
    }
    _errand(fold, "message", event.element_id, payload)


def _signal_thrown(fold: Fold, event: events.SignalThrown) -> None:
    payload = {"name": event.name, "variables": dict(event.variables), "heard": event.heard}
    _errand(fold, "signal", event.element_id, payload)


def _errand(fold: Fold, kind: str, element_id: str, payload: dict[str, Any]) -> None:
    row = blank(fold, part_id(fold.instance_id, ERRANDS + fold.seq), kind, element_id, fold.at)
    fold.changes.put(job, {**row, "wake_at": fold.at, "payload": payload})


APPLIERS: Appliers = {
    events.TimerArmed: _armed,
    events.TimerDisarmed: _disarmed,
    events.TimerMoved: _moved,
    events.TimerRescheduled: _timer_rescheduled,
    events.JobRescheduled: _job_rescheduled,
    events.TimerFired: _fired,
    events.JobCreated: _created,
    events.JobCompleted: _completed,
    events.JobErrorThrown: _error_thrown,
    events.JobCancelled: _cancelled,
    events.JobFailed: _failed,
    events.MessageThrown: _message_thrown,
    events.SignalThrown: _signal_thrown,
}
