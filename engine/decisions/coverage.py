"""Gaps, overlaps and hidden rules of a decision table, found by geometry, not by trying values.

Each column is cut at every constant that one of its cells names into segments in which all cells
agree: for `< 18` and `[18..60]` those are below 18, 18, between, 60, above.  A rule is a box of
segments.  Two rules overlap when their boxes do; a gap is a box that no rule covers.

The search walks the columns from left to right with the set of rules that still match, one bit per
rule, and never twice from the same set.  It gives up after a number of steps (`given_up` is then
True) rather than run long on a table made to be hard.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any, Final

from engine import feel
from engine.decisions.cells import ORDERED, Cell, Span, read_cell
from engine.decisions.tree import Table
from engine.feel.values import kind

MAX_STEPS: Final = 100_000  # of all searches in one table together: some 200 ms
MAX_FOUND: Final = 20  # a person mends the first ones and checks again


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a column's values in which every cell says the same, and the rules that take it."""

    text: str
    rules: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Inputs that no rule takes, as one text per column: `< 18`, `"a"`, `-`."""

    cells: tuple[str, ...]


class Coverage:
    """What the rules of a table cover; rules with a cell that cannot be read are left out."""

    def __init__(self, table: Table, allowed: Sequence[Sequence[Any] | None]) -> None:
        """Cut the columns; `allowed` has the only values of a column, where they are given."""
        rows = [[read_cell(cell.text) for cell in rule.conditions] for rule in table.rules]
        columns = [[row[column] for row in rows] for column, _ in enumerate(table.inputs)]
        kinds = [_kind_of(cells, values) for cells, values in zip(columns, allowed, strict=True)]
        self.unread = _mask(
            i
            for cells, name in zip(columns, kinds, strict=True)
            for i, cell in enumerate(cells)
            if cell is None or (cell.kind is not None and cell.kind != name)
        )
        self._all = (1 << len(rows)) - 1
        self._columns = [
            _segments(cells, name, values)
            for cells, name, values in zip(columns, kinds, allowed, strict=True)
        ]
        self._steps = MAX_STEPS

    @property
    def given_up(self) -> bool:
        """Whether a search could not look everywhere."""
        return self._steps < 0

    def empty_rules(self) -> list[int]:
        """Return the positions of rules that have a cell which no value fits."""
        never = 0
        for column in self._columns:
            taken = reduce(or_, (segment.rules for segment in column), 0)
            never |= self._all & ~taken & ~self.unread
        return list(_bits(never))

    def overlaps(self) -> Iterator[tuple[int, int]]:
        """Yield pairs of positions of rules that some inputs match both."""
        for first in _bits(self._all & ~self.unread):
            others = self._all & ~self.unread & (-1 << (first + 1))
            for column in self._columns:
                own = (s.rules for s in column if s.rules >> first & 1)
                others &= reduce(or_, own, 0)
            for second in _bits(others):
                yield first, second

    def gaps(self) -> list[Gap]:
        """Return boxes of inputs that no rule takes; none where a rule cannot be read."""
        return [] if self.unread else self._uncovered(self._all, self._columns, MAX_FOUND)

    def is_hidden(self, rule: int, by: int) -> bool:
        """Return whether the rules of the set `by` take everything that a rule takes."""
        box = [[s for s in column if s.rules >> rule & 1] for column in self._columns]
        return all(box) and not self._uncovered(by & ~self.unread, box, 1) and not self.given_up

    def _uncovered(self, rules: int, columns: Sequence[Sequence[Segment]], most: int) -> list[Gap]:
        """Return at most so many boxes that none of the rules covers."""
        covered: set[tuple[int, int]] = set()
        found = islice(self._walk(rules, columns, (), covered), most)
        return list(found)

    def _walk(
        self,
        rules: int,
        columns: Sequence[Sequence[Segment]],
        path: tuple[str, ...],
        covered: set[tuple[int, int]],
    ) -> Iterator[Gap]:
        if not rules:
            yield Gap(cells=path + ("-",) * (len(columns) - len(path)))
        place = (len(path), rules)
        if not rules or len(path) == len(columns) or place in covered:
            return
        clean = True
        for segment in columns[len(path)]:
            self._steps -= 1
            if self.given_up:
                return
            for gap in self._walk(rules & segment.rules, columns, (*path, segment.text), covered):
                clean = False
                yield gap
        if clean:
            covered.add(place)


def _mask(positions: Iterable[int]) -> int:
    return reduce(or_, (1 << position for position in positions), 0)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _kind_of(cells: Sequence[Cell | None], allowed: Sequence[Any] | None) -> str | None:
    """Return the one kind of value that a column is about, or None."""
    kinds = {cell.kind for cell in cells if cell is not None} - {None}
    kinds |= {kind(value) for value in allowed or ()}
    return kinds.pop() if len(kinds) == 1 and kinds <= ORDERED else None


def _segments(
    cells: Sequence[Cell | None], name: str | None, allowed: Sequence[Any] | None
) -> list[Segment]:
    """Cut a column about one kind of value; one without a kind has but the cell `-`."""
    if name is None:
        return [Segment(text="-", rules=(1 << len(cells)) - 1)]
    if name == "boolean":
        allowed = (True, False)
    if allowed is not None:
        return [Segment(text=constant_text(v), rules=_takers(cells, v)) for v in allowed]
    cut = _cut(cells)
    if name == "string" and all(span.is_point for span in _spans(cells)):
        return list(_texts(cut))
    return [Segment(text=_span_text(part), rules=rules) for part, rules in _joined(cut)]


def _takers(cells: Sequence[Cell | None], value: Any) -> int:
    return _mask(
        i
        for i, cell in enumerate(cells)
        if cell is None or cell.takes_all or (kind(value) == cell.kind and cell.has(value))
    )


def _spans(cells: Sequence[Cell | None]) -> Iterator[Span]:
    return (span for cell in cells if cell is not None for span in cell.spans)


def _cut(cells: Sequence[Cell | None]) -> list[tuple[Span, int]]:
    """Return the points that cells name, the open intervals around them, and who takes each.

    Part 2i + 1 is the i-th bound, part 2i what lies below it.
    """
    bounds = sorted({b for span in _spans(cells) for b in (span.low, span.high) if b is not None})
    places = {bound: 2 * i + 1 for i, bound in enumerate(bounds)}
    masks = [0] * (2 * len(bounds) + 1)
    for position, cell in enumerate(cells):
        taken = range(len(masks)) if cell is None or cell.takes_all else _taken(cell, places)
        for part in taken:
            masks[part] |= 1 << position
    ends = [None, *bounds, None]
    parts = [
        _point(ends[i // 2 + 1]) if i % 2 else _between(ends[i // 2], ends[i // 2 + 1])
        for i in range(len(masks))
    ]
    return list(zip(parts, masks, strict=True))


def _taken(cell: Cell, places: Mapping[Any, int]) -> Iterable[int]:
    """Return the parts that a cell takes."""
    found: set[int] = set()
    for span in cell.spans:
        first = 0 if span.low is None else places[span.low] + (not span.low_in)
        last = 2 * len(places) if span.high is None else places[span.high] - (not span.high_in)
        found.update(range(first, last + 1))
    return found if not cell.negated else set(range(2 * len(places) + 1)) - found


def _point(value: Any) -> Span:
    return Span(low=value, high=value, low_in=True, high_in=True)


def _between(low: Any, high: Any) -> Span:
    return Span(low=low, high=high, low_in=False, high_in=False)


def _joined(cut: Sequence[tuple[Span, int]]) -> Iterator[tuple[Span, int]]:
    """Yield neighbours that the same rules take as one."""
    span, rules = cut[0]
    for part, takers in cut[1:]:
        if takers == rules:
            span = replace(span, high=part.high, high_in=part.high_in)
        else:
            yield span, rules
            span, rules = part, takers
    yield span, rules


def _texts(cut: Sequence[tuple[Span, int]]) -> Iterator[Segment]:
    """Yield the texts that a column names, and all other texts as one."""
    yield from (
        Segment(text=constant_text(part.low), rules=rules) for part, rules in cut if part.is_point
    )
    names = ", ".join(constant_text(part.low) for part, _ in cut if part.is_point)
    yield Segment(text=f"not({names})", rules=cut[-1][1])


def _span_text(span: Span) -> str:
    """Return a span as a cell of a table would say it."""
    if span.is_point:
        return constant_text(span.low)
    if span.low is None:
        return "-" if span.high is None else f"<{'=' * span.high_in} {constant_text(span.high)}"
    if span.high is None:
        return f">{'=' * span.low_in} {constant_text(span.low)}"
    low, high = "[" if span.low_in else "(", "]" if span.high_in else ")"
    return f"{low}{constant_text(span.low)}..{constant_text(span.high)}{high}"


def constant_text(value: Any) -> str:
    """Return a constant as FEEL writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    plain = feel.to_json(value)
    return f'@"{plain}"' if isinstance(plain, str) else str(plain)
