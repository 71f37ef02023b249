"""Painting the nodes of a drawing: activities, events, gateways, pools, data and notes."""

from collections.abc import Callable
from typing import Final, NamedTuple

from engine.diagram import kinds
from engine.diagram.nodes import bpmn, local
from engine.drawing import icons
from engine.drawing.geometry import Box
from engine.drawing.plane import Shape
from engine.drawing.text import LINE, SIZE, SMALL, Label, wrap

_BAND: Final = 30  # the strip of a pool or lane that carries its name
_CORNER: Final = 10


class Painted(NamedTuple):
    """The body of a shape and the text that belongs to it."""

    body: str
    label: Label | None = None


def paint(shape: Shape) -> Painted:
    """Draw one shape in the colours of the group around it."""
    if shape.kind in kinds.ACTIVITIES:
        return _container(shape) if shape.holds else _activity(shape)
    if shape.kind in ("participant", "lane"):
        return _pool(shape) if shape.holds or shape.kind == "lane" else _closed_pool(shape)
    painter = _PAINTERS.get(shape.kind, _unknown)
    return painter(shape)


def _activity(shape: Shape) -> Painted:
    box = shape.box
    icon = icons.TASKS.get(shape.kind)
    body = _frame(shape) + (icons.picture(icon, box.x + 5, box.y + 5) if icon else "")
    markers = _markers(shape)
    above, below = (20 if icon else 5), (19 if markers or shape.edged else 5)
    return Painted(body + markers, _inside(shape.name, box, above, below))


def _inside(name: str, box: Box, above: float, below: float) -> Label:
    """Put the text in the middle of a box unless it would run into the icon or the markers."""
    limit = max(box.width - 10, 12)
    step = LINE * SIZE
    free = max(box.height - above - below, step)
    symmetric = box.height - 2 * max(above, below)
    taken = len(wrap(name, limit, SIZE)) * step
    y = box.centre.y if taken <= max(symmetric, step) else box.y + above + free / 2
    return Label(text=name, x=box.centre.x, y=y, limit=limit, height=free)


def _container(shape: Shape) -> Painted:
    box = shape.box
    label = Label(
        text=shape.name,
        x=box.centre.x,
        y=box.y + 6,
        limit=max(box.width - 40, 12),
        height=32,
        top=True,
    )
    return Painted(_frame(shape) + _markers(shape), label)


def _frame(shape: Shape) -> str:
    box = shape.box
    thick = ' stroke-width="4"' if shape.kind == "callActivity" else ""
    dash = ' stroke-dasharray="3 3"' if shape.node.get("triggeredByEvent") == "true" else ""
    frame = _rect(box, _CORNER, thick + dash)
    if shape.kind == "transaction":
        inner = Box(box.x + 3, box.y + 3, box.width - 6, box.height - 6)
        frame += _rect(inner, _CORNER - 2, ' fill="none" stroke-width="1.2"')
    return frame


def _markers(shape: Shape) -> str:
    paths = list(_marker_paths(shape))
    x = shape.box.centre.x - (len(paths) - 1) * 9
    y = shape.box.bottom - 10
    return "".join(
        icons.picture(icons.Icon(line=path), x + number * 18, y)
        for number, path in enumerate(paths)
    )


def _marker_paths(shape: Shape) -> list[str]:
    node = shape.node
    multi = node.find(bpmn("multiInstanceLoopCharacteristics"))
    called = shape.kind == "callActivity" or shape.kind in kinds.SUBPROCESSES
    sequential = multi is not None and multi.get("isSequential") == "true"
    loops = node.find(bpmn("standardLoopCharacteristics")) is not None
    table = (
        (called and not shape.expanded, icons.PLUS),
        (multi is not None and not sequential, icons.PARALLEL),
        (sequential, icons.SEQUENTIAL),
        (loops, icons.LOOP),
        (node.get("isForCompensation") == "true", icons.REWIND),
        (shape.kind == "adHocSubProcess", icons.TILDE),
    )
    return [path for wanted, path in table if wanted]


def _event(shape: Shape) -> Painted:
    x, y = shape.box.centre
    radius = shape.box.width / 2
    node = shape.node
    interrupts = "false" not in (node.get("cancelActivity"), node.get("isInterrupting"))
    dash = "" if interrupts else ' stroke-dasharray="4 3"'
    thick = ' stroke-width="3.5"' if shape.kind == "endEvent" else ""
    body = f'<circle class="shape" cx="{x:g}" cy="{y:g}" r="{radius:g}"{dash}{thick}/>'
    if shape.kind not in ("startEvent", "endEvent"):
        body += f'<circle cx="{x:g}" cy="{y:g}" r="{max(radius - 3, 1):g}" fill="none"{dash}/>'
    icon = _event_icon(shape)
    body += icons.picture(icon, x, y, radius / 18) if icon else ""
    return Painted(body, _outside(shape))


def _event_icon(shape: Shape) -> icons.Icon | None:
    suffix = "EventDefinition"
    names = [
        local(child).removesuffix(suffix) for child in shape.node if local(child).endswith(suffix)
    ]
    names += ["reference" for _ in shape.node.iterfind(bpmn("eventDefinitionRef"))]
    if not names:
        return None
    several = "parallelMultiple" if shape.node.get("parallelMultiple") == "true" else "multiple"
    kind = names[0] if len(names) == 1 else several
    throws = shape.kind in kinds.THROWING
    return (icons.THROWING if throws else icons.CATCHING).get(kind)


