"""What a drawing tells about a running case: states, visits, taken flows, badges."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """How an element of a case stands; it becomes a class name in the SVG."""

    DONE = "done"
    ACTIVE = "active"
    LATE = "late"
    INCIDENT = "incident"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    SKIPPED = "skipped"
    AHEAD = "ahead"


class Way(StrEnum):
    """Why a case went from one element to another without a flow; also a class name."""

    RETURN = "return"
    JUMP = "jump"


@dataclass(frozen=True, slots=True, kw_only=True)
class Detour:
    """A way that the diagram does not have, drawn as a dashed arc."""

    source: str
    target: str
    way: Way
    onward: bool = False
    """Whether it leads to where the case had not been: what lies between is passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Marks by element id.  Ids that the diagram does not have are ignored."""

    states: Mapping[str, State] = field(default_factory=dict)
    visits: Mapping[str, int] = field(default_factory=dict)  # how often it was entered
    taken: Collection[str] = ()  # ids of sequence flows
    badges: Mapping[str, str] = field(default_factory=dict)  # a few words above the element
    detours: Collection[Detour] = ()
    here: Collection[str] = ()  # ids of elements: where the reader's own work is
    shades: Mapping[str, float] = field(default_factory=dict)  # heat, from 0 (none) to 1


@dataclass(frozen=True, slots=True)
class Look:
    """How a state looks: never by colour alone, hence also a symbol and a word."""

    stroke: str
    fill: str
    symbol: str  # path data around (0, 0), at most 5 units to each side
    word: str
    dash: str = ""  # of its outline


# Each stroke has a contrast of at least 4.5 : 1 on its fill and on white (WCAG 2.2, 1.4.3, 1.4.11).
LOOKS: Final[Mapping[State, Look]] = {
    State.DONE: Look("#0a7d3c", "#e6f4ea", "M-4 0L-1 3L4-3", "已完成"),
    State.ACTIVE: Look("#1456d6", "#e3ecfd", "M-2-4L3 0L-2 4z", "办理中"),
    State.LATE: Look("#b3261e", "#fdeceb", "M0-4V1M0 3.6V4", "已超时"),
    State.INCIDENT: Look("#8a1c7c", "#f9e8f6", "M-3-3L3 3M3-3L-3 3", "异常"),
    State.CANCELLED: Look("#5f6368", "#f1f3f4", "M-4 0H4", "已取消", "7 4"),
    State.RETURNED: Look("#8a4b00", "#fdf0dc", "M4 3V0H-4M-1-3L-4 0L-1 3", "已退回", "2 3"),
    State.SKIPPED: Look("#5f4a8b", "#f3effa", "M-4-3L0 0L-4 3M0-3L4 0L0 3", "已跳过", "8 3 2 3"),
    State.AHEAD: Look("#46627f", "#ffffff", "M-4 0H4M1-3L4 0L1 3", "接下来", "4 3"),
}

HERE: Final = ("#0b5c5f", "本任务")
"""Ink and word of the frame around one's own work."""

WAYS: Final[Mapping[Way, tuple[str, str]]] = {
    Way.RETURN: ("#8a4b00", "退回"),
    Way.JUMP: ("#8a1c7c", "跳转"),
}
"""Ink and word of a detour."""
