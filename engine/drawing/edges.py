"""Painting the lines of a drawing: flows, associations and what hangs on their ends."""

from typing import Final

from engine.diagram import kinds
from engine.diagram.nodes import bpmn, local
from engine.drawing.geometry import Point, angle, middle, rounded
from engine.drawing.nodes import Painted
from engine.drawing.plane import Edge
from engine.drawing.text import SMALL, Label

_DASHES: Final = {
    "messageFlow": ' stroke-dasharray="8 5"',
    "association": ' stroke-dasharray="1 4" stroke-linecap="round"',
    "dataInputAssociation": ' stroke-dasharray="1 4" stroke-linecap="round"',
    "dataOutputAssociation": ' stroke-dasharray="1 4" stroke-linecap="round"',
}
_RADIUS: Final = 5
_OPEN: Final = "M-9-5L0 0L-9 5"
_CLOSED: Final = "M0 0L-10-4.5V4.5z"


def paint(edge: Edge, ink: str) -> Painted:
    """Draw one line with its ends in the colour `ink`."""
    line = rounded(edge.points, _RADIUS)
    body = f'<path class="line" fill="none" d="{line}"{_DASHES.get(edge.kind, "")}/>'
    return Painted(body + _start(edge, ink) + _end(edge, ink), _label(edge))


def _end(edge: Edge, ink: str) -> str:
    before, end = edge.points[-2:]
    turn = angle(before, end)
    if edge.kind == "sequenceFlow":
        return _at(end, turn, _CLOSED, ink, "none")
    if edge.kind == "messageFlow":
        return _at(end, turn, _CLOSED, "#fff", ink)
    directed = edge.node.get("associationDirection") in ("One", "Both")
    if edge.kind.startswith("data") or directed:
        return _at(end, turn, _OPEN, "none", ink)
    return ""


def _start(edge: Edge, ink: str) -> str:
    start, after = edge.points[:2]
    turn = angle(start, after)
    if edge.kind == "messageFlow":
        ring = "M-3.5 0a3.5 3.5 0 1 1 7 0a3.5 3.5 0 1 1-7 0"
        return _at(start, turn, ring, "#fff", ink)
    if edge.node.get("associationDirection") == "Both":
        return _at(start, turn + 180, _OPEN, "none", ink)
    if edge.source is None or edge.kind != "sequenceFlow":
        return ""
    if edge.source.get("default") == edge.id:
        return _at(start, turn, "M7 5L13-5", "none", ink)
    conditional = edge.node.find(bpmn("conditionExpression")) is not None
    if conditional and local(edge.source) not in kinds.GATEWAYS:
        return _at(start, turn, "M0 0L8-5L16 0L8 5z", "#fff", ink)
    return ""


def _at(point: Point, turn: float, path: str, fill: str, stroke: str) -> str:
    at = f'transform="translate({point.x:g} {point.y:g}) rotate({turn:.1f})"'
    return f'<path class="end" {at} d="{path}" fill="{fill}" stroke="{stroke}"/>'


def _label(edge: Edge) -> Label | None:
    if not edge.name:
        return None
    if edge.label is not None:
        x, y, limit = edge.label.centre.x, edge.label.y, max(edge.label.width + 4, 80)
    else:
        half = middle(edge.points)
        x, y, limit = half.x, half.y - 16, 90
    return Label(text=edge.name, x=x, y=y, limit=limit, size=SMALL, top=True, halo=True)
