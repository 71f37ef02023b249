"""Use case on notices: what a process tells people (`notify` jobs) is recorded and sent.

The engine itself carries these jobs out, so that a process with notices runs to its end without a
worker outside. Who reads the case sees what was told to whom, and when; staff find it in their
message centre, and people outside are reached at the addresses that the case's variables hold.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from engine import advance, interpreter, telling
from engine.model import SYSTEM, Case, InstanceState, Job, JobState, ProcessInstance
from engine.model.events import CommentAdded, JobCompleted, NoticeGiven
from engine.notices import addressees
from engine.store import Transaction

TYPE: Final = "notify"
"""The job type (`zeebe:taskDefinition`); its headers say `template`, and `to`."""

_LONGEST: Final = 2_000  # characters of one value in a message


def deliver(tx: Transaction, job_id: UUID) -> ProcessInstance | None:
    """Record a notice as given, and let its case go on; None where it is not open, or suspended."""
    case, job = tx.cases.lock_of_job(job_id)
    waits = job.state in {JobState.OPEN, JobState.LEASED}
    if not waits or case.instance.state is not InstanceState.ACTIVE:
        return None
    said = CommentAdded(comment_id=tx.files.new_id(), text=_text(job))
    advance.note(tx, case, [said, *_given(tx, case, job)], by=SYSTEM)
    done = JobCompleted(job_id=job.id, element_id=job.element_id, variables={})
    return advance.carry_out(tx, tx.cases.lock(case.instance.id), done, by=SYSTEM)


def _text(job: Job) -> str:
    template = job.headers.get("template", job.element_id)
    to = job.headers.get("to", "")
    return f"通知：{template}" + (f" → {to}" if to else "")


def _given(tx: Transaction, case: Case, job: Job) -> Iterator[NoticeGiven]:
    """Yield the notice; and once more for each further one outside who is told the same."""
    definition = tx.definitions.get(case.instance.definition_id)
    seen = interpreter.visible(definition, case.snapshot, job.id, tx.now)
    template = job.headers.get("template", job.element_id)
    messages = definition.settings.get("gj:messages", "")
    named = telling.wanted(template, telling.parse_messages(messages) if messages else {})
    people = tx.people.organisation().people
    plain = {**dict(_values(seen)), **dict(_values({"": seen.get("notice")}))}
    values = {
        name: people[value].name if value in people else value
        for name, value in plain.items()
        if name in named
    }
    staff: Mapping[str, str] = addressees.staff(tx, case, job, seen)
    for outside in addressees.outside(job, seen, plain):
        yield NoticeGiven(
            job_id=job.id,
            element_id=job.element_id,
            template=template,
            to=job.headers.get("to", ""),
            people=staff,
            outside=outside,
            values=values,
        )
        staff = {}


def _values(seen: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the plain values that a template may speak of; those of forms under their own name."""
    for name, value in seen.items():
        if isinstance(value, Mapping):
            yield from _values(value)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield name, str(value)[:_LONGEST]
