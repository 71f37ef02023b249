"""Reading and verifying the history; nothing here writes, but for the erasing of payloads."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.errors import NotFound
from engine.history import Broken, HistoryRow, verify
from engine.history.chain import GENESIS
from engine.history.sealing import differing
from engine.store.paging import Page, after, page_of
from engine.store.roles import ERASE
from engine.store.rows import Row
from engine.store.seals import Sealed, Seals
from engine.store.session import Session
from engine.store.tables.record import history
from engine.store.tables.work import process_instance

_CHINESE: Final = re.compile(r"[\u3400-\u9fff]{2}")
"""Of what the index over the record holds entries: two of them side by side."""
BATCH = 1000  # rows read at once: enough to hide the round trip, little enough for memory
FORGOTTEN = timedelta(hours=2)  # the sealer looks for what it has missed every hour


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuery:
    """Which rows of all cases; what is None does not filter."""

    actor: str | None = None
    type: str | None = None
    types: frozenset[str] = frozenset()
    """One of these; empty = any."""
    actors: frozenset[str] = frozenset()
    """One of these people; empty = anybody."""
    late: bool = False
    """Entered late (补录) as well as the types."""
    element_id: str | None = None
    instance_id: UUID | None = None
    business_key: str | None = None
    project: str | None = None
    key: str | None = None
    since: datetime | None = None
    until: datetime | None = None


FIRST = UUID(int=0)
"""Before every case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """One stretch of a check of all cases: no statement of it looks at a whole table."""

    findings: tuple[Broken, ...]
    checked: int
    after: UUID | None
    """Where to go on; None = this was the last stretch."""


