"""Lines across levels: messages between pools, and what joins data and notes to elements.

A message goes along the gap beside its row and down a gutter, so that it crosses no shape of the
pools; the dotted lines of data and notes run straight.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from engine.diagram.nodes import bpmn, reference
from engine.diagram.xml import Node
from engine.layout.geometry import Band, Box, Line, Point, Sheet

Near: TypeAlias = Mapping[str, Sequence[Node]]
_DATA: Final = {bpmn("dataInputAssociation"), bpmn("dataOutputAssociation")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A line between two elements, by their ids."""

    id: str
    source: str
    target: str


def links(root: Node) -> list[Link]:
    """Return what joins data and notes to elements."""
    return [Link(id=id_, source=one, target=other) for id_, one, other in _links(root)]


def messages(root: Node) -> list[Link]:
    """Return the flows of messages."""
    return [
        Link(
            id=each.get("id", ""),
            source=reference(each, "sourceRef") or "",
            target=reference(each, "targetRef") or "",
        )
        for each in root.iter(bpmn("messageFlow"))
        if each.get("id")
    ]


def join(sheet: Sheet, link: Link) -> None:
    """Draw the line of a piece of data or a note, where both ends have a place."""
    ends = [_middle(sheet, id_) for id_ in (link.source, link.target)]
    one, other = ends
    if one is not None and other is not None:
        upper, lower = (one, other) if one.y < other.y else (other, one)
        points = (Point(upper.middle.x, upper.bottom), Point(lower.middle.x, lower.y))
        sheet.lines[link.id] = Line(points=points if upper is one else points[::-1])


def send(sheet: Sheet, link: Link, x: int) -> None:
    """Draw a message's line; `x` is that of its part between the rows."""
    source, target = sheet.boxes.get(link.source), sheet.boxes.get(link.target)
    if source is None or target is None:
        return
    bands, down = sheet.bands, source.y < target.y
    first = _end(source, bands.get(link.source), x, below=down)
    last = _end(target, bands.get(link.target), x, below=not down)
    sheet.lines[link.id] = Line(points=(*first, *reversed(last)))


def _end(box: Box, band: Band | None, x: int, *, below: bool) -> list[Point]:
    """Return the points from a shape to its message's track; a pool is left where the track is."""
    edge = box.bottom if below else box.y
    if band is None:
        return [Point(x, edge)]
    gap = band.below if below else band.above
    return [Point(box.middle.x, edge), Point(box.middle.x, gap), Point(x, gap)]


def _middle(sheet: Sheet, id_: str) -> Box | None:
    """Return the place of a shape, or the middle of a line's first part."""
    line = sheet.lines.get(id_)
    if line is None:
        return sheet.boxes.get(id_)
    one, other = line.points[:2]
    return Box((one.x + other.x) // 2, (one.y + other.y) // 2, 0, 0)


def _links(root: Node) -> Iterator[tuple[str, str, str]]:
    for each in root.iter(bpmn("association"), *_DATA):
        id_ = each.get("id")
        if not id_:
            continue
        if each.tag in _DATA:
            holder = each.getparent()
            outside = "sourceRef" if each.tag == bpmn("dataInputAssociation") else "targetRef"
            data = (each.findtext(bpmn(outside)) or "").strip().rpartition(":")[2]
            activity = "" if holder is None else holder.get("id", "")
            ends = (data, activity) if outside == "sourceRef" else (activity, data)
            yield id_, *ends
        else:
            yield id_, reference(each, "sourceRef") or "", reference(each, "targetRef") or ""


def near(root: Node, found: list[Link]) -> Near:
    """Return by id of an element those that links join to it."""
    by_id = {each.get("id"): each for each in root.iter(bpmn("*")) if each.get("id")}
    joined: dict[str, list[Node]] = {}
    for link in found:
        for one, other in ((link.source, link.target), (link.target, link.source)):
            if other in by_id:
                joined.setdefault(one, []).append(by_id[other])
    return joined
