"""How the flows of a level run: through the gutters between columns and along rows that are free.

A vertical part stands in a gutter, a horizontal one between columns lies in a row in which nothing
stands there, else in a channel below all rows: no line runs through a shape.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, NamedTuple

from engine.layout.grid import Flow, Grid

_NEAR: Final = 6  # rows above and below that are looked at for a free way
_LONG: Final = 200  # columns; a longer way takes a channel without looking


class Side(Enum):
    """Which end of a way a track belongs to: those that leave stand left of those that enter."""

    LEAVING = auto()
    ENTERING = auto()


class Track(NamedTuple):
    """A vertical line of a gutter; gutter n is left of column n. Lines of one key share a track."""

    gutter: int
    side: Side
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A flow's way: straight on, or through tracks, with the row between two of them.

    `row` counts on below the last row of the grid: a channel.  `back` says that it leads to the
    left, `gutter` where its name stands.
    """

    flow: Flow
    gutter: int
    back: bool
    tracks: tuple[Track, ...] = ()
    row: int | None = None


def ways(flows: Sequence[Flow], grid: Grid) -> list[Way]:
    """Choose a way for each flow."""
    taken = {(cell.row, cell.column) for cell in grid.cells.values()}
    channels = iter(range(grid.rows, grid.rows + len(flows)))
    return [_way(flow, grid, taken, channels) for flow in flows]


def _way(flow: Flow, grid: Grid, taken: set[tuple[int, int]], channels: Iterator[int]) -> Way:
    source, target = grid.cells[flow.source], grid.cells[flow.target]
    gutter, back = source.column + 1, target.column <= source.column
    leaves = Track(gutter, Side.LEAVING, flow.at or flow.source)
    between = range(target.column, gutter) if back else range(gutter, target.column)
    if not back and source.row == target.row and flow.at is None:
        cells = {(source.row, column) for column in between}
        if not cells & taken:
            taken |= cells
            return Way(flow=flow, gutter=gutter, back=back)
    if gutter == target.column:
        return Way(flow=flow, gutter=gutter, back=back, tracks=(leaves,))
    row = _free(between, (source.row, target.row), grid.rows, taken)
    if row is None:
        row = next(channels)
    taken |= {(row, column) for column in between}
    enters = Track(target.column, Side.ENTERING, flow.target)
    return Way(flow=flow, gutter=gutter, back=back, tracks=(leaves, enters), row=row)


def _free(
    between: range, ends: tuple[int, int], rows: int, taken: set[tuple[int, int]]
) -> int | None:
    """Return the row nearest to both ends that is free in these columns."""
    if len(between) > _LONG:
        return None
    low, high = min(ends), max(ends)
    near = range(max(0, low - _NEAR), min(rows, high + _NEAR + 1))
    for row in sorted(near, key=lambda row: (max(low - row, row - high, 0), -row)):
        if not any((row, column) in taken for column in between):
            return row
    return None
