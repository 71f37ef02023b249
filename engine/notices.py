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
from engine.store import Transaction

TYPE: Final = "notify"
"""The job type (`zeebe:taskDefinition`); its headers say `template`, and `to`."""

_OUTSIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "sms": ("phone", "contact_phone", "tenant_phone", "mobile"),
    "email": ("email", "contact_email", "tenant_email"),
}
"""Variables that hold an address of whoever is no staff, by channel; the first that is filled."""
_STRANGERS: Final = frozenset({"tenant", "owner", "complainant", "applicant", "candidate"})
_LONGEST: Final = 2_000  # characters of one value in a message


def deliver(tx: Transaction, job_id: UUID) -> ProcessInstance | None:
    """Record a notice as given, and let its case go on; None where it is not open, or suspended."""
    case, job = tx.cases.lock_of_job(job_id)
    waits = job.state in {JobState.OPEN, JobState.LEASED}
    if not waits or case.instance.state is not InstanceState.ACTIVE:
        return None
    said = CommentAdded(comment_id=tx.files.new_id(), text=_text(job))
    advance.note(tx, case, [said, _given(tx, case, job)], by=SYSTEM)
    done = JobCompleted(job_id=job.id, element_id=job.element_id, variables={})
    return advance.carry_out(tx, tx.cases.lock(case.instance.id), done, by=SYSTEM)


def _text(job: Job) -> str:
    template = job.headers.get("template", job.element_id)
    to = job.headers.get("to", "")
    return f"通知：{template}" + (f" → {to}" if to else "")


def _given(tx: Transaction, case: Case, job: Job) -> NoticeGiven:
    definition = tx.definitions.get(case.instance.definition_id)
    seen = interpreter.visible(definition, case.snapshot, job.id, tx.now)
    values = dict(_values(seen))
    template = job.headers.get("template", job.element_id)
    messages = definition.settings.get("gj:messages", "")
    named = telling.wanted(template, telling.parse_messages(messages) if messages else {})
    words = [each.strip() for each in job.headers.get("to", "").split(",") if each.strip()]
    organisation = tx.people.organisation()
    people = [who for word in words for who in _staff(tx, case, word, seen)]
    known = {who: organisation.people[who].name for who in people if who in organisation.people}
    return NoticeGiven(
        job_id=job.id,
        element_id=job.element_id,
        template=template,
        to=job.headers.get("to", ""),
        people=known,
        outside=dict(_addresses(values)) if _STRANGERS & set(words) else {},
        values={name: value for name, value in values.items() if name in named},
    )


def _staff(tx: Transaction, case: Case, word: str, seen: Mapping[str, Any]) -> Iterator[str]:
    """Yield the staff whom a word of the header means: a role in the case, or a variable."""
    if word in {"initiator", "reporter"}:
        yield case.instance.initiator
    elif word == "handlers":
        for task in tx.tasks.of(case.instance.id):
            yield from filter(None, (task.ended_by, task.assignee))
    elif word in tx.people.organisation().people:
        yield word
    else:
        value = seen.get(word)
        yield from (each for each in _listed(value) if isinstance(each, str))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _addresses(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for channel, names in _OUTSIDE.items():
        found = next((values[name] for name in names if values.get(name)), "")
        if found:
            yield channel, found


def _values(seen: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the plain values that a template may speak of; those of forms under their own name."""
    for name, value in seen.items():
        if isinstance(value, Mapping):
            yield from _values(value)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield name, str(value)[:_LONGEST]
