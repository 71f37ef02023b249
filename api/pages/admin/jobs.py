"""定时/作业: timers, service jobs and deadlines with due time and attempts; moving one by hand."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.language import texts
from api.pages.admin.asking import moment
from api.pages.admin.blocks import Ask, Block, Cell, Facts, Field, Links, Shown, Table
from api.pages.admin.frame import (
    MOST,
    Page,
    administrator,
    attempt,
    columns,
    done,
    search,
    show,
    words,
)
from api.pages.clock import left, local
from api.pages.rendering import address
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from api.views import diagrams
from engine import jobs, rescheduling
from engine.model import Job, JobState
from engine.store import JobQuery, Transaction

router = APIRouter(include_in_schema=False)

_LIVE: Final = frozenset({JobState.OPEN, JobState.LEASED, JobState.FAILED})
_TONES: Final[Mapping[JobState, str]] = {
    JobState.OPEN: "",
    JobState.LEASED: "mine",
    JobState.FAILED: "late",
    JobState.DONE: "ok",
    JobState.CANCELLED: "",
}
KINDS: Final = ("timer", "service", "deadline", "start", "message", "signal", "resume")
"""Kinds of jobs that can be asked for; each has a name on the screen."""
_EMPTY: Final = Posted(texts={}, files={})


@router.get("/admin/jobs")
def show_jobs(
    visit: Visitor,
    *,
    state: str = "",
    kind: str = "",
    case: UUID | None = None,
    cursor: str | None = None,
) -> Response:
    """List automatic work by due time."""
    administrator(visit)
    states = frozenset({JobState(state)}) if state in set(JobState) else _LIVE
    query = JobQuery(
        states=states,
        kind=kind or None,
        instance_id=case,
        due=True if state == "due" else None,
    )
    asked = {"state": state, "kind": kind, "case": str(case) if case else ""}

    def page(tx: Transaction) -> Response:
        found = jobs.page(tx, query, by=visit.call.actor, limit=MOST, cursor=cursor)
        more = address("/admin/jobs", {**asked, "cursor": found.next}) if found.next else ""
        say = words(visit)
        links = Links(
            links=[
                ("/admin/deliveries", say("admin.deliveries")),
                ("/admin/webhooks", say("admin.webhooks")),
            ]
        )
        blocks: list[Block] = [links, _search(visit, asked), _jobs(tx, visit, found.items, more)]
        return show(visit, Page(tab="jobs", heading=say("admin.tab.jobs"), blocks=blocks))

    return visit.call.read(page)


@router.get("/admin/jobs/{job_id}")
def show_job(visit: Visitor, job_id: UUID) -> Response:
    """Show one job, and when it is to run."""
    administrator(visit)
    return _page(visit, job_id, _EMPTY, [])


@router.post("/admin/jobs/{job_id}")
def reschedule(visit: Visitor, job_id: UUID, posted: Form) -> Response:
    """Say when a timer fires or a job is tried next."""
    administrator(visit)

    def work(tx: Transaction) -> None:
        at = None if posted.text("do") == "now" else moment(posted.text("due_at"))
        rescheduling.reschedule(
            tx, job_id, by=visit.call.actor, due_at=at, reason=posted.text("reason")
        )

    return attempt(
        visit,
        posted,
        work,
        partial(_page, visit, job_id, posted),
        done(f"/admin/jobs/{job_id}", "rescheduled"),
    )


def kind_name(visit: Visit, kind: str) -> str:
    """Return what a kind of job is called; its own word where the screen has none."""
    return texts(visit.reader.language).get(f"admin.job.{kind}", kind)


def _search(visit: Visit, asked: Mapping[str, str]) -> Ask:
    say = words(visit)
    states = [("", say("admin.job-state.live")), ("due", say("admin.job-state.due"))]
    states += [(str(each), say(f"admin.job-state.{each}")) for each in JobState]
    kinds = [("", say("all")), *((each, kind_name(visit, each)) for each in KINDS)]
    fields = [
        Field(
            name="state",
            label=say("admin.column.state"),
            kind="select",
            options=states,
            value=asked["state"],
        ),
        Field(
            name="kind",
            label=say("admin.column.kind"),
            kind="select",
            options=kinds,
            value=asked["kind"],
        ),
    ]
    return search(visit, "/admin/jobs", fields, {"case": asked["case"]} if asked["case"] else {})


def _jobs(tx: Transaction, visit: Visit, found: Sequence[Job], more: str) -> Table:
    say = words(visit)
    return Table(
        id="jobs",
        title=say("admin.jobs"),
        head=columns(visit, "due", "step", "kind", "state", "attempts", "case"),
        rows=[_job(tx, visit, each) for each in found],
        empty=say("admin.jobs.none"),
        more=more,
    )


def _job(tx: Transaction, visit: Visit, job: Job) -> Sequence[Shown]:
    say, language = words(visit), visit.reader.language
    waits = job.state in {JobState.OPEN, JobState.LEASED}
    number, of_case = _number(visit, job), _of_case(job)
    return [
        Cell(
            text=local(job.due_at),
            href=f"/admin/jobs/{job.id}" if of_case else "",
            more=left(job.due_at, tx.now, language) if waits else "",
            number=True,
        ),
        _step(tx, visit, job),
        kind_name(visit, job.kind),
        Cell(text=say(f"admin.job-state.{job.state}"), tone=_TONES[job.state] or "mine"),
        Cell(text=str(job.attempts), more=job.error, number=True, code=bool(job.error)),
        Cell(text=number, href=f"/admin/cases/{job.instance_id}" if of_case else "", number=True),
    ]


def _of_case(job: Job) -> bool:
    """Tell whether it belongs to a case; start timers and work for many cases belong to none."""
    return job.instance_id.int != 0


def _number(visit: Visit, job: Job) -> str:
    say = words(visit)
    return job.business_key or say("admin.no-number" if _of_case(job) else "none")


def _step(tx: Transaction, visit: Visit, job: Job) -> Cell:
    """Return the name of the element; a start timer's process beside it."""
    if not _of_case(job) and job.definition_id is None:
        return Cell(text=words(visit)("none"))
    definition_id = job.definition_id or tx.cases.get(job.instance_id).definition_id
    definition = tx.definitions.get(definition_id)
    names = diagrams.element_names(definition, visit.reader.language)
    return Cell(text=names.get(job.element_id, job.element_id), more=definition.name)


