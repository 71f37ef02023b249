"""Use cases on timers: those of running cases, and those that start cases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from engine import advance, interpreter
from engine.model import SYSTEM, InstanceState, Job, JobState, ProcessInstance
from engine.model.events import TimerFired
from engine.store import Transaction

MOST_MISSED: Final = 100_000  # cycles coalesced into one firing: a second's work; then one more


def fire(tx: Transaction, job_id: UUID) -> ProcessInstance | None:
    """Let the timer of a case fire that is due; None where it is disarmed, moved or suspended.

    Cycles that were missed while nothing ran are coalesced into this firing, which says how many.
    """
    case, job = tx.cases.lock_of_job(job_id)
    waits = job.state in {JobState.OPEN, JobState.LEASED} and job.due_at <= tx.now
    if not waits or case.instance.state is not InstanceState.ACTIVE:
        return None
    fired = TimerFired(
        timer_id=job.id,
        element_id=job.element_id,
        due_at=job.due_at,
        missed=missed(job.due_at, job.payload["cycle"], tx.now)[0],
    )
    return advance.carry_out(tx, case, fired, by=SYSTEM)


def start(tx: Transaction, job: Job) -> ProcessInstance:
    """Start a case by the timer start event of a definition.

    The case has the variable `missed` where this start stands for further cycles as well.
    """
    assert job.definition_id is not None  # start timers belong to a definition
    count, _ = missed(job.due_at, job.payload["cycle"], tx.now)
    beginning = advance.Beginning(
        definition=tx.definitions.get(job.definition_id),
        variables={"missed": count} if count else {},
        element_id=job.element_id,
    )
    return advance.begin(tx, beginning, by=SYSTEM)


def rearm(tx: Transaction, job: Job) -> None:
    """Let a start timer wait for its first cycle that is not due yet, or close it."""
    _, after = missed(job.due_at, job.payload["cycle"], tx.now)
    if after is None:
        tx.jobs.done(job.id)
    else:
        tx.jobs.rearm(job.id, after.at, {"cycle": dict(after.cycle)})


def missed(
    due_at: datetime, cycle: Mapping[str, Any], now: datetime
) -> tuple[int, interpreter.Due | None]:
    """Return how many further cycles are due by now, and the first that is not (None = no more)."""
    count = 0
    after = interpreter.next_start(due_at, cycle)
    while after is not None and after.at <= now and count < MOST_MISSED:
        count += 1
        after = interpreter.next_start(after.at, after.cycle)
    return count, after
