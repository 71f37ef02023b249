"""The operation log: what people did in cases and outside of them, in one list by time."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from engine import access
from engine.errors import Invalid
from engine.history import HistoryRow
from engine.model import Actor
from engine.model.operations import FAILED, Operation, OperationKind
from engine.sights import Sight
from engine.store import HistoryQuery, Page, Transaction
from engine.store.operations import OperationQuery
from engine.store.paging import cursor_of, read_cursor

Entry = HistoryRow | Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """Which entries; what is None or empty does not filter."""

    people: frozenset[str] = frozenset()
    types: Collection[str] = ()
    """Types of events in cases that are entries of the log."""
    kinds: Collection[OperationKind] | None = None
    """Operations outside of cases; None = all."""
    business_key: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def failed(query: LogQuery) -> LogQuery:
    """Return the query for attempts that did not succeed: none of them is in a case."""
    return replace(query, types=(), kinds=FAILED)


def page(
    tx: Transaction, query: LogQuery, *, by: Actor, limit: int = 50, cursor: str | None = None
) -> Page[Entry]:
    """Return the entries, the newest first. Auditors and administrators.

    Raises Invalid for a cursor that is not one of the log's.
    """
    access.check_has_role(by, *access.SEES_ALL)
    in_cases, outside = _cursors(cursor)
    acts = _acts(tx, query, by, limit, in_cases)
    operations = _operations(tx, query, limit, outside)
    every: list[Entry] = sorted([*acts, *operations], key=lambda one: one.at, reverse=True)
    taken = every[:limit]
    if len(every) <= limit:
        return Page(items=tuple(taken), next=None)
    rows = [one for one in taken if isinstance(one, HistoryRow)]
    others = [one for one in taken if isinstance(one, Operation)]
    last = rows[-1] if rows else None
    in_cases = cursor_of([last.at, last.instance_id, last.seq]) if last else in_cases
    outside = cursor_of([others[-1].at, others[-1].id]) if others else outside
    return Page(items=tuple(taken), next=cursor_of([in_cases or "", outside or ""]))


def _acts(
    tx: Transaction, query: LogQuery, by: Actor, limit: int, cursor: str | None
) -> tuple[HistoryRow, ...]:
    if not query.types:
        return ()
    wanted = HistoryQuery(
        actors=query.people,
        types=frozenset(query.types),
        business_key=query.business_key,
        since=query.since,
        until=query.until,
    )
    found = tx.history.page(wanted, limit=limit + 1, cursor=cursor).items
    return tuple(Sight.of(tx, by).some(found))


def _operations(
    tx: Transaction, query: LogQuery, limit: int, cursor: str | None
) -> tuple[Operation, ...]:
    if query.business_key is not None or query.kinds == ():
        return ()
    wanted = OperationQuery(
        people=query.people, kinds=query.kinds, since=query.since, until=query.until
    )
    return tx.operations.page(wanted, limit=limit + 1, cursor=cursor).items


def _cursors(cursor: str | None) -> tuple[str | None, str | None]:
    """Return where to go on in cases and outside of them."""
    if cursor is None:
        return None, None
    in_cases, outside = read_cursor(cursor, 2)
    if not isinstance(in_cases, str) or not isinstance(outside, str):
        raise Invalid("this cursor belongs to another query")
    return in_cases or None, outside or None
