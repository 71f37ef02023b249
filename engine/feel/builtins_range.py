"""Range built-ins: Allen's relations between points and intervals (DMN 1.5, 10.3.4.7)."""

from collections.abc import Callable

from engine.feel import tree
from engine.feel.errors import FeelError
from engine.feel.operators import half_open, negate
from engine.feel.parser import parse
from engine.feel.registry import Registry
from engine.feel.runtime import NoResult, Runtime
from engine.feel.temporal_text import parse_temporal
from engine.feel.values import Range, Value, contains, equal, less

REGISTRY = Registry()
_define = REGISTRY.define


def _less(left: Value, right: Value) -> bool:
    found = None if left is None or right is None else less(left, right)
    if found is None:
        raise NoResult("the two cannot be compared")
    return found


def _same(left: Value, right: Value) -> bool:
    return left is not None and right is not None and equal(left, right) is True


def _as_range(value: Value) -> Range:
    return value if isinstance(value, Range) else Range(start=value, end=value)


def _ends_before(left: Range, right: Range) -> bool:
    """Tell whether no point of the one comes at or after the first of the other."""
    touching = _same(left.end, right.start)
    return _less(left.end, right.start) or (
        touching and not (left.end_included and right.start_included)
    )


def _before(point1: Value, point2: Value) -> bool:
    return _ends_before(_as_range(point1), _as_range(point2))


def _after(point1: Value, point2: Value) -> bool:
    return _before(point2, point1)


def _includes(outer: Range, inner: Value) -> bool:
    if not isinstance(inner, Range):
        found = contains(outer, inner)
        if found is None:
            raise NoResult("the two cannot be compared")
        return found
    starts = _less(outer.start, inner.start) or (
        _same(outer.start, inner.start) and (outer.start_included or not inner.start_included)
    )
    ends = _less(inner.end, outer.end) or (
        _same(outer.end, inner.end) and (outer.end_included or not inner.end_included)
    )
    return starts and ends


def _during(inner: Value, outer: Range) -> bool:
    return _includes(outer, inner)


def _starts(inner: Value, outer: Range) -> bool:
    """Begin together; a range must also end before or with the outer one."""
    first = _as_range(inner)
    if not isinstance(inner, Range):
        return _same(inner, outer.start) and outer.start_included
    return (
        _same(first.start, outer.start)
        and first.start_included == outer.start_included
        and _includes(outer, first)
    )


def _started_by(outer: Range, inner: Value) -> bool:
    return _starts(inner, outer)


def _finishes(inner: Value, outer: Range) -> bool:
    """End together; a range must also begin after or with the outer one."""
    if not isinstance(inner, Range):
        return _same(inner, outer.end) and outer.end_included
    return (
        _same(inner.end, outer.end)
        and inner.end_included == outer.end_included
        and _includes(outer, inner)
    )


def _finished_by(outer: Range, inner: Value) -> bool:
    return _finishes(inner, outer)


def _meets(range1: Range, range2: Range) -> bool:
    return range1.end_included and range2.start_included and _same(range1.end, range2.start)


def _met_by(range1: Range, range2: Range) -> bool:
    return _meets(range2, range1)


def _overlaps(range1: Range, range2: Range) -> bool:
    return not _ends_before(range1, range2) and not _ends_before(range2, range1)


def _begins_earlier(left: Range, right: Range) -> bool:
    return _less(left.start, right.start) or (
        _same(left.start, right.start) and left.start_included and not right.start_included
    )


def _ends_earlier(left: Range, right: Range) -> bool:
    return _less(left.end, right.end) or (
        _same(left.end, right.end) and right.end_included and not left.end_included
    )


def _overlaps_before(range1: Range, range2: Range) -> bool:
    return (
        _begins_earlier(range1, range2)
        and not _ends_before(range1, range2)
        and not _ends_earlier(range2, range1)
    )


def _overlaps_after(range1: Range, range2: Range) -> bool:
    return (
        _begins_earlier(range2, range1)
        and not _ends_before(range2, range1)
        and not _ends_earlier(range1, range2)
    )


