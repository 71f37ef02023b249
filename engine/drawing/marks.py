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


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Marks by element id.  Ids that the diagram does not have are ignored."""

    states: Mapping[str, State] = field(default_factory=dict)
    visits: Mapping[str, int] = field(default_factory=dict)  # how often it was entered
    taken: Collection[str] = ()  # ids of sequence flows
    badges: Mapping[str, str] = field(default_factory=dict)  # a few words above the element


@dataclass(frozen=True, slots=True)
class Look:
    """How a state looks: never by colour alone, hence also a symbol and a word."""

    stroke: str
    fill: str
    symbol: str  # path data around (0, 0), at most 5 units to each side
    word: str


# Each stroke has a contrast of at least 4.5 : 1 on its fill and on white (WCAG 2.2, 1.4.3, 1.4.11).
LOOKS: Final[Mapping[State, Look]] = {
    State.DONE: Look("#0a7d3c", "#e6f4ea", "M-4 0L-1 3L4-3", "已完成"),
    State.ACTIVE: Look("#1456d6", "#e3ecfd", "M-2-4L3 0L-2 4z", "办理中"),
    State.LATE: Look("#b3261e", "#fdeceb", "M0-4V1M0 3.6V4", "已超时"),
    State.INCIDENT: Look("#8a1c7c", "#f9e8f6", "M-3-3L3 3M3-3L-3 3", "异常"),
    State.CANCELLED: Look("#5f6368", "#f1f3f4", "M-4 0H4", "已取消"),
}
