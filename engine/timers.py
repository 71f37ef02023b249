"""Use cases on timers: those of running cases, and those that start cases."""

from datetime import datetime
from uuid import UUID

from engine import advance, interpreter
from engine.model import SYSTEM, InstanceState, Job, JobState, ProcessInstance
from engine.model.events import TimerFired
from engine.store import Transaction


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
        missed=_missed(job, tx.now),
    )
    return advance.carry_out(tx, case, fired, by=SYSTEM)


def start(tx: Transaction, job: Job) -> ProcessInstance:
    """Start a case by the timer start event of a definition.

    The case has the variable `missed` where this start stands for further cycles as well.
    """
    assert job.definition_id is not None  # start timers belong to a definition
    count = _missed(job, tx.now)
    beginning = advance.Beginning(
        definition=tx.definitions.get(job.definition_id),
        variables={"missed": count} if count else {},
        element_id=job.element_id,
    )
    return advance.begin(tx, beginning, by=SYSTEM)


def rearm(tx: Transaction, job: Job) -> None:
    """Let a start timer wait for its first cycle that is not due yet, or close it."""
    after = interpreter.next_start(job.due_at, job.payload["cycle"], _missed(job, tx.now))
    if after is None:
        tx.jobs.done(job.id)
    else:
        tx.jobs.rearm(job.id, after.at, {"cycle": dict(after.cycle)})


def _missed(job: Job, now: datetime) -> int:
    return interpreter.missed(interpreter.Due(at=job.due_at, cycle=job.payload["cycle"]), now)
