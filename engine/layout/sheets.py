"""A level in pixels: rows under one another, columns by their measure, data and notes on top."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from engine.layout.geometry import Band, Box, Line, Point, Sheet
from engine.layout.levels import Level
from engine.layout.measures import Measure, label
from engine.layout.ways import Track, Way

EVENT: Final = 36  # pixels, as bpmn-js draws events
_GAP: Final = 40  # between two rows
_STEP: Final = 12  # between the lines that leave a node's boundary events
_CHANNEL: Final = 20  # between two ways below all rows
_BESIDE: Final = 30  # between data on top and the rows, with room for names


class Rows(NamedTuple):
    """The rows of a level: the middle (then those of channels), top and bottom of each.

    `height` is that of all together.
    """

    middles: list[int]
    tops: list[int]
    bottoms: list[int]
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A level with its places; the corner of the sheet is (0, 0)."""

    sheet: Sheet
    rows: Rows
    width: int


def place(level: Level, wide: Measure) -> Placed:
    """Give everything of a level its place; `wide` is its own measure or one for several."""
    rows = _rows(level)
    sheet = Sheet()
    for id_ in level.nodes:
        _node(level, id_, wide, rows, sheet)
    tracks = _tracks(level)
    for way in level.ways:
        turns = [
            Point(wide.track(track, tracks[track]), y)
            for track, y in zip(way.tracks, _heights(way, rows, sheet), strict=False)
        ]
        points = _points(_leaving(level, way, sheet), turns, sheet.boxes[way.flow.target])
        sheet.lines[way.flow.id] = Line(points=points, label=_label(way, wide, points))
    right = _beside(level, wide, sheet)
    return Placed(sheet=sheet, rows=rows, width=max(wide.width, right))


def _rows(level: Level) -> Rows:
    heights, extras = [EVENT] * level.grid.rows, [0] * level.grid.rows
    for id_, size in level.nodes.items():
        row, events = level.grid.cells[id_].row, len(level.events.get(id_, ()))
        heights[row] = max(heights[row], size.height)
        extras[row] = max(extras[row], (EVENT + _STEP * (events + 1)) if events else 0)
    y = max((each.size.height + _BESIDE for each in level.beside), default=0) + _GAP // 2
    rows = Rows([], [], [], 0)
    for height, extra in zip(heights, extras, strict=True):
        rows.tops.append(y)
        rows.middles.append(y + height // 2)
        rows.bottoms.append(y + height + extra)
        y += height + extra + _GAP
    y -= _GAP // 2
    used = {way.row for way in level.ways if way.row is not None and way.row >= level.grid.rows}
    rows.middles.extend(y + _CHANNEL * number for number in range(len(used)))
    return rows._replace(height=y + _CHANNEL * len(used))


def _node(level: Level, id_: str, wide: Measure, rows: Rows, sheet: Sheet) -> None:
    """Place a node with what stands inside and at its lower side."""
    cell, (width, height) = level.grid.cells[id_], level.nodes[id_]
    middle = Point(wide.column(cell.column), rows.middles[cell.row])
    box = Box(middle.x - width // 2, middle.y - height // 2, width, height)
    band = Band(rows.tops[cell.row] - _GAP // 4, rows.bottoms[cell.row] + _GAP // 4)
    sheet.boxes[id_] = box
    if id_ in level.inner:
        sheet.said[id_] = "isExpanded"
        sheet.add(level.inner[id_], Point(box.x, box.y))
    events = level.events.get(id_, ())
    for number, event in enumerate(events, 1):
        x = box.x + width * number // (len(events) + 1) - EVENT // 2
        sheet.boxes[event] = Box(x, box.bottom - EVENT // 2, EVENT, EVENT)
        sheet.bands[event] = band
    sheet.bands[id_] = band


def _tracks(level: Level) -> dict[Track, int]:
    """Return the place of each track among those of its gutter and side."""
    found: dict[Track, int] = {}
    counts: dict[tuple[int, object], int] = {}
    for track in (track for way in level.ways for track in way.tracks):
        if track not in found:
            side = (track.gutter, track.side)
            found[track] = counts[side] = counts.get(side, -1) + 1
    return found


def _heights(way: Way, rows: Rows, sheet: Sheet) -> list[int]:
    """Return to which y a way turns in each of its tracks."""
    enters = sheet.boxes[way.flow.target].middle.y
    return [enters] if way.row is None else [rows.middles[way.row], enters]


def _leaving(level: Level, way: Way, sheet: Sheet) -> list[Point]:
    """Return where a way begins: at the right of a node, or below one of its boundary events."""
    if way.flow.at is None:
        source = sheet.boxes[way.flow.source]
        return [Point(source.right, source.middle.y)]
    event, events = sheet.boxes[way.flow.at], level.events[way.flow.source]
    below = event.bottom + _STEP * (len(events) - events.index(way.flow.at))
    return [Point(event.middle.x, event.bottom), Point(event.middle.x, below)]


def _points(begin: list[Point], turns: list[Point], target: Box) -> tuple[Point, ...]:
    points = list(begin)
    for x, y in turns:
        points += [Point(x, points[-1].y), Point(x, y)]
    points.append(Point(target.x, target.middle.y))
    return _straight(points)


def _straight(points: list[Point]) -> tuple[Point, ...]:
    """Leave out the points at which a line does not turn."""
    kept = points[:1]
    for here, after in pairwise(points[1:]):
        before = kept[-1]
        if not (before.x == here.x == after.x or before.y == here.y == after.y):
            kept.append(here)
    return (*kept, points[-1])


def _label(way: Way, wide: Measure, points: tuple[Point, ...]) -> Box | None:
    """Place a flow's name above the line, where it has left its first gutter's tracks."""
    if not way.flow.name:
        return None
    width, height = label(way.flow.name)
    across = [(one, other) for one, other in pairwise(points) if one.y == other.y]
    if way.back:
        one, other = max(across, key=lambda part: abs(part[0].x - part[1].x))
        return Box(max(one.x, other.x) - width, one.y - height - 2, width, height)
    x = wide.room(way.gutter)
    y = next((one.y for one, other in across if one.x <= x < other.x), points[-1].y)
    return Box(x, y - height - 2, width, height)


def _beside(level: Level, wide: Measure, sheet: Sheet) -> int:
    """Place data and notes above what they belong to; returns where they end on the right."""

    def wished(number: int) -> int:
        each = level.beside[number]
        near = level.grid.cells.get(each.near)
        return wide.column(near.column) - each.size.width // 2 if near else 0

    right = 0
    for number in sorted(range(len(level.beside)), key=wished):
        id_, (width, height), _ = level.beside[number]
        x = max(wished(number), right + _GAP // 2)
        sheet.boxes[id_] = Box(x, _GAP // 4, width, height)
        sheet.bands[id_] = Band(0, height + _GAP // 2)
        right = x + width
    return right + _GAP // 2
