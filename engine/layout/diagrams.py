"""Giving a file its drawing: one for a collaboration with its pools, one for each other process."""

from collections.abc import Mapping, Sequence
from typing import Final

from lxml import etree

from engine.diagram import kinds
from engine.diagram.nodes import bpmn, local, reference
from engine.diagram.xml import BPMNDI, Node, read
from engine.layout import links, pools, reading
from engine.layout.geometry import Box, Point, Sheet
from engine.layout.levels import Level
from engine.layout.pools import Pool

MOST: Final = 3000
"""Flow nodes that are laid out; nobody reads a larger drawing, and none was ever seen."""

_DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
_DD: Final = "http://www.omg.org/spec/DD/20100524/DI"
_PREFIXES: Final = {"bpmndi": BPMNDI, "dc": _DC, "di": _DD}
_CORNER: Final = Point(160, 80)


def lay_out(root: Node) -> bool:
    """Draw a file that has no shape yet; returns whether it has been drawn.

    Nothing is drawn where there is no process, or where there are more than MOST flow nodes.
    """
    drawn = next(root.iter(f"{{{BPMNDI}}}BPMNShape"), None) is not None
    processes = root.findall(bpmn("process"))
    nodes = sum(1 for each in root.iter(bpmn("*")) if local(each) in kinds.FLOW_NODES)
    if drawn or not processes or nodes > MOST:
        return False
    for empty in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(empty)
    alone = {each.get("id", ""): each for each in processes}
    collaboration = root.find(bpmn("collaboration"))
    found = links.links(root)
    near = links.near(root, found)
    if collaboration is not None and collaboration.find(bpmn("participant")) is not None:
        inside = [
            (each.get("id", ""), alone.pop(reference(each, "processRef") or "", None))
            for each in collaboration.iterfind(bpmn("participant"))
        ]
        _write(root, collaboration, _sheet(root, inside, near, found))
    for process in alone.values():
        _write(root, process, _sheet(root, [("", process)], near, found))
    return True


def drawn(data: bytes) -> bytes:
    """Return a file with a drawing: as it is where it has one; raises UnsafeXML."""
    root = read(data)
    if not lay_out(root):
        return data
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _sheet(
    root: Node,
    inside: list[tuple[str, Node | None]],
    near: links.Near,
    found: list[links.Link],
) -> Sheet:
    """Place pools, then the lines between what stands in them."""
    sent = links.messages(root)
    by_id = {each.get("id", ""): each for each in root.iter(bpmn("*"))}
    stacked: list[Pool] = []
    gutters: dict[str, int] = {}
    for id_, process in inside:
        lanes = [] if process is None else pools.lanes(process)
        level = None if process is None else reading.level_of(process, pools.innermost(lanes), near)
        mine = {} if level is None else _gutters(level, sent, by_id)
        mine = {link: gutter for link, gutter in mine.items() if link not in gutters}
        gutters |= mine
        stacked.append(Pool(id=id_, level=level, lanes=lanes, messages=list(mine.values())))
    sheet, wide, left = pools.stack(stacked)
    used: dict[int, int] = {}
    for link in sent:
        gutter = gutters.get(link.id, 0)
        used[gutter] = used.get(gutter, -1) + 1
        links.send(sheet, link, left + wide.message(gutter, used[gutter]))
    for link in found:
        links.join(sheet, link)
    return sheet


def _gutters(level: Level, sent: Sequence[links.Link], by_id: Mapping[str, Node]) -> dict[str, int]:
    """Return by message the gutter left of its first end in this level."""
    found: dict[str, int] = {}
    for link in sent:
        ends = [by_id[end] for end in (link.source, link.target) if end in by_id]
        cells = [cell for cell in map(level.cell, ends) if cell]
        if cells:
            found[link.id] = cells[0].column
    return found


def _write(root: Node, of: Node, sheet: Sheet) -> None:
    """Write the drawing of a collaboration or process behind those that are there."""
    taken = {each.get("id") for each in root.iter("*")}

    def name(id_: str, ending: str) -> str:
        made = f"{id_}_{ending}"
        while made in taken:
            made += "_"
        taken.add(made)
        return made

    id_ = of.get("id", "")
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", nsmap=_PREFIXES)
    diagram.set("id", name(id_, "diagram"))
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", bpmnElement=id_)
    plane.set("id", name(id_, "plane"))
    for element, box in sheet.boxes.items():
        shape = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", bpmnElement=element)
        shape.set("id", name(element, "di"))
        if element in sheet.said:
            shape.set(sheet.said[element], "true")
        _bounds(shape, box)
    for element, line in sheet.lines.items():
        edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", bpmnElement=element)
        edge.set("id", name(element, "di"))
        for x, y in line.points:
            point = {"x": str(x + _CORNER.x), "y": str(y + _CORNER.y)}
            etree.SubElement(edge, f"{{{_DD}}}waypoint", point)
        if line.label:
            _bounds(etree.SubElement(edge, f"{{{BPMNDI}}}BPMNLabel"), line.label)


def _bounds(node: Node, box: Box) -> None:
    numbers = {"width": str(box.width), "height": str(box.height)}
    corner = {"x": str(box.x + _CORNER.x), "y": str(box.y + _CORNER.y)}
    etree.SubElement(node, f"{{{_DC}}}Bounds", {**corner, **numbers})