def _coincides(point1: Value, point2: Value) -> bool:
    if isinstance(point1, Range) and isinstance(point2, Range):
        return equal(point1, point2) is True
    found = equal(point1, point2)
    if found is None or point1 is None:
        raise NoResult("the two cannot be compared")
    return found


def _declare(name: str, params: str, run: Callable[..., bool], summary: str) -> None:
    def call(rt: Runtime, left: Value, right: Value) -> bool:
        rt.charge_deep(left, right)
        return run(left, right)

    _define(f"{name}({params}) -> boolean", summary)(call)


_TWO_RANGES = "range1: range, range2: range"
_POINT_RANGE = "point: Any, range: range"
_RANGE_POINT = "range: range, point: Any"
_TWO_POINTS = "point1: Any, point2: Any"
_EITHER = (_TWO_POINTS, _POINT_RANGE, _RANGE_POINT, _TWO_RANGES)

for _name, _params, _run, _summary in (
    ("before", _EITHER, _before, "ends before the other begins"),
    ("after", _EITHER, _after, "begins after the other ends"),
    ("meets", (_TWO_RANGES,), _meets, "ends where the other begins"),
    ("met by", (_TWO_RANGES,), _met_by, "begins where the other ends"),
    ("overlaps", (_TWO_RANGES,), _overlaps, "has a part in common"),
    ("overlaps before", (_TWO_RANGES,), _overlaps_before, "begins earlier and reaches into it"),
    ("overlaps after", (_TWO_RANGES,), _overlaps_after, "begins within it and ends later"),
    ("finishes", (_POINT_RANGE, _TWO_RANGES), _finishes, "ends together with the other"),
    ("finished by", (_RANGE_POINT, _TWO_RANGES), _finished_by, "the other ends together with it"),
    ("includes", (_RANGE_POINT, _TWO_RANGES), _includes, "the other is within it"),
    ("during", (_POINT_RANGE, _TWO_RANGES), _during, "is within the other"),
    ("starts", (_POINT_RANGE, _TWO_RANGES), _starts, "begins together with the other"),
    ("started by", (_RANGE_POINT, _TWO_RANGES), _started_by, "the other begins together with it"),
    ("coincides", (_TWO_POINTS, _TWO_RANGES), _coincides, "the same point or range"),
):
    for _one in _params:
        _declare(_name, _one, _run, _summary)


@_define("range(from: string) -> range", "a range of a text such as [1..10]")
def _range(_rt: Runtime, text: str) -> Range:
    """Read a range of literals (DMN 1.5, table 72)."""
    try:
        node = parse(text, ("date and time",))
    except FeelError as error:
        raise NoResult(f"{text[:60]!r} is no range: {error}") from None
    if isinstance(node, tree.Test):
        found = half_open(node.operator, _bound(node.operand))
        assert isinstance(found, Range)
        return found
    if not isinstance(node, tree.Interval):
        raise NoResult(f"{text[:60]!r} is no range")
    start, end = _bound(node.start), _bound(node.end)
    if less(end, start) is not False or start is None:
        raise NoResult(f"{text[:60]!r} does not go from the smaller to the larger")
    return Range(
        start=start,
        end=end,
        start_included=node.start_included,
        end_included=node.end_included,
    )


def _bound(node: tree.Node) -> Value:
    """Evaluate a literal, or date("...") and its like; NoResult for anything else."""
    match node:
        case tree.Literal(value=value):
            return value
        case tree.Negation(operand=operand):
            return negate(_bound(operand))
        case (
            tree.Temporal(text=text)
            | tree.Call(
                function=tree.Name(name="date" | "time" | "date and time" | "duration"),
                args=(tree.Literal(value=str(text)),),
            )
        ):
            return _temporal(text)
        case _:
            raise NoResult("the bounds of such a range are literals")


def _temporal(text: str) -> Value:
    try:
        return parse_temporal(text)
    except FeelError as error:
        raise NoResult(str(error)) from None
