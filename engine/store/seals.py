"""The tree over the record: what is not in it yet, its leaves and subtrees, its checkpoints."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.history import HistoryRow
from engine.history.checkpoints import read
from engine.history.merkle import Node, Tree, node
from engine.history.sealing import Segment
from engine.store.numbers import Numbers
from engine.store.rows import Row
from engine.store.session import Session
from engine.store.tables import seals as tables
from engine.store.tables.record import history
from engine.store.tables.work import process_instance

LATE: Final = timedelta(seconds=30)
"""A row may appear so long after its time: a transaction's time is when it began."""

STEP: Final = 8
"""Subtrees of every eighth height are kept: any other is made of at most 128 of them."""

BATCH: Final = 5000

_segment, _node, _checkpoint = tables.segment.c, tables.node.c, tables.checkpoint.c
_ROWS = [column for column in history.c if column.name not in {"salt", "payload"}]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The newest checkpoint, and what the tree goes on from."""

    note: str
    tree: Tree
    at: datetime
    seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A public key that checkpoints are or were signed with."""

    verifier: str
    endorsement: str
    """The note by which the key before it hands over; empty for the first."""
    since: datetime


class Seals:
    """Reads and extends the tree over the record."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def hold(self) -> None:
        """Make other sealers wait until the commit."""
        Numbers(self._session).hold("seal")

    def newest(self) -> Sealed | None:
        """Return the newest checkpoint with the tree that it was made of; None before the first."""
        order = _checkpoint.size.desc()
        row = self._session.first(sa.select(tables.checkpoint).order_by(order).limit(1))
        if row is None:
            return None
        frontier = tuple(bytes.fromhex(each) for each in row["frontier"])
        algorithm = read(row["note"]).algorithm
        tree = Tree(algorithm=algorithm, size=row["size"], frontier=frontier)
        return Sealed(note=row["note"], tree=tree, at=row["at"], seen=row["seen"])

    def checkpoint(self, size: int) -> str:
        """Return the note of the tree of a size; raises NotFound where none was signed."""
        row = self._session.first(sa.select(_checkpoint.note).where(_checkpoint.size == size))
        if row is None:
            raise NotFound(f"no checkpoint of size {size}")
        note: str = row["note"]
        return note

    def checkpoints(self, *, after: int = 0, limit: int = 1000) -> Sequence[tuple[int, str]]:
        """Return size and note of the checkpoints beyond a size, the smallest first."""
        query = sa.select(_checkpoint.size, _checkpoint.note).where(_checkpoint.size > after)
        rows = self._session.rows(query.order_by(_checkpoint.size).limit(limit))
        return [(row["size"], row["note"]) for row in rows]

    def recent(self, since: datetime, limit: int) -> Sequence[UUID]:
        """Return cases with rows from a time on that are not in the tree."""
        new = (history.c.at >= since - LATE, ~_is_sealed())
        query = sa.select(history.c.instance_id).where(*new).distinct().limit(limit)
        return [row["instance_id"] for row in self._session.rows(query)]

    def left_over(self, after: UUID, limit: int) -> tuple[Sequence[UUID], UUID | None]:
        """Look through the next `limit` cases behind one, whenever they changed last.

        Returns those that are not sealed to their head, and where to go on; None = that was all.
        """
        table = process_instance.c
        some = sa.select(table.id, table.seq).where(table.id > after).order_by(table.id)
        looked = some.limit(limit).subquery()
        sealed = sa.exists().where(
            _segment.instance_id == looked.c.id, _segment.last >= looked.c.seq
        )
        query = sa.select(looked.c.id, sealed.label("sealed")).order_by(looked.c.id)
        rows = self._session.rows(query)
        found = [row["id"] for row in rows if not row["sealed"]]
        return found, rows[-1]["id"] if len(rows) == limit else None

    def unsealed(self, cases: Iterable[UUID]) -> Sequence[HistoryRow]:
        """Return rows of these cases that are not in the tree, in order, payloads left out."""
        query = (
            sa.select(*_ROWS)
            .where(history.c.instance_id.in_(list(cases)), ~_is_sealed())
            .order_by(history.c.instance_id, history.c.seq)
            .limit(BATCH)
        )
        return [_row_of(row) for row in self._session.rows(query)]

    def append(self, segments: Sequence[Segment], nodes: Sequence[Node], sealed: Sealed) -> None:
        """Add leaves, the subtrees that they have made full, and the checkpoint over them."""
        self._session.execute(tables.segment.insert(), [_segment_values(one) for one in segments])
        kept = [each for each in nodes if each.height % STEP == 0]
        if kept:
            values = [
                {"height": each.height, "position": each.position, "hash": each.hash}
                for each in kept
            ]
            self._session.execute(tables.node.insert(), values)
        row = {
            "size": sealed.tree.size,
            "note": sealed.note,
            "frontier": [each.hex() for each in sealed.tree.frontier],
            "at": sealed.at,
            "seen": sealed.seen,
        }
        self._session.execute(tables.checkpoint.insert().values(row))

    def of_case(self, instance_id: UUID) -> Sequence[Segment]:
        """Return the leaves of a case, in order."""
        query = sa.select(tables.segment).where(_segment.instance_id == instance_id)
        return [Segment(**row) for row in self._session.rows(query.order_by(_segment.last))]

    def cases(self, after: UUID, limit: int) -> Sequence[UUID]:
        """Return the next cases behind one that were sealed, by their ids."""
        query = sa.select(_segment.instance_id).where(_segment.instance_id > after).distinct()
        rows = self._session.rows(query.order_by(_segment.instance_id).limit(limit))
        return [row["instance_id"] for row in rows]

    def nodes(self) -> Iterator[Node]:
        """Yield the kept subtrees, in order of height."""
        rows = self._session.rows(sa.select(tables.node).order_by(_node.height, _node.position))
        yield from (Node(**row) for row in rows)

    def leaves(self) -> Iterator[Segment]:
        """Yield all leaves, in order."""
        last = -1
        while rows := self._session.rows(
            sa.select(tables.segment)
            .where(_segment.leaf > last)
            .order_by(_segment.leaf)
            .limit(BATCH)
        ):
            yield from (Segment(**row) for row in rows)
            last = rows[-1]["leaf"]

    def subtree(self, algorithm: str, height: int, position: int) -> bytes:
        """Return the root of a full subtree, from the nearest kept height below it.

        Raises NotFound where leaves or subtrees of it are missing.
        """
        below = height - height % STEP
        count = 1 << (height - below)
        first = position * count
        hashes = self._hashes(below, first, count)
        if len(hashes) < count:
            raise NotFound(f"leaves of the tree are missing at height {below} from {first} on")
        while len(hashes) > 1:
            pairs = zip(hashes[::2], hashes[1::2], strict=True)
            hashes = [node(algorithm, left, right) for left, right in pairs]
        return hashes[0]

    def public_keys(self) -> Sequence[PublicKey]:
        """Return the public keys, the oldest first."""
        key = tables.key.c
        query = sa.select(key.verifier, key.endorsement, key.since).order_by(key.since)
        return [PublicKey(**row) for row in self._session.rows(query)]

    def add_key(self, id_: str, key: PublicKey) -> None:
        """Add a public key."""
        values = {
            "id": id_,
            "verifier": key.verifier,
            "endorsement": key.endorsement,
            "since": key.since,
        }
        self._session.execute(tables.key.insert().values(values))

    def _hashes(self, height: int, first: int, count: int) -> list[bytes]:
        if height:
            table, order, found = _node, _node.position, _node.height == height
        else:
            table, order, found = _segment, _segment.leaf, sa.true()
        query = sa.select(table.hash).where(found, order >= first, order < first + count)
        return [row["hash"] for row in self._session.rows(query.order_by(order))]


def _is_sealed() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        _segment.instance_id == history.c.instance_id, _segment.last >= history.c.seq
    )


def _segment_values(one: Segment) -> Mapping[str, object]:
    return {
        "leaf": one.leaf,
        "instance_id": one.instance_id,
        "first": one.first,
        "last": one.last,
        "hash": one.hash,
    }


def _row_of(row: Row) -> HistoryRow:
    return HistoryRow(**row, salt=None, payload=None)