class History:
    """The record of cases, for those who read and check it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, instance_id: UUID, *, after: int = 0, limit: int = 1000) -> Sequence[HistoryRow]:
        """Return up to `limit` rows of a case behind row `after`, in order."""
        query = (
            sa.select(history)
            .where(history.c.instance_id == instance_id, history.c.seq > after)
            .order_by(history.c.seq)
            .limit(limit)
        )
        return [_row_of(row) for row in self._session.rows(query)]

    def every(self, instance_id: UUID) -> Iterator[HistoryRow]:
        """Yield all rows of a case, in order."""
        last = 0
        while rows := self.of(instance_id, after=last, limit=BATCH):
            yield from rows
            last = rows[-1].seq

    def speaking(
        self, ids: Collection[UUID], text: str, *, silent: Collection[str]
    ) -> frozenset[UUID]:
        """Return those of these cases in whose record a text stands, in either case.

        It stands there as JSON writes it; rows of the `silent` types are not looked at.
        """
        table = history.c
        written = orjson.dumps(text).decode()[1:-1]
        query = (
            sa.select(table.instance_id)
            .distinct()
            .where(
                table.instance_id.in_(sorted(ids)),
                table.type.not_in(sorted(silent)),
                table.payload.icontains(written, autoescape=True),
            )
        )
        return frozenset(row["instance_id"] for row in self._session.rows(query))

    def mentioning(self, words: Collection[str], *, most: int) -> frozenset[UUID] | None:
        """Return the cases in whose record these words may stand, by the index over Chinese.

        None where it does not help: on SQLite, for words without two Chinese characters side by
        side, and for words that stand in more than `most` rows.
        """
        if self._session.connection.dialect.name != "postgresql":
            return None
        table, found = history.c, list[frozenset[UUID]]()
        for word in filter(_CHINESE.search, words):
            meant = sa.func.guanjia_said(table.payload).op("@>")(sa.func.guanjia_said(word))
            query = sa.select(table.instance_id).where(meant).limit(most + 1)
            rows = self._session.rows(query)
            if len(rows) <= most:
                found.append(frozenset(row["instance_id"] for row in rows))
        return frozenset.intersection(*found) if found else None

    def page(
        self, query: HistoryQuery, *, limit: int = 50, cursor: str | None = None
    ) -> Page[HistoryRow]:
        """Return rows of all cases, the newest first."""
        order = [history.c.at.desc(), history.c.instance_id.desc(), history.c.seq.desc()]
        selected = after(sa.select(history).where(*_conditions(query)), order, cursor)
        rows = self._session.rows(selected.limit(limit + 1))
        return page_of(rows, limit, ("at", "instance_id", "seq"), _row_of)

    def verify(self, instance_id: UUID) -> Broken | None:
        """Check the chain of a case and its head; None = nothing is wrong. Raises NotFound."""
        head = self._session.first(
            sa.select(process_instance.c.seq, process_instance.c.head).where(
                process_instance.c.id == instance_id
            )
        )
        if head is None:
            raise NotFound(f"no case {instance_id}")
        return self._verify(instance_id, head, Seals(self._session).newest())

    def verify_all(self) -> Iterator[Broken]:
        """Yield the first thing wrong with each case that is not sound, and what has no case."""
        for walk in (self.verify_some, self.verify_orphans, self.verify_gone):
            after: UUID | None = FIRST
            while after is not None:
                walked = walk(after)
                yield from walked.findings
                after = walked.after

    def verify_some(self, after: UUID, limit: int = BATCH) -> Walked:
        """Check the next cases behind one, by their ids."""
        newest = Seals(self._session).newest()
        rows = self._heads(after, limit)
        found = (self._verify(row["id"], row, newest) for row in rows)
        return Walked(
            findings=tuple(each for each in found if each is not None),
            checked=len(rows),
            after=rows[-1]["id"] if len(rows) == limit else None,
        )

    def verify_orphans(self, after: UUID, limit: int = BATCH) -> Walked:
        """Look through the next cases with entries for some that are gone themselves."""
        named = sa.select(history.c.instance_id).where(history.c.instance_id > after).distinct()
        rows = self._session.rows(named.order_by(history.c.instance_id).limit(limit))
        ids = [row["instance_id"] for row in rows]
        known = sa.select(process_instance.c.id).where(process_instance.c.id.in_(ids))
        there = {row["id"] for row in self._session.rows(known)}
        return _walked(ids, there, limit, "the case itself is gone")

    def verify_gone(self, after: UUID, limit: int = BATCH) -> Walked:
        """Look through the next cases that were sealed for some of which nothing is left."""
        ids = Seals(self._session).cases(after, limit)
        left = sa.select(history.c.instance_id).where(history.c.instance_id.in_(ids)).distinct()
        there = {row["instance_id"] for row in self._session.rows(left)}
        return _walked(ids, there, limit, "the case was sealed, and nothing is left of it")

    def erase(self, instance_id: UUID, seq: int) -> None:
        """Erase the personal data of one row: its payload and salt. The chain still verifies."""
        if self._session.connection.dialect.name == "postgresql":
            count = self._session.scalar(sa.select(getattr(sa.func, ERASE)(instance_id, seq)))
        else:
            wanted = (history.c.instance_id == instance_id) & (history.c.seq == seq)
            erased = history.update().where(wanted).values(payload=None, salt=None)
            count = self._session.execute(erased).rowcount
        if count == 0:
            raise NotFound(f"no row {seq} of case {instance_id}")

    def _verify(self, instance_id: UUID, head: Row, newest: Sealed | None) -> Broken | None:
        rows = tuple(self.every(instance_id))
        broken = verify(rows, self._session.shared.key)
        if broken is not None:
            return broken
        if newest is not None:
            broken = self._verify_seals(instance_id, rows, newest)
        if broken is not None:
            return broken
        found = (rows[-1].seq, rows[-1].hash) if rows else (0, GENESIS)
        if found != (head["seq"], head["head"]):
            reason = f"the case's head is row {head['seq']}, the history ends with row {found[0]}"
            return Broken(instance_id=instance_id, seq=found[0], reason=reason)
        return None

    def _verify_seals(
        self, instance_id: UUID, rows: Sequence[HistoryRow], newest: Sealed
    ) -> Broken | None:
        """Compare what was sealed; and what should have been sealed long since."""
        segments = Seals(self._session).of_case(instance_id)
        broken = differing(rows, segments, newest.tree.algorithm)
        if broken is not None:
            return broken
        sealed = segments[-1].last if segments else 0
        for row in rows[sealed : sealed + 1]:
            if row.at < newest.seen - FORGOTTEN:
                reason = f"recorded at {row.at.isoformat()}, and never sealed"
                return Broken(instance_id=instance_id, seq=row.seq, reason=reason)
        return None

    def _heads(self, last: UUID, limit: int) -> Sequence[Row]:
        table = process_instance.c
        query = sa.select(table.id, table.seq, table.head).where(table.id > last)
        return self._session.rows(query.order_by(table.id).limit(limit))


def _walked(ids: Sequence[UUID], there: Collection[UUID], limit: int, reason: str) -> Walked:
    lost = (each for each in ids if each not in there)
    return Walked(
        findings=tuple(Broken(instance_id=each, seq=1, reason=reason) for each in lost),
        checked=len(ids),
        after=ids[-1] if len(ids) == limit else None,
    )


def _row_of(row: Row) -> HistoryRow:
    return HistoryRow(**row)


def _conditions(query: HistoryQuery) -> Iterator[sa.ColumnElement[bool]]:
    equal = {
        history.c.actor: query.actor,
        history.c.type: query.type,
        history.c.element_id: query.element_id,
        history.c.instance_id: query.instance_id,
    }
    of_case = {
        process_instance.c.business_key: query.business_key,
        process_instance.c.project: query.project,
        process_instance.c.key: query.key,
    }
    yield from (column == value for column, value in equal.items() if value is not None)
    cases = [column == value for column, value in of_case.items() if value is not None]
    if cases:
        yield history.c.instance_id.in_(sa.select(process_instance.c.id).where(*cases))
    if query.actors:
        yield history.c.actor.in_(sorted(query.actors))
    told = history.c.type.in_(sorted(query.types))
    if query.late:
        yield sa.or_(told, history.c.occurred_at.is_not(None))
    elif query.types:
        yield told
    if query.since is not None:
        yield history.c.at >= query.since
    if query.until is not None:
        yield history.c.at < query.until
