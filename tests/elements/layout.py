"""A layout for the small diagrams of the tests, which have none: columns along the flows."""

from collections import defaultdict

from lxml import etree

from engine import diagram
from engine.diagram import kinds
from engine.diagram.xml import BPMNDI

DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
GAP, ROW, PAD = 60, 40, 30


def with_layout(xml, process_id=None):
    """The same diagram with shapes and edges for one process (the first one)."""
    found = diagram.read(xml)
    process = found.processes[process_id or next(iter(found.processes))]
    boxes, holders = {}, {}
    _place(process, process.id, (0, 0), boxes, holders)
    root = etree.fromstring(etree.tostring(found.root))
    plane = etree.SubElement(
        etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram"), f"{{{BPMNDI}}}BPMNPlane"
    )
    plane.set("bpmnElement", process.id)
    for element_id, box in boxes.items():
        shape = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", bpmnElement=element_id)
        if element_id in holders:
            shape.set("isExpanded", "true")
        sizes = dict(zip(("x", "y", "width", "height"), map(str, box), strict=True))
        etree.SubElement(shape, f"{{{DC}}}Bounds", **sizes)
    for flow in process.flows.values():
        if flow.source in boxes and flow.target in boxes:
            edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", bpmnElement=flow.id)
            for x, y in _way(boxes[flow.source], boxes[flow.target]):
                etree.SubElement(edge, f"{{{DD}}}waypoint", x=str(x), y=str(y))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _place(process, scope, corner, boxes, holders):
    """Put the elements of one level into columns; returns the size that they take."""
    level = list(process.children(scope))
    columns = defaultdict(list)
    for element, column in _columns(process, level):
        columns[column].append(element)
    x, high = corner[0], 0
    for column in sorted(columns):
        y, wide = corner[1], 0
        for element in columns[column]:
            width, height = _size(process, element, (x, y), boxes, holders)
            boxes[element.id] = (x, y, width, height)
            y, wide = y + height + ROW, max(wide, width)
        x, high = x + wide + GAP, max(high, y - corner[1])
    for element in level:
        if element.attached_to in boxes:
            near = sum(1 for other in level if other.attached_to == element.attached_to)
            left, top, width, height = boxes[element.attached_to]
            place = [o.id for o in level if o.attached_to == element.attached_to].index(element.id)
            at = left + width * (place + 1) / (near + 1) - 18
            boxes[element.id] = (round(at), top + height - 18, 36, 36)
    return max(x - GAP - corner[0], 60), max(high - ROW, 40)


def _size(process, element, corner, boxes, holders):
    if element.kind in kinds.SUBPROCESSES and any(process.children(element.id)):
        holders[element.id] = True
        inside = (corner[0] + PAD, corner[1] + PAD)
        width, height = _place(process, element.id, inside, boxes, holders)
        return width + 2 * PAD, height + 2 * PAD
    if element.kind in kinds.EVENTS:
        return 36, 36
    return (50, 50) if element.kind in kinds.GATEWAYS else (100, 60)


def _columns(process, level):
    """By element: how many steps from a start; a flow back does not count."""
    standing = {e.id: e for e in level if e.attached_to is None}
    after = defaultdict(list)
    for element in level:
        targets = [process.flows[f].target for f in element.outgoing]
        after[element.attached_to or element.id] += targets
    column = dict.fromkeys(standing, 0)
    entered = [e for e in standing if not standing[e].incoming] or list(standing)[:1]
    open_ = [(e, (e,)) for e in entered]
    while open_:
        here, path = open_.pop()
        for target in after[here]:
            if target in standing and target not in path and column[target] < column[here] + 1:
                column[target] = column[here] + 1
                open_.append((target, (*path, target)))
    return [(standing[e], n) for e, n in column.items()]


def _way(a, b):
    """From the right side of one box to the left of the other; around below when it goes back."""
    ax, ay, bx, by = a[0] + a[2], a[1] + a[3] / 2, b[0], b[1] + b[3] / 2
    if bx >= ax:
        half = max((ax + bx) / 2, bx - GAP / 2)
        return [(ax, ay), (half, ay), (half, by), (bx, by)]
    low = max(a[1] + a[3], b[1] + b[3]) + 20
    middle = (a[0] + a[2] / 2, b[0] + b[2] / 2)
    return [(middle[0], a[1] + a[3]), (middle[0], low), (middle[1], low), (middle[1], b[1] + b[3])]
