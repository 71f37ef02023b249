"""What a cell of a decision table says, where it can be told without evaluating it.

Most cells compare with constants: `"a","b"`, `>= 18`, `[1..5)`, `not("x")`.  Those are read here
as spans of one kind of value, which is what the index of large tables and the search for gaps and
overlaps work on.  A cell that says anything else is opaque (None): the index always tries it and
the search keeps silent about it.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from engine import feel
from engine.feel import Value
from engine.feel.values import kind

ORDERED: Final = frozenset(
    (
        "number",
        "string",
        "boolean",
        "date",
        "days and time duration",
        "years and months duration",
    )
)
"""The kinds whose constants Python sorts as FEEL does; times of day may lack an offset."""

_LITERAL: Final = (
    r"-?\d+(?:\.\d+)?|-?\.\d+|\"[^\"\\]*\"|true\b|false\b"
    r"|(?:date|duration)\s*\(\s*\"[^\"\\]*\"\s*\)|@\"[^\"\\]*\""
)
_ITEM: Final = re.compile(
    rf"\s*(?:(?P<op><=|>=|<|>|=)?\s*(?P<value>{_LITERAL})"
    rf"|(?P<open>[\[\](])\s*(?P<low>{_LITERAL})\s*\.\.\s*(?P<high>{_LITERAL})\s*(?P<close>[\])\[]))"
    r"\s*(?:,|$)"
)
_NOT: Final = re.compile(r"\s*not\s*\((?P<inner>.*)\)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An interval of values; a bound of None is open without end."""

    low: Any
    high: Any
    low_in: bool
    high_in: bool

    def has(self, value: Any) -> bool:
        """Return whether a value of the same kind lies within."""
        if self.low is not None and not (value > self.low or (self.low_in and value == self.low)):
            return False
        return self.high is None or bool(value < self.high or (self.high_in and value == self.high))

    @property
    def is_point(self) -> bool:
        """Return whether it is a single value."""
        return self.low is not None and self.low_in and self.high_in and bool(self.low == self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Spans of one kind; `kind` None and no spans is the cell `-`, which takes everything."""

    kind: str | None
    spans: tuple[Span, ...] = ()
    negated: bool = False
    """Whether the cell takes what is in none of the spans."""

    @property
    def takes_all(self) -> bool:
        """Return whether it is the cell `-`."""
        return self.kind is None

    def has(self, value: Any) -> bool:
        """Return whether the cell takes a value of its own kind."""
        return any(span.has(value) for span in self.spans) is not self.negated


EVERYTHING: Final = Cell(kind=None)


def read_cell(text: str) -> Cell | None:
    """Return what the cell says, or None where only evaluating it can tell."""
    if text.strip() in {"", "-"}:
        return EVERYTHING
    negation = _NOT.fullmatch(text)
    spans = _spans(text if negation is None else negation["inner"])
    kinds = {kind(bound) for span in spans or () for bound in (span.low, span.high)} - {"null"}
    if spans is None or len(kinds) != 1 or not kinds <= ORDERED:
        return None
    return Cell(kind=kinds.pop(), spans=spans, negated=negation is not None)


def _spans(text: str) -> tuple[Span, ...] | None:
    spans: list[Span] = []
    position = 0
    while position < len(text):
        item = _ITEM.match(text, position)
        if item is None:
            return None
        span = _span(item)
        if span is None:
            return None
        spans.append(span)
        position = item.end()
    return tuple(spans)


def _span(item: re.Match[str]) -> Span | None:
    if item["open"]:
        low, high = _constant(item["low"]), _constant(item["high"])
        if low is None or high is None:
            return None
        return Span(low=low, high=high, low_in=item["open"] == "[", high_in=item["close"] == "]")
    value = _constant(item["value"])
    if value is None:
        return None
    match item["op"]:
        case "<" | "<=" as op:
            return Span(low=None, high=value, low_in=False, high_in=op == "<=")
        case ">" | ">=" as op:
            return Span(low=value, high=None, low_in=op == ">=", high_in=False)
        case _:
            return Span(low=value, high=value, low_in=True, high_in=True)


def _constant(text: str) -> Value:
    """Return the constant, or None for a date or duration that is none."""
    if text in {"true", "false"}:
        return text == "true"
    if text.startswith('"'):
        return text[1:-1]
    if '"' not in text:
        return Decimal(text)
    try:
        return feel.parse_temporal(text[text.index('"') + 1 : text.rindex('"')])
    except feel.FeelError:
        return None
