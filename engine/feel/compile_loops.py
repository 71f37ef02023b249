"""Compiling loops: filters, for, some, every."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, TypeAlias

from engine.feel import tree
from engine.feel.compiler import Code, code, weight
from engine.feel.numbers import Number, add, integer
from engine.feel.runtime import Frame, NoResult, Runtime
from engine.feel.temporal import Date
from engine.feel.values import Range, Value, kind

_DAY_STEPS = 10  # a date takes as long to make as ten nodes of a tree to evaluate
_Turns: TypeAlias = Callable[[Frame], Iterator[Frame]]


@code.register
def _filter(node: tree.Filter) -> Code:
    source, condition = code(node.source), code(node.condition)
    cost, position = weight(node.condition), node.condition.position

    def run(frame: Frame) -> Value:
        found = source(frame)
        items = found if isinstance(found, list) else [] if found is None else [found]
        kept = []
        for item in items:
            frame.rt.charge(cost)
            holds = condition(_item_frame(frame, item))
            if holds.__class__ is int or holds.__class__ is Decimal:
                return _element(items, holds, frame.rt, position)
            if holds is True:
                kept.append(item)
            elif holds is not False and holds is not None:
                frame.rt.warn(
                    f"a filter needs true, false or a number, not {kind(holds)}", position
                )
                return None
        return kept if items else _of_nothing(condition, frame, position)

    index = _literal_index(node.condition)
    if index is None:
        return run

    def pick(frame: Frame) -> Value:
        found = source(frame)
        items = found if isinstance(found, list) else [] if found is None else [found]
        return _element(items, index, frame.rt, position)

    return pick


def _literal_index(node: tree.Node) -> Number | None:
    if isinstance(node, tree.Literal) and isinstance(node.value, (int, Decimal)):
        return None if isinstance(node.value, bool) else node.value
    if isinstance(node, tree.Negation):
        size = _literal_index(node.operand)
        return None if size is None else -size
    return None


def _item_frame(frame: Frame, item: Value) -> Frame:
    inner = Frame(frame.rt, {"item": item}, frame)
    return Frame(frame.rt, item, inner) if isinstance(item, dict) else inner


def _element(items: list[Any], index: Number, rt: Runtime, position: int) -> Value:
    """Pick by position: the first is 1, the last is -1 (DMN 1.5, table 66)."""
    at = integer(index)
    if at == index and 0 < abs(at) <= len(items):
        return items[at - 1 if at > 0 else at]  # type: ignore[no-any-return] # lists hold values
    rt.warn(f"a list of {len(items)} has no element {index}", position)
    return None


def _of_nothing(condition: Code, frame: Frame, position: int) -> Value:
    """Tell an index into an empty list (null) from a condition on its elements (no elements)."""
    known = len(frame.rt.warnings)
    index = condition(_item_frame(frame, None))
    del frame.rt.warnings[known:]
    if index.__class__ is int or index.__class__ is Decimal:
        return _element([], index, frame.rt, position)
    return []


def _turns(node: tree.For | tree.Quantified) -> _Turns:
    """Compile the loops of a node to one stream of frames; later loops see earlier variables."""
    cost = weight(node.body)
    domains = [(loop.name, _domain(loop)) for loop in node.loops]

    def stream(frame: Frame, depth: int) -> Iterator[Frame]:
        name, domain = domains[depth]
        for item in domain(frame):
            inner = Frame(frame.rt, {name: item}, frame)
            if depth + 1 < len(domains):
                frame.rt.charge(1)
                yield from stream(inner, depth + 1)
            else:
                frame.rt.charge(cost)
                yield inner

    return lambda frame: stream(frame, 0)


def _domain(loop: tree.Loop) -> Callable[[Frame], Iterable[Any]]:
    start = code(loop.domain)
    if loop.end is None:
        return lambda frame: _elements(start(frame), frame.rt)
    end = code(loop.end)
    return lambda frame: _between(start(frame), end(frame), frame.rt)


def _elements(value: Value, rt: Runtime) -> Iterable[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, Range):
        return _range_elements(value, rt)
    if value is None:
        raise NoResult("there is no loop over null")
    return [value]


def _range_elements(value: Range, rt: Runtime) -> Iterator[Any]:
    if value.start is None or value.end is None:
        raise NoResult("there is no loop over a range without end")
    for item in _between(value.start, value.end, rt):
        if (item == value.start and not value.start_included) or (
            item == value.end and not value.end_included
        ):
            continue
        yield item


def _between(start: Value, end: Value, rt: Runtime) -> Iterator[Any]:
    """Count from start to end, upwards or downwards, in ones or in days."""
    if isinstance(start, Date) and isinstance(end, Date):
        return _days(_count(start.ordinal, end.ordinal), rt)
    if kind(start) == kind(end) == "number":
        return _count(start, end)  # type: ignore[arg-type] # both are numbers
    raise NoResult(f"there is no loop from {kind(start)} to {kind(end)}")


def _days(ordinals: Iterator[int], rt: Runtime) -> Iterator[Date]:
    for day in ordinals:
        rt.charge(_DAY_STEPS)
        yield Date.from_ordinal(day)


def _count(start: Number, end: Number) -> Iterator[Any]:
    step = 1 if start <= end else -1
    value = start
    while (value <= end) if step > 0 else (value >= end):
        yield value
        value = add(value, step)


@code.register
def _for(node: tree.For) -> Code:
    turns, body, position = _turns(node), code(node.body), node.position
    needs_partial = _mentions(node.body, "partial")

    def run(frame: Frame) -> list[Any] | None:
        results: list[Any] = []
        try:
            for turn in turns(frame):
                if needs_partial:
                    frame.rt.charge(len(results) // 16)
                    results.append(body(Frame(frame.rt, {"partial": list(results)}, turn)))
                else:
                    results.append(body(turn))
                frame.rt.check_size(len(results))
        except NoResult as error:
            frame.rt.warn(str(error), position)
            return None
        return results

    return run


def _mentions(node: tree.Node, name: str) -> bool:
    if isinstance(node, tree.Name):
        return node.name == name
    return any(_mentions(child, name) for child in tree.children(node))


@code.register
def _quantified(node: tree.Quantified) -> Code:
    turns, body, position = _turns(node), code(node.body), node.position
    decisive = node.quantifier == "some"

    def run(frame: Frame) -> bool | None:
        result: bool | None = not decisive
        try:
            for turn in turns(frame):
                holds = body(turn)
                if holds is decisive:
                    return decisive is True
                if holds.__class__ is not bool:
                    result = None
        except NoResult as error:
            frame.rt.warn(str(error), position)
            return None
        return result

    return run
