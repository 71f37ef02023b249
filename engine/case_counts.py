"""Use case on counting cases: a process asks how many other cases are like this one (`case-count`).

Recurrence rules ask it (docs/why/0175). The engine itself carries such jobs out; the answer is the
job's result and so on the record: a replay takes it from there, whatever has happened since.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, TypeGuard
from uuid import UUID

from engine import advance
from engine.errors import Invalid
from engine.model import SYSTEM, InstanceState, JobState, ProcessInstance
from engine.model.events import JobCompleted
from engine.store import CaseQuery, Transaction

TYPE: Final = "case-count"
"""The job type (`zeebe:taskDefinition`); what is counted is its input `wanted`."""

LISTED: Final = 20  # numbers of cases that are named: what a person looks through
LONGEST: Final = 3660  # days looked back, ten years: a longer rule is a mistake
_KNOWN: Final = frozenset({"process", "days", "same", "least", "anywhere", "open"})


def answer(tx: Transaction, job_id: UUID) -> ProcessInstance | None:
    """Count the cases that `wanted` describes, and let the case go on.

    `wanted` is a context: `process` (required), `days` (how far back they may have begun), `same`
    (search fields and their values; null values do not count), `least` (search fields and numbers
    that they reach; of the 20 newest), `anywhere` (true = not only in the project of this case),
    `open` (true = only cases that have not ended). The case itself is not counted. The result is
    `count`, and `cases` with up to 20 numbers, the newest first. A question that cannot be
    understood is an incident. None where the job is not open, or suspended.
    """
    case, job = tx.cases.lock_of_job(job_id)
    waits = job.state in {JobState.OPEN, JobState.LEASED}
    if not waits or case.instance.state is not InstanceState.ACTIVE:
        return None
    wanted = job.payload["variables"].get("wanted")
    try:
        query, least = _query(tx, case.instance, wanted), _least(wanted)
    except Invalid as error:
        return advance.note(tx, case, advance.job_stopped(case, job, str(error)), by=SYSTEM)
    found = [one for one in tx.cases.page(query, limit=LISTED).items if _reaches(one, least)]
    result = {
        "count": len(found) if least else tx.cases.count(query),
        "cases": [one.business_key or str(one.id) for one in found],
    }
    done = JobCompleted(job_id=job.id, element_id=job.element_id, variables=result)
    return advance.carry_out(tx, case, done, by=SYSTEM)


def _query(tx: Transaction, instance: ProcessInstance, wanted: Any) -> CaseQuery:
    if not isinstance(wanted, Mapping) or not wanted.keys() <= _KNOWN:
        raise Invalid(f"`wanted` is a context of {', '.join(sorted(_KNOWN))}, not {wanted!r}")
    process, days, same = wanted.get("process"), wanted.get("days"), wanted.get("same") or {}
    if not isinstance(process, str) or not process:
        raise Invalid("`wanted.process` is the id of a process")
    if days is not None and not (_is_number(days) and 0 < days <= LONGEST):
        raise Invalid(f"`wanted.days` is {days!r}: expected more than 0 and up to {LONGEST}")
    if not isinstance(same, Mapping):
        raise Invalid("`wanted.same` is a context: search fields and their values")
    return CaseQuery(
        key=process,
        project=None if wanted.get("anywhere") is True else instance.project,
        states=_OPEN if wanted.get("open") is True else None,
        started_from=None if days is None else tx.now - timedelta(days=float(days)),
        search={name: value for name, value in same.items() if value is not None},
        other_than=instance.id,
    )


def _least(wanted: Mapping[str, Any]) -> Mapping[str, float]:
    """Return the numbers that search fields are to reach; null ones do not count."""
    said = wanted.get("least") or {}
    if not isinstance(said, Mapping) or not all(
        _is_number(v) for v in said.values() if v is not None
    ):
        raise Invalid("`wanted.least` is a context: search fields and numbers")
    return {name: value for name, value in said.items() if value is not None}


def _reaches(found: ProcessInstance, least: Mapping[str, float]) -> bool:
    """Whether every field of a case is a number that is as high."""
    known = {name: found.search.get(name) for name in least}
    return all(_is_number(each) and each >= least[name] for name, each in known.items())


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


_OPEN: Final = frozenset({InstanceState.ACTIVE, InstanceState.SUSPENDED})