def _gateway(shape: Shape) -> Painted:
    box = shape.box
    x, y = box.centre
    path = f"M{x:g} {box.y:g}L{box.right:g} {y:g}L{x:g} {box.bottom:g}L{box.x:g} {y:g}z"
    body = f'<path class="shape" d="{path}"/>'
    if shape.marker or shape.kind != "exclusiveGateway":
        body += icons.picture(icons.GATEWAYS[shape.kind], x, y, box.width / 50)
    return Painted(body, _outside(shape))


def _outside(shape: Shape) -> Label | None:
    """Put the name where the file says, else below the shape."""
    if not shape.name:
        return None
    box = shape.label
    x = box.centre.x if box else shape.box.centre.x
    y = box.y if box else shape.box.bottom + 4
    limit = max(box.width + 4 if box else shape.box.width * 2, 90)
    return Label(text=shape.name, x=x, y=y, limit=limit, size=SMALL, top=True, halo=True)


def _pool(shape: Shape) -> Painted:
    box = shape.box
    body = _rect(box, 0, "")
    if shape.horizontal:
        x = box.x + _BAND / 2
        body += f'<path fill="none" d="M{box.x + _BAND:g} {box.y:g}V{box.bottom:g}"/>'
        label = Label(
            text=shape.name, x=x, y=box.centre.y, limit=box.height - 8, height=28, turned=True
        )
    else:
        body += f'<path fill="none" d="M{box.x:g} {box.y + _BAND:g}H{box.right:g}"/>'
        label = Label(
            text=shape.name, x=box.centre.x, y=box.y + _BAND / 2, limit=box.width - 8, height=28
        )
    return Painted(body, label)


def _closed_pool(shape: Shape) -> Painted:
    box = shape.box
    turned = box.height > 2 * box.width
    along, across = (box.height, box.width) if turned else (box.width, box.height)
    label = Label(
        text=shape.name,
        x=box.centre.x,
        y=box.centre.y,
        limit=max(along - 10, 12),
        height=max(across - 4, 12),
        turned=turned,
    )
    markers = shape.node.find(bpmn("participantMultiplicity")) is not None
    picture = icons.picture(icons.Icon(line=icons.PARALLEL), box.centre.x, box.bottom - 10)
    return Painted(_rect(box, 0, "") + (picture if markers else ""), label)


def _page(shape: Shape) -> Painted:
    box = shape.box
    fold = min(10, box.width / 3)
    x = box.right - fold
    outline = f"M{box.x:g} {box.y:g}H{x:g}l{fold:g} {fold:g}V{box.bottom:g}H{box.x:g}z"
    body = f'<path class="shape" d="{outline}M{x:g} {box.y:g}v{fold:g}h{fold:g}"/>'
    at = (box.x + 4, box.y + 4, box.width / 50)
    if shape.kind == "dataInput":
        body += icons.picture(icons.Icon(line="M1 5H9V1L15 8L9 15V11H1z"), *at)
    elif shape.kind == "dataOutput":
        body += icons.picture(icons.Icon(solid="M1 5H9V1L15 8L9 15V11H1z"), *at)
    return Painted(body, _outside(shape))


def _store(shape: Shape) -> Painted:
    box = shape.box
    r = box.width / 2
    rim = box.height / 7
    lid = f"a{r:g} {rim:g} 0 0 0 {box.width:g} 0"
    sides = f"V{box.bottom - rim:g}a{r:g} {rim:g} 0 0 0 {box.width:g} 0V{box.y + rim:g}"
    top = f"M{box.x:g} {box.y + rim:g}"
    path = f"{top}a{r:g} {rim:g} 0 0 1 {box.width:g} 0{top}{sides}{top}{lid}{top}m0 {rim:g}{lid}"
    return Painted(f'<path class="shape" d="{path}"/>', _outside(shape))


def _note(shape: Shape) -> Painted:
    box = shape.box
    bracket = f"M{box.x + 10:g} {box.y:g}H{box.x:g}V{box.bottom:g}h10"
    label = Label(
        text=shape.name,
        x=box.x + 6,
        y=box.y + 4,
        limit=max(box.width - 8, 12),
        height=max(box.height - 4, 14),
        size=SMALL,
        anchor="start",
        top=True,
    )
    return Painted(f'<path fill="none" d="{bracket}"/>', label)


def _group(shape: Shape) -> Painted:
    return Painted(_rect(shape.box, _CORNER, ' fill="none" stroke-dasharray="8 4 2 4"'))


def _unknown(shape: Shape) -> Painted:
    box = shape.box
    label = Label(text=shape.name or shape.kind, x=box.centre.x, y=box.centre.y, limit=box.width)
    return Painted(_rect(box, 0, ' class="unknown" stroke-dasharray="2 2"'), label)


def _rect(box: Box, radius: float, extra: str) -> str:
    corner = f' rx="{radius:g}"' if radius else ""
    kind = "" if "class=" in extra else ' class="shape"'
    size = f'width="{max(box.width, 0):g}" height="{max(box.height, 0):g}"'
    return f'<rect{kind} x="{box.x:g}" y="{box.y:g}" {size}{corner}{extra}/>'


_PAINTERS: Final[dict[str, Callable[[Shape], Painted]]] = {
    **dict.fromkeys(kinds.EVENTS, _event),
    **dict.fromkeys(kinds.GATEWAYS, _gateway),
    **dict.fromkeys(("dataObjectReference", "dataObject", "dataInput", "dataOutput"), _page),
    "dataStoreReference": _store,
    "textAnnotation": _note,
    "group": _group,
}
