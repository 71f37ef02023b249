"""The pictures inside the shapes (BPMN 2.0.2, clauses 7.3 and 10), as SVG path data of our own.

Task icons stand in a square of 16 units from its top left corner; markers, event and gateway
pictures around the point (0, 0), events for a circle of radius 18.
"""

from typing import Final, NamedTuple

INK: Final = "#22242a"


class Icon(NamedTuple):
    """A picture: closed paths that are filled, lines that are drawn."""

    solid: str = ""
    line: str = ""
    on_solid: str = ""  # white lines upon the filled part


_PERSON: Final = "M5 5a3 3 0 1 1 6 0a3 3 0 1 1-6 0M2 15c0-5 2.5-6.5 6-6.5s6 1.5 6 6.5z"
_HAND: Final = "M1 8L6 3H9L7.5 5.5H14M7 8H15M7 10.5H14.5M7 13H13M1 8V12L4 14.5H13"
_GEAR: Final = (
    "M8 1.5V4M8 12V14.5M1.5 8H4M12 8H14.5M3.4 3.4L5.2 5.2M10.8 10.8L12.6 12.6"
    "M3.4 12.6L5.2 10.8M10.8 5.2L12.6 3.4M4 8a4 4 0 1 1 8 0a4 4 0 1 1-8 0"
    "M6.4 8a1.6 1.6 0 1 1 3.2 0a1.6 1.6 0 1 1-3.2 0"
)
_SCROLL: Final = (
    "M5 1.5H14C9.5 5.5 16 10.5 11.5 14.5H2.5C7 10.5 0.5 5.5 5 1.5zM5 5H10.5M6 8H11.5M6 11H12"
)
_ENVELOPE: Final = "M1 3H15V13H1z"
_FLAP: Final = "M1 3L8 8.5L15 3"

TASKS: Final = {
    "userTask": Icon(line=_PERSON),
    "manualTask": Icon(line=_HAND),
    "serviceTask": Icon(line=_GEAR),
    "scriptTask": Icon(line=_SCROLL),
    "businessRuleTask": Icon(line="M1 3H15V13H1zM1 9.5H15M5.5 6V13", solid="M1 3H15V6H1z"),
    "sendTask": Icon(solid=_ENVELOPE, on_solid=_FLAP),
    "receiveTask": Icon(line=_ENVELOPE + _FLAP),
}

PLUS: Final = "M-7-7H7V7H-7zM0-4V4M-4 0H4"
PARALLEL: Final = "M-5-6V6M0-6V6M5-6V6"
SEQUENTIAL: Final = "M-6-5H6M-6 0H6M-6 5H6"
LOOP: Final = "M-2.5 5.5A6 6 0 1 1 2.5 5.5M-2.5 5.5L-2.5 1M-2.5 5.5L-7 5.5"
REWIND: Final = "M0-5V5L-6 0zM6-5V5L0 0z"
TILDE: Final = "M-6 2C-4-5-2-3 0 0S4 4 6-3"

_RAYS: Final = "M0-10V-7.5M0 7.5V10M-10 0H-7.5M7.5 0H10"
_LETTER: Final = "M-9-6H9V6H-9z"
_LETTER_FLAP: Final = "M-9-6L0 1L9-6"
_PAGE: Final = "M-7-9H7V9H-7zM-4.5-5H4.5M-4.5-1.7H4.5M-4.5 1.7H4.5M-4.5 5H4.5"
_BOLT: Final = "M-8 8L-3.5-6.5L2.5 1.5L7.5-8.5L3.5 7L-2.5-1z"
_ARROW: Final = "M-9-4H1V-9L9.5 0L1 9V4H-9z"
_CROSS: Final = "M-8-5.5L-5.5-8L0-2.5L5.5-8L8-5.5L2.5 0L8 5.5L5.5 8L0 2.5L-5.5 8L-8 5.5L-2.5 0z"
_PENTAGON: Final = "M0-9.5L9-3L5.6 7.7H-5.6L-9-3z"
_THICK_PLUS: Final = "M-2.5-9H2.5V-2.5H9V2.5H2.5V9H-2.5V2.5H-9V-2.5H-2.5z"

_EITHER: Final = {  # drawn as a line when caught, filled when thrown
    "signal": "M0-9.5L9 6.5H-9z",
    "error": _BOLT,
    "escalation": "M0-9.5L6.5 8L0 1.5L-6.5 8z",
    "compensate": "M-1-6.5V6.5L-9 0zM8-6.5V6.5L0 0z",
    "link": _ARROW,
    "cancel": _CROSS,
    "multiple": _PENTAGON,
    "parallelMultiple": _THICK_PLUS,
}
CATCHING: Final = {
    "timer": Icon(line="M-10.5 0a10.5 10.5 0 1 1 21 0a10.5 10.5 0 1 1-21 0M1-6.5L0 0L5 2" + _RAYS),
    "message": Icon(line=_LETTER + _LETTER_FLAP),
    "conditional": Icon(line=_PAGE),
    **{kind: Icon(line=path) for kind, path in _EITHER.items()},
}
THROWING: Final = {
    "message": Icon(solid=_LETTER, on_solid=_LETTER_FLAP),
    "terminate": Icon(solid="M-10 0a10 10 0 1 1 20 0a10 10 0 1 1-20 0"),
    **{kind: Icon(solid=path) for kind, path in _EITHER.items()},
}

_STAR: Final = "M0-12V12M-12 0H12M-8.5-8.5L8.5 8.5M-8.5 8.5L8.5-8.5"
_RINGS: Final = (
    "M-14 0a14 14 0 1 1 28 0a14 14 0 1 1-28 0M-11.5 0a11.5 11.5 0 1 1 23 0a11.5 11.5 0 1 1-23 0"
)
GATEWAYS: Final = {
    "exclusiveGateway": Icon(
        solid="M-8.5-9H-4.6L0-2.7L4.6-9H8.5L2.1 0L8.5 9H4.6L0 2.7L-4.6 9H-8.5L-2.1 0z"
    ),
    "parallelGateway": Icon(solid="M-2-12H2V-2H12V2H2V12H-2V2H-12V-2H-2z"),
    "inclusiveGateway": Icon(line="M-11 0a11 11 0 1 1 22 0a11 11 0 1 1-22 0"),
    "eventBasedGateway": Icon(line=_RINGS + "M0-7.5L7-2.4L4.4 6H-4.4L-7-2.4z"),
    "complexGateway": Icon(line=_STAR),
}


def picture(icon: Icon, x: float, y: float, scale: float = 1.0) -> str:
    """Return an icon at a place, in the colour of the shape around it."""
    at = f'transform="translate({x:g} {y:g})"'
    if scale != 1.0:
        at = f'transform="translate({x:g} {y:g}) scale({scale:.3g})"'
    parts = []
    if icon.solid:
        parts.append(f'<path d="{icon.solid}" fill="{INK}" stroke="none"/>')
    if icon.line:
        parts.append(f'<path d="{icon.line}" fill="none"/>')
    if icon.on_solid:
        parts.append(f'<path d="{icon.on_solid}" fill="none" stroke="#fff"/>')
    pen = f'stroke="{INK}" stroke-width="1.2" stroke-linejoin="round"'
    return f'<g class="icon" {at} {pen}>{"".join(parts)}</g>'
