"""Which rules of a decision table can match at all: so that a large table costs what it must.

One bit per rule.  For each column the index answers a value with the set of rules whose cell may
take it; the sets of all columns are intersected.  The index only ever leaves out rules that cannot
match: the rules that remain are still tested in full, so it can change the time but no result.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any, Final

from engine.decisions.cells import Cell, Span, read_cell
from engine.decisions.tree import Table
from engine.feel import Value
from engine.feel.values import kind

_REMEMBERED: Final = 1024  # answers kept per column and kind: bounds the memory of a huge table


class RuleIndex:
    """The rules of a table by what their cells say."""

    def __init__(self, table: Table) -> None:
        """Read the cells of every column."""
        self._all = (1 << len(table.rules)) - 1
        self._columns = [
            _Column([read_cell(rule.conditions[column].text) for rule in table.rules])
            for column in range(len(table.inputs))
        ]

    def candidates(self, values: Sequence[Value]) -> list[int]:
        """Return the positions (from 0) of the rules that may match these inputs, in order."""
        mask = self._all
        for column, value in zip(self._columns, values, strict=True):
            mask &= column.mask(value)
        return _bits(mask)


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


class _Column:
    def __init__(self, cells: Sequence[Cell | None]) -> None:
        self._always = 0
        self._truths = 0
        self._kinds: dict[str, _Kind] = {}
        for position, cell in enumerate(cells):
            bit = 1 << position
            if cell is None or cell.kind is None or cell.negated:
                self._always |= bit
                continue
            if cell.kind == "boolean":
                self._truths |= bit
            for span in cell.spans:
                self._kinds.setdefault(cell.kind, _Kind()).add(span, bit)
        for known in self._kinds.values():
            known.bounds.sort()

    def mask(self, value: Value) -> int:
        """Return the rules whose cell may take the value; -1, all of them, for odd values."""
        name = kind(value)
        if name is None or name in _UNINDEXED:
            return -1
        # a cell that is simply true takes whatever is no boolean (DMN 1.5, 7.3.13)
        always = self._always if name == "boolean" else self._always | self._truths
        known = self._kinds.get(name)
        return always if known is None else always | known.mask(value)


_UNINDEXED: Final = frozenset(("null", "list", "context", "range", "function"))
"""Kinds that a cell of constants may take all the same: a list by its elements, for one."""


class _Kind:
    """The cells of one column that compare with constants of one kind."""

    def __init__(self) -> None:
        self.bounds: list[Any] = []
        self._points: dict[Any, int] = {}
        self._ranges: list[tuple[Span, int]] = []
        self._known: dict[int, int] = {}

    def add(self, span: Span, bit: int) -> None:
        if span.is_point:
            self._points[span.low] = self._points.get(span.low, 0) | bit
            return
        self._ranges.append((span, bit))
        self.bounds += (bound for bound in (span.low, span.high) if bound is not None)

    def mask(self, value: Any) -> int:
        points = self._points.get(value, 0)
        return points | self._range_mask(value) if self._ranges else points

    def _range_mask(self, value: Any) -> int:
        """Return the ranges around the value; between two bounds every value has the same ones."""
        below = bisect_left(self.bounds, value)
        at_bound = below < len(self.bounds) and self.bounds[below] == value
        segment = 2 * below + at_bound
        mask = self._known.get(segment)
        if mask is None:
            mask = reduce(or_, (bit for span, bit in self._ranges if span.has(value)), 0)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[segment] = mask
        return mask
