"""Text in a drawing: how wide it is, where its lines break by Chinese rules, and its SVG."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final, Literal

from engine.drawing.geometry import Box

LINE: Final = 1.2  # line height as a multiple of the font size
SIZE: Final = 12.0
SMALL: Final = 11.0  # names outside their shape
_SMALLEST: Final = 9.0
_WIDE: Final = 0x2E80  # from here on characters take a full square (GB/T 15834 and CJK blocks)
_NARROW: Final = frozenset("fijlrtI.,:;'|!()[]{}/\\ -")
_BROAD: Final = frozenset("mwMW@%")

# GB/T 15834-2011 5.1: no closing mark begins a line, no opening mark ends one.
_OPENING: Final = "“‘（《〈「『【〔［｛"
_CLOSING: Final = "”’，。、；：？！…）》〉」』】〕］｝%％·—,.;:?!)]}"
_UNITS: Final = re.compile(
    rf"\n|[ \t]+|[{_OPENING}]*(?:[⺀-\U0010ffff]|[^\s⺀-\U0010ffff{_OPENING}]+)"
    rf"[{re.escape(_CLOSING)}]*|\S"
)

# A text of its own below the label: `paint-order` would do, but WeasyPrint 70 prints it white.
_HALO: Final = (
    'aria-hidden="true" fill="#fff" stroke="#fff" stroke-width="3" stroke-linejoin="round"'
)

Anchor = Literal["start", "middle"]


def width(text: str, size: float) -> float:
    """Return the width of one line, estimated from classes of characters."""
    return size * sum(_share(character) for character in text)


@lru_cache(maxsize=4096)
def wrap(text: str, limit: float, size: float) -> tuple[str, ...]:
    """Break a text into lines no wider than the limit, if at all possible.

    Breaks at spaces and between Chinese characters; a single word that is too long is cut.
    """
    lines: list[str] = []
    line = ""
    for unit in (match[0] for match in _UNITS.finditer(text.replace("\r", ""))):
        if unit == "\n" or (line and width(line + unit.rstrip(), size) > limit):
            lines.append(line.rstrip())
            line = unit.lstrip()
        else:
            line = (line + unit).lstrip()
        while len(line) > 1 and width(line.rstrip(), size) > limit:
            cut = _fitting(line, limit, size)
            if line[cut:].strip(_CLOSING + " ") == "":
                break  # only closing marks are left: they stay and stick out a little
            lines.append(line[:cut])
            line = line[cut:]
    lines.append(line.rstrip())
    return tuple(line for line in lines if line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text at a place: `top` means that y is its upper edge, else y is its middle.

    `limit` is the width at which lines break, `height` what the lines may take together; a text
    that needs more gets a smaller font and then an ellipsis.
    """

    text: str
    x: float
    y: float
    limit: float
    height: float = float("inf")
    size: float = SIZE
    anchor: Anchor = "middle"
    top: bool = False
    turned: bool = False  # a quarter to the left, around (x, y)
    halo: bool = False  # a white edge, so that lines behind do not disturb


@dataclass(frozen=True, slots=True)
class Typeset:
    """The SVG of a label and the room that it takes."""

    svg: str
    box: Box


def typeset(label: Label) -> Typeset:
    """Lay out a label."""
    size, lines = _fit(label)
    step = size * LINE
    widest = max((width(line, size) for line in lines), default=0.0)
    top = label.y if label.top else label.y - len(lines) * step / 2
    left = label.x if label.anchor == "start" else label.x - widest / 2
    base = top + size * 0.95  # the base line of the first line
    spans = "".join(
        f'<tspan x="{label.x:g}" y="{base + number * step:.1f}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    anchor = ' text-anchor="middle"' if label.anchor == "middle" else ""
    turn = f' transform="rotate(-90 {label.x:g} {label.y:g})"' if label.turned else ""
    looks = f'font-size="{size:g}"{anchor}{turn}'
    svg = f'<text class="label" {looks}>{spans}</text>'
    if label.halo:
        svg = f'<text class="halo" {_HALO} {looks}>{spans}</text>{svg}'
    box = Box(left, top, widest, len(lines) * step)
    return Typeset(svg, Box(label.x, label.y, 0, 0) if label.turned else box)


def _fit(label: Label) -> tuple[float, tuple[str, ...]]:
    size = label.size
    lines = wrap(label.text, label.limit, size)
    while len(lines) * size * LINE > label.height and size > _SMALLEST:
        size -= 1
        lines = wrap(label.text, label.limit, size)
    room = max(1, int(min(label.height, 1e6) / (size * LINE)))
    if len(lines) > room:
        lines = (*lines[: room - 1], _shortened(lines[room - 1], label.limit, size))
    return size, lines


def _shortened(line: str, limit: float, size: float) -> str:
    cut = _fitting(line, limit - width("…", size), size)
    return line[:cut].rstrip() + "…"


def _fitting(line: str, limit: float, size: float) -> int:
    """Return how many characters fit, at least one."""
    taken = 0.0
    for number, character in enumerate(line):
        taken += size * _share(character)
        if taken > limit:
            return max(number, 1)
    return len(line)


def _share(character: str) -> float:
    if ord(character) >= _WIDE or character in "…“”‘’—":
        return 1.0
    if character in _NARROW:
        return 0.32
    if character in _BROAD:
        return 0.88
    return 0.67 if character.isupper() else 0.56
