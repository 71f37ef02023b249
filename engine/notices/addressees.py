"""Whom the header `to` of a notice means: words parted by commas.

initiator, reporter      who began the case
handlers                 who has worked on it
holders                  whom its open tasks are with
limin                    a colleague by account
post(hr_project)         a candidate rule, in the project of the case
tenant, supplier, …      somebody outside, at the case's `phone` and `email`
cc, superior, …          a variable: accounts, the text of a rule, or rows with a `phone` each
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine import routing, telling
from engine.advance.setting import of_running
from engine.advance.settling import facts_of
from engine.calendar import SHANGHAI
from engine.model import SYSTEM, Case, Job
from engine.model.events import UserTaskCreated
from engine.store import Transaction

_OUTSIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "sms": ("phone", "contact_phone", "tenant_phone", "mobile"),
    "email": ("email", "contact_email", "tenant_email"),
}
"""Variables that hold an address of whoever is no staff, by channel; the first that is filled."""
_STRANGERS: Final = frozenset(
    {"tenant", "owner", "complainant", "applicant", "candidate", "supplier"}
)
_COMMA: Final = re.compile(r",(?![^()]*\))")
_RULE: Final = "gj:cc"
"""A rule of a notice is read as one of copies is: whom it finds in the project, nobody else."""


def staff(tx: Transaction, case: Case, job: Job, seen: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the staff that is told, by id.

    Raises Invalid where a rule cannot be read.
    """
    known = tx.people.organisation().people
    found = (who for word in _words(job) for who in _staff(tx, case, job, word, seen))
    return {who: known[who].name for who in found if who in known}


def outside(
    job: Job, seen: Mapping[str, Any], values: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """Yield the addresses by channel of those who are no staff; first the case's own, or none."""
    words = _words(job)
    own = dict(_addresses(values)) if _STRANGERS & set(words) else {}
    yield own
    told = [own]
    for word in words:
        for row in _listed(seen.get(word)):
            other = dict(_addresses(row)) if isinstance(row, Mapping) else {}
            if other and other not in told:
                told.append(other)
                yield other


def _words(job: Job) -> list[str]:
    return [word for each in _COMMA.split(job.headers.get("to", "")) if (word := each.strip())]


def _staff(
    tx: Transaction, case: Case, job: Job, word: str, seen: Mapping[str, Any]
) -> Iterator[str]:
    if word in {"initiator", "reporter"}:
        yield case.instance.initiator
    elif word == "handlers":
        for task in tx.tasks.of(case.instance.id):
            yield from filter(None, (task.ended_by, task.assignee))
    elif word == "holders":
        today = tx.now.astimezone(SHANGHAI).date()
        for task in tx.tasks.of(case.instance.id):
            if task.is_open:
                yield from telling.holders(task, tx.people.organisation(), today)
    elif word in tx.people.organisation().people:
        yield word
    else:
        for value in [word] if "(" in word else _listed(seen.get(word)):
            if isinstance(value, str):
                yield from _found(tx, case, job, value, seen) if "(" in value else [value]


def _found(
    tx: Transaction, case: Case, job: Job, rule: str, seen: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return whom a candidate rule finds in the project of the case."""
    asked = UserTaskCreated(
        task_id=job.id, element_id=job.element_id, name="", settings={_RULE: rule}
    )
    definition = tx.definitions.get(case.instance.definition_id)
    facts = facts_of(tx, asked, seen, of_running(case.instance, definition, asked, SYSTEM))
    return routing.readers(asked.settings, tx.people.organisation(), facts, _RULE)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _addresses(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for channel, names in _OUTSIDE.items():
        found = next((str(values[name]) for name in names if values.get(name)), "")
        if found:
            yield channel, found
