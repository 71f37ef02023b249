"""Places in pixels, as BPMN DI counts them: x to the right, y down."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Point(NamedTuple):
    """A point of a line."""

    x: int
    y: int


class Box(NamedTuple):
    """A rectangle by its upper left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The y of its lower side."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """Its centre."""
        return Point(self.x + self.width // 2, self.y + self.height // 2)

    def moved(self, by: Point) -> "Box":
        """Return it elsewhere."""
        return Box(self.x + by.x, self.y + by.y, self.width, self.height)


class Band(NamedTuple):
    """What is free of shapes above and below the row in which a shape stands."""

    above: int
    below: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line, and where its name stands."""

    points: tuple[Point, ...]
    label: Box | None = None


@dataclass(slots=True, kw_only=True)
class Sheet:
    """Everything that has got its place; holders come before what they hold.

    `said` is what a shape says of itself, by its id: `isExpanded`, `isHorizontal`.
    """

    boxes: dict[str, Box] = field(default_factory=dict)
    bands: dict[str, Band] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Sheet", at: Point) -> None:
        """Put another sheet onto this one."""
        self.boxes |= {id_: box.moved(at) for id_, box in other.boxes.items()}
        for id_, band in other.bands.items():
            self.bands[id_] = Band(band.above + at.y, band.below + at.y)
        self.lines |= {id_: _moved(line, at) for id_, line in other.lines.items()}
        self.said |= other.said


def _moved(line: Line, by: Point) -> Line:
    points = tuple(Point(x + by.x, y + by.y) for x, y in line.points)
    return Line(points=points, label=line.label and line.label.moved(by))
