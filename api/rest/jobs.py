"""Jobs: work for programs outside, leased to one of them at a time."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import AwareDatetime, BaseModel, Field

from api.depends import ADMINISTRATORS, Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Body, Json
from api.views.instances import InstanceOut
from api.views.jobs import JobOut
from engine import access, jobs, rescheduling
from engine.errors import Conflict, InstanceNotActive, NotFound, NotPermitted
from engine.masking import WHOLE
from engine.model import Job, JobState
from engine.sights import Sight
from engine.store import JobQuery, Transaction

router = APIRouter(prefix="/jobs", tags=["jobs"])

_WORK = documented(NotFound, NotPermitted, Conflict, InstanceNotActive)
_MOVED = documented(NotFound, NotPermitted, Conflict, InstanceNotActive)
_PAUSE: Final = 0.5  # seconds between two looks of a long poll: a job waits half that on average
_LONGEST: Final = 30  # seconds; proxies cut silent connections after a minute

Timeout = Annotated[float, Field(ge=0, le=_LONGEST, description="Wait so many seconds for work.")]


class Activation(Body):
    """Which work a worker takes, how much of it, and for how long."""

    type: str = Field(min_length=1, max_length=200, examples=["notify"])
    limit: int = Field(default=1, ge=1, le=100)
    lease: timedelta = Field(default=timedelta(minutes=5), description="ISO 8601 duration.")
    timeout: Timeout = 0


class JobsOut(BaseModel):
    """The jobs that were leased to the caller; none where there was no work in time."""

    items: list[JobOut]


class Done(Body):
    """What the work gave."""

    variables: Json = Field(default_factory=dict)


class Failure(Body):
    """What went wrong, and whether to try again."""

    message: str = Field(min_length=1, max_length=10_000)
    retries: int | None = Field(default=None, ge=0, le=100, description="None = one less.")
    back_off: timedelta | None = Field(default=None, description="None = it doubles each time.")


class ErrorThrown(Body):
    """A BPMN error that the diagram may catch."""

    code: str = Field(min_length=1, max_length=200)
    message: str = Field(default="", max_length=10_000)
    variables: Json = Field(default_factory=dict)


class Rescheduling(Body):
    """When a timer fires or a job is tried next, and why."""

    due_at: AwareDatetime | None = Field(default=None, description="None = at once.")
    reason: str = Field(min_length=1, max_length=2000)


@router.get("", responses=documented(NotPermitted))
def list_jobs(
    *,
    call: Question,
    kind: str | None = None,
    type: str | None = None,  # noqa: A002 - the name in the address
    state: JobState | None = None,
    instance_id: UUID | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PageOut[JobOut]:
    """List automatic work: timers, service jobs, deadlines, errands (administrators, auditors)."""
    access.check_has_role(call.actor, *access.SEES_ALL)
    states = frozenset({state}) if state else None
    query = JobQuery(kind=kind, type=type, states=states, instance_id=instance_id)

    def ask(tx: Transaction) -> PageOut[JobOut]:
        page = tx.jobs.page(query, limit=limit, cursor=cursor)
        veils = Sight.of(tx, call.actor).veils({job.instance_id for job in page.items})
        items = [JobOut.of(job, veils.get(job.instance_id, WHOLE)) for job in page.items]
        return PageOut(items=items, next=page.next)

    return call.read(ask)


@router.post("/activation", responses=documented(NotPermitted), dependencies=[ADMINISTRATORS])
async def activate_jobs(body: Activation, call: Question) -> JobsOut:
    """Lease open jobs of a type; waits for some until `timeout` is over (long poll).

    The only asynchronous route: a worker that waits must not keep a thread from those who work.
    """
    until = time.monotonic() + body.timeout
    while True:
        found = await run_in_threadpool(call.store.run, lambda tx: _leased(tx, body, call))
        if found or time.monotonic() + _PAUSE > until:
            return JobsOut(items=[JobOut.of(job) for job in found])
        await asyncio.sleep(_PAUSE)


@router.post(
    "/{job_id}/completion",
    responses=_WORK,
    response_model=InstanceOut,
    dependencies=[ADMINISTRATORS],
)
def complete_job(job_id: UUID, body: Done, call: Change) -> Response:
    """Complete a job and run its case on."""

    def work(tx: Transaction) -> Reply:
        done = jobs.complete(tx, job_id, by=call.actor, variables=body.variables)
        return Reply(body=InstanceOut.of(done, Sight.of(tx, call.actor)))

    return call.change(body, work)


@router.post(
    "/{job_id}/failure",
    responses=_WORK,
    response_model=InstanceOut,
    dependencies=[ADMINISTRATORS],
)
def fail_job(job_id: UUID, body: Failure, call: Change) -> Response:
    """Report that a job went wrong: it is retried after a while, and at last an incident."""

    def work(tx: Transaction) -> Reply:
        failed = jobs.fail(
            tx,
            job_id,
            by=call.actor,
            message=body.message,
            retries=body.retries,
            back_off=body.back_off,
        )
        return Reply(body=InstanceOut.of(failed, Sight.of(tx, call.actor)))

    return call.change(body, work)


@router.put(
    "/{job_id}/due-time",
    responses=_MOVED,
    response_model=InstanceOut,
    dependencies=[ADMINISTRATORS],
)
def reschedule_job(job_id: UUID, body: Rescheduling, call: Change) -> Response:
    """Say by hand when a timer fires or a service job is tried next (administrators)."""

    def work(tx: Transaction) -> Reply:
        moved = rescheduling.reschedule(
            tx, job_id, by=call.actor, due_at=body.due_at, reason=body.reason
        )
        return Reply(body=InstanceOut.of(moved, Sight.of(tx, call.actor)))

    return call.change(body, work)


@router.post(
    "/{job_id}/error",
    responses=_WORK,
    response_model=InstanceOut,
    dependencies=[ADMINISTRATORS],
)
def throw_job_error(job_id: UUID, body: ErrorThrown, call: Change) -> Response:
    """End a job with a BPMN error; uncaught it becomes an incident."""

    def work(tx: Transaction) -> Reply:
        thrown = jobs.throw_error(
            tx,
            job_id,
            by=call.actor,
            code=body.code,
            message=body.message,
            variables=body.variables,
        )
        return Reply(body=InstanceOut.of(thrown, Sight.of(tx, call.actor)))

    return call.change(body, work)


def _leased(tx: Transaction, body: Activation, call: Question) -> Sequence[Job]:
    return jobs.activate(tx, body.type, by=call.actor, limit=body.limit, lease=body.lease)
