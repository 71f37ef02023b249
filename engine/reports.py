"""Use cases of reports 报表: how much, how fast, in time, returned, rated, and what is behind.

Rates are None where nothing was counted: no rate is not a rate of zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from engine import access
from engine.errors import Invalid
from engine.model import Actor, ProcessInstance, Role
from engine.participation import refused
from engine.store import Page, ReportQuery, Transaction
from engine.store.reported import By, Measure
from engine.store.reporting import CaseFigures, TaskFigures

LONGEST: Final = timedelta(days=3660)
"""A period of ten years: whoever wants more than that has mistyped a date."""
READERS: Final = access.SEES_ALL | {Role.DESIGNER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of a period, group by group."""

    query: ReportQuery
    by: By
    cases: Sequence[CaseFigures]
    tasks: Sequence[TaskFigures]


def report(tx: Transaction, query: ReportQuery, by: By, *, reader: Actor) -> Report:
    """Return the figures of a period. Administrators, auditors and designers.

    Raises Invalid for a period that is empty or longer than ten years.
    """
    access.check_has_role(reader, *READERS)
    _check(query)
    return Report(
        query=query,
        by=by,
        cases=tx.reporting.cases(query, by),
        tasks=tx.reporting.tasks(query, by),
    )


def behind(
    tx: Transaction,
    query: ReportQuery,
    measure: Measure,
    *,
    reader: Actor,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[ProcessInstance]:
    """Return the cases behind a figure. Administrators and auditors, who may see every case."""
    access.check_has_role(reader, *access.SEES_ALL)
    _check(query)
    return tx.reporting.behind(query, measure, limit=limit, cursor=cursor)


def share(part: float, whole: float) -> float | None:
    """Return a rate from 0 to 1; None of nothing."""
    return None if not whole else part / whole


def _check(query: ReportQuery) -> None:
    if not timedelta() < query.until - query.since <= LONGEST:
        raise refused(Invalid, "the period is empty or beyond ten years", "时间段无效或超过十年")
