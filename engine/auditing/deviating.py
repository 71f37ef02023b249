"""The list of deviations across cases, each with the entry of the record that it comes from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from engine import access
from engine.auditing.rules import TYPES, Deviation, Rule, deviations, types_of
from engine.history import HistoryRow
from engine.model import Actor, ProcessInstance
from engine.sights import Sight
from engine.store import HistoryQuery, Page, Transaction
from engine.store.paging import cursor_of

_BATCH: Final = 200  # entries read at once
_MOST: Final = 10  # batches of one answer; a page may then be short, and says where to go on


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationQuery:
    """Which deviations; what is None or empty does not filter."""

    rules: frozenset[Rule] = frozenset()
    people: frozenset[str] = frozenset()
    key: str | None = None
    project: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A deviation with its case."""

    deviation: Deviation
    case: ProcessInstance


def page(
    tx: Transaction, query: DeviationQuery, *, by: Actor, limit: int = 50, cursor: str | None = None
) -> Page[Found]:
    """Return deviations, the newest first. Auditors and administrators.

    A page ends early, with where to go on, after some thousands of entries that were none.
    """
    access.check_has_role(by, *access.SEES_ALL)
    found: list[Found] = []
    for _ in range(_MOST):
        batch = tx.history.page(_entries(query), limit=_BATCH, cursor=cursor)
        for row, here in _judged(tx, query, batch.items):
            found += here
            if len(found) >= limit:
                going_on = cursor_of([row.at, row.instance_id, row.seq])
                return Page(items=_shown(tx, found, by), next=going_on)
        cursor = batch.next
        if cursor is None:
            break
    return Page(items=_shown(tx, found, by), next=cursor)


def _shown(tx: Transaction, found: Sequence[Found], by: Actor) -> tuple[Found, ...]:
    """Return deviations with their entries as he gets to read them."""
    rows = Sight.of(tx, by).some([each.deviation.row for each in found])
    return tuple(
        replace(each, deviation=replace(each.deviation, row=row))
        for each, row in zip(found, rows, strict=True)
    )


def _entries(query: DeviationQuery) -> HistoryQuery:
    """Return which entries may tell a deviation of these kinds."""
    types = types_of(query.rules) if query.rules else TYPES
    late = not query.rules or Rule.LATE_ENTRY in query.rules
    return HistoryQuery(
        types=types,
        late=late,
        actors=query.people,
        key=query.key,
        project=query.project,
        since=query.since,
        until=query.until,
    )


def _judged(
    tx: Transaction, query: DeviationQuery, rows: Sequence[HistoryRow]
) -> Iterator[tuple[HistoryRow, list[Found]]]:
    cases = tx.cases.some({row.instance_id for row in rows})
    for row in rows:
        case = cases.get(row.instance_id)
        if case is None:
            continue
        yield (
            row,
            [
                Found(deviation=each, case=case)
                for each in deviations(row, case.initiator)
                if not query.rules or each.rule in query.rules
            ],
        )
