"""What is sealed: runs of rows of one case, each a leaf of the tree. Pure.

A leaf is the lines of its rows, joined by line feeds; a line is the canonical JSON of what the
row's hash covers, and that hash. Who holds no key can work it out again from an exported case.
A payload is covered by its digest, so that erasing it leaves the leaf as it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from uuid import UUID

from engine.history.chain import Broken, HistoryRow, covered
from engine.history.codec import canonical
from engine.history.merkle import leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of rows of one case that became a leaf."""

    leaf: int
    instance_id: UUID
    first: int
    last: int
    hash: bytes


def content(rows: Iterable[HistoryRow]) -> bytes:
    """Return what the leaf of these rows is the hash of."""
    return b"\n".join(canonical([*covered(row), row.hash.hex()]) for row in rows)


def runs(rows: Iterable[HistoryRow]) -> Iterator[Sequence[HistoryRow]]:
    """Yield the rows of each case, given in order of case and seq."""
    for _, run in groupby(rows, attrgetter("instance_id")):
        yield tuple(run)


def differing(
    rows: Iterable[HistoryRow], segments: Sequence[Segment], algorithm: str
) -> Broken | None:
    """Return the first run of one case's rows that is not what was sealed; None = all are.

    Rows behind the last leaf have not been sealed yet; that is no difference.
    """
    left, expected = iter(rows), 1
    for each in segments:
        run = tuple(islice(left, each.last - each.first + 1))
        reason = _difference(each, run, expected, algorithm)
        if reason is not None:
            return Broken(instance_id=each.instance_id, seq=expected, reason=reason)
        expected = each.last + 1
    return None


def _difference(
    each: Segment, run: Sequence[HistoryRow], expected: int, algorithm: str
) -> str | None:
    said = f"rows {each.first} to {each.last} were sealed as leaf {each.leaf}"
    if each.first != expected:
        return f"{said}, row {expected} was not"
    if len(run) < each.last - each.first + 1:
        return f"{said}, the history ends with row {each.first + len(run) - 1}"
    if leaf(algorithm, content(run)) != each.hash:
        return f"{said}: they are not what they were"
    return None
