"""Boxes and lines in the units of the diagram (one unit = one CSS pixel at 100 %)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple


class Point(NamedTuple):
    """A place; x grows to the right, y grows downwards."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its top left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def centre(self) -> Point:
        """The middle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    @property
    def area(self) -> float:
        """Width times height."""
        return self.width * self.height

    def contains(self, other: "Box") -> bool:
        """Whether the other box is smaller and its middle lies in this one."""
        x, y = other.centre
        inside = self.x < x < self.right and self.y < y < self.bottom
        return inside and other.area < self.area


def around(boxes: Iterable[Box], margin: float) -> Box:
    """Return the smallest box around all boxes, which must be at least one, plus a margin."""
    every = list(boxes)
    x, y = min(box.x for box in every), min(box.y for box in every)
    right, bottom = max(box.right for box in every), max(box.bottom for box in every)
    return Box(x - margin, y - margin, right - x + 2 * margin, bottom - y + 2 * margin)


def angle(start: Point, end: Point) -> float:
    """Return the direction from start to end in degrees, clockwise from the x axis."""
    return math.degrees(math.atan2(end.y - start.y, end.x - start.x))


def middle(points: tuple[Point, ...]) -> Point:
    """Return the point half way along a line."""
    lengths = [math.dist(a, b) for a, b in pairwise(points)]
    left = sum(lengths) / 2
    index = 0
    while left > lengths[index]:  # ends in time: half is less than the whole
        left -= lengths[index]
        index += 1
    return _towards(points[index], points[index + 1], left)


def rounded(points: tuple[Point, ...], radius: float) -> str:
    """Return the path data of a line through the points with rounded corners."""
    start, end = points[0], points[-1]
    data = [f"M{start.x:g} {start.y:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        r = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        a, b = _towards(corner, before, r), _towards(corner, after, r)
        data.append(f"L{a.x:.1f} {a.y:.1f}Q{corner.x:g} {corner.y:g} {b.x:.1f} {b.y:.1f}")
    data.append(f"L{end.x:g} {end.y:g}")
    return "".join(data)


def _towards(start: Point, end: Point, length: float) -> Point:
    whole = math.dist(start, end)
    share = length / whole if whole else 0.0
    return Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
