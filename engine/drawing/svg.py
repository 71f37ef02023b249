"""Putting the painted parts into one SVG, from the ground up: pools, containers, lines, nodes.

Looks are attributes, not a style sheet: they hold in a page whose policy forbids inline styles, in
print and in a chat card; a page may still restyle the classes (`element`, the kind, the state).
"""

from html import escape
from typing import Final

from engine.diagram import Diagram, kinds
from engine.drawing import edges, heat, nodes
from engine.drawing.geometry import Box, Point, around, middle
from engine.drawing.icons import INK
from engine.drawing.marks import HERE, LOOKS, WAYS, Detour, Look, Marks
from engine.drawing.plane import Edge, Shape, plane
from engine.drawing.text import Label, typeset, width

FONTS: Final = (
    "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, WenQuanYi Micro Hei, "
    "Arial, sans-serif"
)
_MARGIN: Final = 20
_PILL: Final = 16  # height of a badge
_RISE: Final = 70  # of a detour above the higher of its ends
_TAKEN: Final = "#0a7d3c"
_GROUND, _HOLDER, _GROUP, _LINE, _NODE, _BOUNDARY, _MARK = range(7)


def draw(
    diagram: Diagram,
    marks: Marks | None = None,
    *,
    title: str = "流程图",
    of: str | None = None,
) -> str:
    """Draw a diagram as SVG, with the marks of a running case.

    `of` names the process, collaboration or collapsed sub-process to draw; without it the first
    drawing of the file is taken.  Every node and line is a group with `data-element-id`.
    Raises NoLayout when there is nothing to draw.
    """
    canvas = _Canvas(marks or Marks())
    layout = plane(diagram, of)
    for shape in layout.shapes:
        canvas.shape(shape)
    for edge in layout.edges:
        canvas.edge(edge)
    for detour in canvas.detours():
        canvas.arc(detour)
    return canvas.svg(title)


