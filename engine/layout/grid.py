"""Which column and row each node of a level stands in: columns along the flows, rows by lane.

A flow that closes a loop does not count for the columns.  The first flow out of a node goes
straight on, the others turn into rows below; where branches meet, the uppermost goes on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Flow(NamedTuple):
    """A sequence flow between two nodes of a level; `at` is the boundary event that it leaves."""

    id: str
    source: str
    target: str
    name: str
    at: str | None


class Cell(NamedTuple):
    """A place of the grid, both counted from 0."""

    column: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of a level, and the rows that each lane has (one lane where there is none)."""

    cells: Mapping[str, Cell]
    lanes: tuple[range, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.lanes[-1].stop


def grid(nodes: Sequence[str], flows: Sequence[Flow], lanes: Mapping[str, int], most: int) -> Grid:
    """Place nodes; `lanes` says the lane of a node, of which there are `most`, the first is 0."""
    forward = _forward(nodes, flows)
    columns = _columns(nodes, forward)
    rows = _rows(nodes, forward, columns, lanes)
    high = [1] * most
    for node in nodes:
        lane = lanes.get(node, 0)
        high[lane] = max(high[lane], rows[node] + 1)
    tops = [sum(high[:lane]) for lane in range(most)]
    cells = {node: Cell(columns[node], tops[lanes.get(node, 0)] + rows[node]) for node in nodes}
    return Grid(
        cells=cells,
        lanes=tuple(range(top, top + rows) for top, rows in zip(tops, high, strict=True)),
    )


def _forward(nodes: Sequence[str], flows: Sequence[Flow]) -> list[Flow]:
    """Return the flows without those that lead back to where a walk is just coming from."""
    leaving: dict[str, list[Flow]] = defaultdict(list)
    for flow in flows:
        leaving[flow.source].append(flow)
    entered = {flow.target for flow in flows}
    found: list[Flow] = []
    seen: set[str] = set()
    for begin in sorted(nodes, key=lambda node: node in entered):
        if begin not in seen:
            found += _walked(begin, leaving, seen)
    return found


def _walked(begin: str, leaving: Mapping[str, list[Flow]], seen: set[str]) -> list[Flow]:
    """Walk from a node to what nobody has seen yet; returns the flows that close no loop."""
    walk, path, found = [(begin, iter(leaving[begin]))], {begin}, []
    seen.add(begin)
    while walk:
        here, rest = walk[-1]
        for flow in rest:
            if flow.target not in path:
                found.append(flow)
            if flow.target not in seen:
                seen.add(flow.target)
                path.add(flow.target)
                walk.append((flow.target, iter(leaving[flow.target])))
                break
        else:
            walk.pop()
            path.discard(here)
    return found


def _columns(nodes: Sequence[str], forward: Iterable[Flow]) -> dict[str, int]:
    """Return by node the length of the longest way to it."""
    leaving: dict[str, list[str]] = defaultdict(list)
    open_ = dict.fromkeys(nodes, 0)
    for flow in forward:
        leaving[flow.source].append(flow.target)
        open_[flow.target] += 1
    column = dict.fromkeys(nodes, 0)
    ready = [node for node in nodes if not open_[node]]
    while ready:
        here = ready.pop()
        for target in leaving[here]:
            column[target] = max(column[target], column[here] + 1)
            open_[target] -= 1
            if not open_[target]:
                ready.append(target)
    return column


def _rows(
    nodes: Sequence[str],
    forward: Iterable[Flow],
    columns: Mapping[str, int],
    lanes: Mapping[str, int],
) -> dict[str, int]:
    """Return by node its row in its lane: that of the uppermost before it, or the next free one."""
    before: dict[str, list[tuple[int, Flow]]] = defaultdict(list)
    for place, flow in enumerate(forward):
        before[flow.target].append((place, flow))
    standing: dict[int, list[str]] = defaultdict(list)
    for node in nodes:
        standing[columns[node]].append(node)
    rows: dict[str, int] = {}

    def wish(node: str) -> tuple[int, int]:
        same = [
            (rows[flow.source] + (flow.at is not None), place)
            for place, flow in before[node]
            if lanes.get(flow.source, 0) == lanes.get(node, 0)
        ]
        return min(same, default=(0, 0))

    for column in sorted(standing):
        free: dict[int, int] = defaultdict(int)
        for node in sorted(standing[column], key=wish):
            lane = lanes.get(node, 0)
            rows[node] = max(wish(node)[0], free[lane])
            free[lane] = rows[node] + 1
    return rows
