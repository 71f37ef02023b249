"""Use cases on jobs: work for workers outside, leased, retried, and at last an incident.

A worker gets the variables of its cases whole and runs them on, whoever's they are: it acts for an
administrator, with a token that has the scope `jobs`.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from engine import access, advance
from engine.errors import Conflict, Invalid, NotFound
from engine.model import Actor, Case, Job, JobState, ProcessInstance, Role, Variables
from engine.model.events import JobCompleted, JobErrorThrown, JobFailed
from engine.store import JobQuery, Page, Transaction

LEASE: Final = timedelta(minutes=5)  # longer than a call over the network, shorter than a shift
AT_ONCE: Final = 100  # jobs leased by one call: more than a worker does within a lease
BACK_OFF: Final = timedelta(seconds=10)
BACK_OFF_CAP: Final = timedelta(hours=1)


def activate(
    tx: Transaction,
    type_: str,
    *,
    by: Actor,
    limit: int = 1,
    lease: timedelta = LEASE,
) -> Sequence[Job]:
    """Lease open jobs of a type to a worker, the oldest first; may return none.

    A lease that runs out opens the job again. Administrators. Raises Invalid for a limit or lease
    out of range.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    if not 1 <= limit <= AT_ONCE or not timedelta() < lease <= timedelta(days=1):
        raise Invalid(f"limit is 1 to {AT_ONCE} jobs, lease up to one day")
    return tx.jobs.activate(type_, worker=by.id, limit=limit, lease=lease)


def complete(
    tx: Transaction, job_id: UUID, *, by: Actor, variables: Variables | None = None
) -> ProcessInstance:
    """Complete a job and run its case on; whoever holds its lease may, or anybody if none does."""
    case, job = _workable(tx, job_id, by)
    done = JobCompleted(job_id=job.id, element_id=job.element_id, variables=variables or {})
    return advance.carry_out(tx, case, done, by=by)


def throw_error(
    tx: Transaction,
    job_id: UUID,
    *,
    by: Actor,
    code: str,
    message: str = "",
    variables: Variables | None = None,
) -> ProcessInstance:
    """End a job with a BPMN error that the diagram may catch; uncaught it is an incident."""
    case, job = _workable(tx, job_id, by)
    thrown = JobErrorThrown(
        job_id=job.id,
        element_id=job.element_id,
        code=code,
        message=message,
        variables=variables or {},
    )
    return advance.carry_out(tx, case, thrown, by=by)


def fail(
    tx: Transaction,
    job_id: UUID,
    *,
    by: Actor,
    message: str,
    retries: int | None = None,
    back_off: timedelta | None = None,
) -> ProcessInstance:
    """Report that a job went wrong: it is retried after a while, and at last an incident.

    `retries` are those left (one less by default). The wait doubles with each attempt, from ten
    seconds to an hour, unless `back_off` says how long.
    """
    case, job = _workable(tx, job_id, by)
    left = max(job.retries - 1, 0) if retries is None else retries
    if left < 0:
        raise Invalid(f"retries is {left}: expected 0 or more")
    if not left:
        return advance.note(tx, case, advance.job_stopped(case, job, message), by=by)
    wait = back_off if back_off is not None else _back_off(job.attempts)
    failed = JobFailed(
        job_id=job.id,
        element_id=job.element_id,
        retries=left,
        message=message,
        retry_at=tx.now + wait,
    )
    return advance.note(tx, case, [failed], by=by)


def _back_off(attempts: int) -> timedelta:
    doubled = min(max(attempts - 1, 0), 10)  # beyond ten doublings the cap counts anyway
    return min(BACK_OFF * (1 << doubled), BACK_OFF_CAP)


def _workable(tx: Transaction, job_id: UUID, by: Actor) -> tuple[Case, Job]:
    """Lock the case of an open service job that nobody else holds; administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    case, job = tx.cases.lock_of_job(job_id)
    if job.kind != "service":
        raise NotFound(f"no service job {job_id}")
    if job.state not in {JobState.OPEN, JobState.LEASED}:
        raise Conflict(f"job {job_id} is {job.state}", state=str(job.state))
    held = job.leased_until is not None and job.leased_until > tx.now
    if held and job.worker != by.id:
        raise Conflict(f"job {job_id} is leased to {job.worker}", by=job.worker)
    case.instance.check_active()
    return case, job


def page(
    tx: Transaction, query: JobQuery, *, by: Actor, limit: int = 50, cursor: str | None = None
) -> Page[Job]:
    """Return jobs and timers by due time. Administrators and auditors."""
    access.check_has_role(by, *access.SEES_ALL)
    return tx.jobs.page(query, limit=limit, cursor=cursor)
