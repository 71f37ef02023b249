"""The layout of a diagram (BPMN DI): where each shape stands and each line runs."""

from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple

from engine import errors
from engine.diagram import Diagram, kinds
from engine.diagram.nodes import bpmn, is_bpmn, local
from engine.diagram.xml import BPMNDI, Node, line_of
from engine.drawing.geometry import Box, Point

_DC: Final = "{http://www.omg.org/spec/DD/20100524/DC}"
_DD: Final = "{http://www.omg.org/spec/DD/20100524/DI}"
_DI: Final = f"{{{BPMNDI}}}"
_BIOC: Final = "{http://bpmn.io/schema/bpmn/biocolor/1.0}"
_COLOR: Final = "{http://www.omg.org/spec/BPMN/non-normative/color/1.0}"
_HOLDERS: Final = kinds.SUBPROCESSES | {"callActivity", "participant"}
_STANDING: Final = kinds.FLOW_NODES - {"boundaryEvent"} | {"lane"}
_LARGEST: Final = 1e6  # beyond this a browser draws nothing sensible


class NoLayout(errors.Invalid):
    """The diagram has no layout that could be drawn."""

    code: ClassVar[str] = "no-layout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A node of the drawing; `node` is what it shows.

    `holds` says that other nodes stand on it, `edged` that a boundary event sits on its lower edge.
    """

    id: str
    kind: str
    name: str
    node: Node
    box: Box
    label: Box | None
    horizontal: bool
    expanded: bool
    holds: bool
    edged: bool
    marker: bool
    fill: str | None
    stroke: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A line of the drawing; it has at least two points."""

    id: str
    kind: str
    name: str
    node: Node
    points: tuple[Point, ...]
    label: Box | None
    stroke: str | None
    source: Node | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """One drawing: everything that has a place and stands for something in the diagram."""

    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]


class _Others(NamedTuple):
    standing: list[Box]
    boundary: list[Box]


def plane(diagram: Diagram, of: str | None) -> Plane:
    """Return the layout of the process, collaboration or sub-process `of`, else the first one.

    Raises NoLayout when there is none, when it is empty, or when a coordinate is no number.
    """
    node = _find(diagram.root, of)
    index = {n.get("id"): n for n in diagram.root.iter() if n.get("id") and is_bpmn(n)}
    placed: list[tuple[Node, Node, Box]] = []
    edges: list[Edge] = []
    for child in node:
        semantic = index.get(_plain(child.get("bpmnElement")))
        box = _bounds(child)
        if semantic is None:
            continue
        if child.tag == f"{_DI}BPMNShape" and box is not None:
            placed.append((child, semantic, box))
        elif child.tag == f"{_DI}BPMNEdge":
            points = tuple(_point(point) for point in child.iterfind(f"{_DD}waypoint"))
            if len(points) > 1:
                source = index.get(_plain(semantic.get("sourceRef")))
                edges.append(_edge(child, semantic, points, source))
    if not placed:
        raise NoLayout("the drawing has no shapes")
    others = _Others(
        standing=[box for _, semantic, box in placed if local(semantic) in _STANDING],
        boundary=[box for _, semantic, box in placed if local(semantic) == "boundaryEvent"],
    )
    shapes = (_shape(child, semantic, box, others) for child, semantic, box in placed)
    return Plane(shapes=tuple(shapes), edges=tuple(edges))


def _find(root: Node, of: str | None) -> Node:
    for node in root.iter(f"{_DI}BPMNPlane"):
        if of is None or _plain(node.get("bpmnElement")) == of:
            return node
    raise NoLayout("the file has no drawing" if of is None else f"there is no drawing of {of!r}")


def _plain(reference: str | None) -> str | None:
    return reference and reference.rpartition(":")[2]


def _shape(node: Node, semantic: Node, box: Box, others: _Others) -> Shape:
    return Shape(
        id=semantic.get("id") or "",
        kind=local(semantic),
        name=_name(semantic),
        node=semantic,
        box=box,
        label=_label(node),
        horizontal=node.get("isHorizontal") != "false",
        expanded=node.get("isExpanded") == "true",
        holds=local(semantic) in _HOLDERS and any(map(box.contains, others.standing)),
        edged=any(_on_lower_edge(event, box) for event in others.boundary),
        marker=node.get("isMarkerVisible") != "false",
        fill=_colour(node.get(f"{_COLOR}background-color") or node.get(f"{_BIOC}fill")),
        stroke=_colour(node.get(f"{_COLOR}border-color") or node.get(f"{_BIOC}stroke")),
    )


def _on_lower_edge(event: Box, host: Box) -> bool:
    x, y = event.centre
    return abs(y - host.bottom) <= event.height / 2 and host.x < x < host.right


def _edge(node: Node, semantic: Node, points: tuple[Point, ...], source: Node | None) -> Edge:
    return Edge(
        id=semantic.get("id") or "",
        kind=local(semantic),
        name=_name(semantic),
        node=semantic,
        points=points,
        label=_label(node),
        stroke=_colour(node.get(f"{_COLOR}border-color") or node.get(f"{_BIOC}stroke")),
        source=source,
    )


def _name(semantic: Node) -> str:
    if local(semantic) == "textAnnotation":
        return semantic.findtext(bpmn("text")) or ""
    return semantic.get("name") or ""


def _colour(value: str | None) -> str | None:
    """Let through a plain colour name or a # colour, nothing that could carry a reference."""
    return value if value and value.removeprefix("#").isalnum() else None


def _label(node: Node) -> Box | None:
    label = node.find(f"{_DI}BPMNLabel")
    box = None if label is None else _bounds(label)
    return box if box is not None and box.width > 0 else None


def _bounds(node: Node) -> Box | None:
    bounds = node.find(f"{_DC}Bounds")
    if bounds is None:
        return None
    x, y, width, height = (_number(bounds, name) for name in ("x", "y", "width", "height"))
    return Box(x, y, max(width, 0.0), max(height, 0.0))


def _point(node: Node) -> Point:
    return Point(_number(node, "x"), _number(node, "y"))


def _number(node: Node, attribute: str) -> float:
    text = node.get(attribute) or ""
    try:
        value = float(text)
    except ValueError:
        value = _LARGEST + 1
    if not -_LARGEST <= value <= _LARGEST:  # false for NaN as well
        raise NoLayout(f"line {line_of(node)}: {attribute}={text!r} is no coordinate")
    return value