class _Canvas:
    """Collects painted parts with their layer, and the room that they take."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._parts: list[tuple[int, float, str]] = []
        self._boxes: list[Box] = []
        self._places: dict[str, Box] = {}

    def shape(self, shape: Shape) -> None:
        state = self._marks.states.get(shape.id)
        look = LOOKS[state] if state else None
        painted = nodes.paint(shape)
        shade = self._marks.shades.get(shape.id)
        plain = shape.fill or "#fff" if shade is None else heat.fill(shade)
        fill = look.fill if look else plain
        stroke = look.stroke if look else shape.stroke or INK
        weight = 2.5 if look else 1.5
        dash = f' stroke-dasharray="{look.dash}"' if look and look.dash else ""
        paint = f'fill="{fill}" stroke="{stroke}" stroke-width="{weight:g}"{dash}'
        group = f"<g {paint}>{painted.body}</g>"
        classes = f"element {shape.kind}" + (f" {state}" if state else "")
        name = shape.name or kinds.WORDS.get(shape.kind, shape.kind)
        text = f"{name} ({look.word})" if look else name
        self._boxes.append(shape.box)
        self._places[shape.id] = shape.box
        self._add(_layer(shape), shape, _group(classes, shape.id, text, group, self._text(painted)))
        self._mark(shape, look)

    def edge(self, edge: Edge) -> None:
        taken = edge.id in self._marks.taken
        ink = _TAKEN if taken else edge.stroke or INK
        painted = edges.paint(edge, ink)
        weight = 3 if taken else 1.5
        group = f'<g stroke="{ink}" stroke-width="{weight:g}">{painted.body}</g>'
        classes = f"element {edge.kind}" + (" taken" if taken else "")
        self._boxes += [Box(point.x, point.y, 0, 0) for point in edge.points]
        part = _group(classes, edge.id, edge.name, group, self._text(painted))
        self._parts.append((_LINE, 0.0, part))
        if edge.id in self._marks.badges:
            half = middle(edge.points)
            self._pill(self._marks.badges[edge.id], Point(half.x, half.y + 10), INK)

    def detours(self) -> list[Detour]:
        """Return the detours between elements that are on the drawing."""
        return [d for d in self._marks.detours if {d.source, d.target} <= self._places.keys()]

    def arc(self, detour: Detour) -> None:
        """Draw a way that the diagram does not have, above what it leads over."""
        ink, word = WAYS[detour.way]
        source, target = self._places[detour.source], self._places[detour.target]
        start, end = source.centre.x - source.width / 4, target.centre.x + target.width / 4
        top = min(source.y, target.y) - _RISE
        line = f"M{start:g} {source.y:g}C{start:g} {top:g} {end:g} {top:g} {end:g} {target.y - 2:g}"
        head = (
            f"M{end - 5:g} {target.y - 9:g}L{end:g} {target.y - 1:g}L{end + 5:g} {target.y - 9:g}"
        )
        part = (
            f'<g class="detour {detour.way}" fill="none" stroke="{ink}" stroke-width="2">'
            f'<title>{word}</title><path stroke-dasharray="6 4" d="{line}"/><path d="{head}"/></g>'
        )
        middle_x, crest = (start + end) / 2, (source.y + target.y) / 8 + top * 3 / 4
        self._boxes.append(Box(middle_x, crest - _PILL, 0, 0))
        self._parts.append((_MARK, 0.5, part))
        self._pill(word, Point(middle_x, crest), ink)

    def svg(self, title: str) -> str:
        """Return the whole drawing, as large as what is on it."""
        box = around(self._boxes, _MARGIN)
        size = f"{box.width:g}", f"{box.height:g}"
        self._parts.sort(key=lambda part: part[:2])
        parts = "".join(part for _, _, part in self._parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="bpmn" role="img" '
            f'aria-label="{escape(title)}" viewBox="{box.x:g} {box.y:g} {size[0]} {size[1]}" '
            f'width="{size[0]}" height="{size[1]}" font-family="{FONTS}" font-size="12" '
            f'fill="{INK}" stroke="none"><title>{escape(title)}</title>{parts}</svg>'
        )

    def _text(self, painted: nodes.Painted) -> str:
        if painted.label is None:
            return ""
        text = typeset(painted.label)
        self._boxes.append(text.box)
        return text.svg

    def _add(self, layer: int, shape: Shape, part: str) -> None:
        """Keep a part; of two on one layer the larger lies below."""
        self._parts.append((layer, -shape.box.area, part))

    def _mark(self, shape: Shape, look: Look | None) -> None:
        box = shape.box
        if look is not None:
            at = f'transform="translate({box.right - 1:g} {box.y + 1:g})"'
            disc = f'<circle r="8" fill="{look.stroke}" stroke="#fff" stroke-width="1.5"/>'
            sign = f'<path d="{look.symbol}" fill="none" stroke="#fff" stroke-width="2"/>'
            self._parts.append((_MARK, 0.0, f'<g class="state" {at}>{disc}{sign}</g>'))
        ink = look.stroke if look else INK
        if shape.id in self._marks.visits:
            text = f"×{self._marks.visits[shape.id]}"
            low = shape.kind in kinds.ACTIVITIES  # elsewhere the name stands below
            corner = Point(box.right - 8, box.bottom) if low else Point(box.x, box.y)
            self._pill(text, corner, ink)
        if shape.id in self._marks.badges:
            self._pill(self._marks.badges[shape.id], Point(box.centre.x, box.y - 2), ink)
        if shape.id in self._marks.here:
            self._frame(box)

    def _frame(self, box: Box) -> None:
        """Frame the element that the reader works on, and say so above it."""
        ink, word = HERE
        frame = Box(box.x - 7, box.y - 7, box.width + 14, box.height + 14)
        part = (
            f'<rect class="here" x="{frame.x:g}" y="{frame.y:g}" width="{frame.width:g}" '
            f'height="{frame.height:g}" rx="14" fill="none" stroke="{ink}" stroke-width="3" '
            f'stroke-dasharray="9 4"/>'
        )
        self._boxes.append(frame)
        self._parts.append((_MARK, 0.5, part))
        self._pill(word, Point(box.centre.x, frame.y), ink)

    def _pill(self, text: str, centre: Point, ink: str) -> None:
        long = max(width(text, 10.5) + 12, 20)
        box = Box(centre.x - long / 2, centre.y - _PILL / 2, long, _PILL)
        frame = (
            f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{long:.1f}" height="{_PILL}" '
            f'rx="8" fill="{ink}" stroke="#fff"/>'
        )
        label = Label(text=text, x=centre.x, y=centre.y, limit=long, size=10.5)
        part = f'<g class="badge">{frame}<g fill="#fff">{typeset(label).svg}</g></g>'
        self._boxes.append(box)
        self._parts.append((_MARK, 1.0, part))


def _layer(shape: Shape) -> int:
    if shape.kind in ("participant", "lane"):
        return _GROUND
    if shape.kind == "group":
        return _GROUP
    if shape.kind == "boundaryEvent":
        return _BOUNDARY
    return _HOLDER if shape.holds else _NODE


def _group(classes: str, element_id: str, tip: str, body: str, text: str) -> str:
    title = f"<title>{escape(tip)}</title>" if tip else ""
    return f'<g class="{classes}" data-element-id="{escape(element_id)}">{title}{body}{text}</g>'
