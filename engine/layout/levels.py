"""One level of a diagram, a process or a sub-process: what stands in its cells and how it flows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from engine.diagram.xml import Node
from engine.layout.geometry import Sheet
from engine.layout.grid import Cell, Grid
from engine.layout.measures import Measure, measure
from engine.layout.ways import Way

NO_MESSAGES: Final[tuple[int, ...]] = ()


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int


class Beside(NamedTuple):
    """Data or a note, and the node of the level near which it stands (empty: none)."""

    id: str
    size: Size
    near: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What is to be placed; `inner` holds what stands inside the expanded nodes."""

    nodes: Mapping[str, Size]
    inner: Mapping[str, Sheet]
    events: Mapping[str, Sequence[str]]
    beside: Sequence[Beside]
    grid: Grid
    ways: Sequence[Way]

    def measure(self, messages: Sequence[int] = NO_MESSAGES) -> Measure:
        """Return how wide the columns and gutters have to be."""
        widest: dict[int, int] = defaultdict(int)
        for id_, size in self.nodes.items():
            column = self.grid.cells[id_].column
            widest[column] = max(widest[column], size.width)
        return measure(widest, self.ways, messages)

    def cell(self, node: Node) -> Cell | None:
        """Return the cell in which a node stands: its own, its host's or that of what holds it."""
        for each in (node, *node.iterancestors()):
            for name in ("id", "attachedToRef"):
                found = self.grid.cells.get(each.get(name, ""))
                if found:
                    return found
        return None