def _page(
    visit: Visit, job_id: UUID, posted: Posted, above: Sequence[Block], *, status: int = 200
) -> Response:
    def page(tx: Transaction) -> Response:
        job = tx.jobs.get(job_id)
        blocks: list[Block] = [*above, _facts(tx, visit, job)]
        if job.kind in {"timer", "service"} and job.state in {JobState.OPEN, JobState.LEASED}:
            blocks.append(_form(visit, job, posted))
        heading = f"{_step(tx, visit, job).text} · {kind_name(visit, job.kind)}"
        return show(visit, Page(tab="jobs", heading=heading, blocks=blocks, status=status))

    return visit.call.read(page)


def _facts(tx: Transaction, visit: Visit, job: Job) -> Facts:
    say = words(visit)
    state = Cell(text=say(f"admin.job-state.{job.state}"), tone=_TONES[job.state] or "mine")
    href = f"/admin/cases/{job.instance_id}" if _of_case(job) else ""
    rows: list[tuple[str, Shown]] = [
        (say("admin.column.case"), Cell(text=_number(visit, job), href=href)),
        (say("admin.column.step"), _step(tx, visit, job)),
        (say("admin.column.kind"), kind_name(visit, job.kind)),
        (say("admin.column.state"), state),
        (say("admin.column.due"), Cell(text=local(job.due_at), number=True)),
        (say("admin.column.attempts"), Cell(text=str(job.attempts), number=True)),
        (say("admin.retries"), Cell(text=str(job.retries), number=True)),
    ]
    if job.type:
        rows.append((say("admin.job.type"), Cell(text=job.type, code=True)))
    if job.worker:
        worker = Cell(text=job.worker, more=local(job.leased_until), code=True)
        rows.append((say("admin.job.worker"), worker))
    if job.error:
        rows.append((say("admin.message"), Cell(text=job.error, code=True)))
    if job.state is JobState.FAILED:
        href = f"/admin/incidents?case={job.instance_id}"
        rows.append((say("admin.stuck"), Cell(text=say("admin.see"), href=href)))
    return Facts(id="facts", title=say("admin.job"), rows=rows)


def _form(visit: Visit, job: Job, posted: Posted) -> Ask:
    say = words(visit)
    fields = [
        Field(
            name="due_at",
            label=say("admin.job.due_at"),
            kind="datetime-local",
            value=posted.text("due_at") or local(job.due_at).replace(" ", "T"),
        ),
        Field(name="reason", label=say("admin.reason"), value=posted.text("reason"), must=True),
    ]
    return Ask(
        id="reschedule",
        title=say("admin.job.reschedule"),
        action=f"/admin/jobs/{job.id}",
        fields=fields,
        buttons=[("move", say("admin.job.reschedule")), ("now", say("admin.job.now"))],
        once=posted.text("once") or new_key(),
        note=say("admin.job.reschedule.note"),
    )
