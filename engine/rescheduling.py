"""Use case of rescheduling 改期: say by hand when a timer fires or a service job is tried next.

Deadlines of tasks are moved with their tasks (延期), not here; timers that start cases belong to no
case, so nothing could be put on its record.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from engine import access, advance
from engine.errors import Conflict, Invalid
from engine.model import Actor, JobState, ProcessInstance, Role
from engine.model.events import JobRescheduled, TimerRescheduled
from engine.participation import refused
from engine.store import Transaction

LONGEST: Final = timedelta(days=3660)
"""Ten years: whoever wants a timer later than that has mistyped a date."""


def reschedule(
    tx: Transaction,
    job_id: UUID,
    *,
    by: Actor,
    due_at: datetime | None = None,
    reason: str,
) -> ProcessInstance:
    """Let an armed timer fire, or an open service job be tried, at another time. Administrators.

    `due_at` None means at once; a time that has passed too, and ten years are the most. A timer in
    working time is not counted by any calendar from then on. Raises Invalid without a reason or
    beyond ten years, NotFound for an unknown job, Conflict for one that has ended, has failed for
    good or is somebody's now, and for deadlines.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    case, job = tx.cases.lock_of_job(job_id)
    why, at = advance.said(reason), _moment(due_at, tx.now)
    case.instance.check_active()
    if job.kind not in {"timer", "service"}:
        zh = "任务的时限请在任务中延期，这里只能改定时器和自动任务"
        raise refused(Conflict, f"job {job_id} is a {job.kind}, no timer or service job", zh)
    held = job.leased_until is not None and job.leased_until > tx.now
    if job.state not in {JobState.OPEN, JobState.LEASED} or (held and job.kind == "service"):
        zh = "该作业已结束、已失败或正在执行，不能改期"
        raise refused(Conflict, f"job {job_id} is {job.state}", zh)
    if job.kind == "timer":
        moved = TimerRescheduled(
            timer_id=job.id, element_id=job.element_id, due_at=at, previous=job.due_at, reason=why
        )
        return advance.carry_out(tx, case, moved, by=by)
    told = JobRescheduled(
        job_id=job.id, element_id=job.element_id, due_at=at, previous=job.due_at, reason=why
    )
    return advance.note(tx, case, [told], by=by)


def _moment(due_at: datetime | None, now: datetime) -> datetime:
    if due_at is None or due_at <= now:
        return now
    if due_at - now > LONGEST:
        raise refused(Invalid, f"{due_at} is beyond ten years", "时间超过十年")
    return due_at
