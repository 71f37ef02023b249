"""List built-ins (DMN 1.5, 10.3.4.4 and 10.3.4.9, and Camunda 8's additions)."""

from collections import Counter
from collections.abc import Hashable
from functools import cmp_to_key
from typing import Any

from engine.feel.invocation import invoke
from engine.feel.numbers import Number, integer
from engine.feel.registry import Registry
from engine.feel.runtime import NoResult, Runtime
from engine.feel.values import Function, Value, equal, key, less

REGISTRY = Registry()
_define = REGISTRY.define
Values = list[Any]


@_define("list contains(list: list, element: Any) -> boolean", "has the element")
def _list_contains(rt: Runtime, items: Values, element: Value) -> bool:
    rt.charge_deep(items, element)
    return any(equal(item, element) for item in items)


@_define("count(list: list) -> number", "number of elements")
def _count(_rt: Runtime, items: Values) -> int:
    return len(items)


def _extreme(items: Values, name: str) -> Value:
    """Give the smallest or largest element; null for none; NoResult when they have no order."""
    if not items:
        return None
    best = items[0]
    for item in items:
        smaller = less(item, best) if name == "min" else less(best, item)
        if smaller is None:
            raise NoResult(f"{name} needs elements that can be compared with one another")
        best = item if smaller else best
    return best  # type: ignore[no-any-return] # lists hold values


@_define("min(list: list) -> Any", "the smallest element", "min(*values: Any) -> Any")
def _min(_rt: Runtime, items: Values) -> Value:
    return _extreme(items, "min")


@_define("max(list: list) -> Any", "the largest element", "max(*values: Any) -> Any")
def _max(_rt: Runtime, items: Values) -> Value:
    return _extreme(items, "max")


def _quantified(items: Values, decisive: bool) -> bool | None:  # noqa: FBT001 - FEEL's own
    if any(item is decisive for item in items):
        return decisive
    if all(isinstance(item, bool) for item in items):
        return not decisive
    raise NoResult("there is something else than true or false in the list")


@_define(
    "all(list: list) -> boolean", "true when no element is false", "all(*values: Any) -> boolean"
)
def _all(_rt: Runtime, items: Values) -> bool | None:
    return _quantified(items, decisive=False)


@_define(
    "any(list: list) -> boolean", "true when an element is true", "any(*values: Any) -> boolean"
)
def _any(_rt: Runtime, items: Values) -> bool | None:
    return _quantified(items, decisive=True)


@_define(
    "sublist(list: list, start position: number, length?: number) -> list",
    "part of a list; the first element is 1, the last is -1",
)
def _sublist(_rt: Runtime, items: Values, start: Number, length: Number | None = None) -> Values:
    begin = _index(items, start)
    if length is None:
        return items[begin:]
    if length < 0 or begin + integer(length) > len(items):
        raise NoResult(f"a list of {len(items)} has no {length} elements from {start}")
    return items[begin : begin + integer(length)]


def _index(items: Values, position: Number) -> int:
    at = integer(position)
    if at == 0 or abs(at) > len(items):
        raise NoResult(f"a list of {len(items)} has no position {position}")
    return at - 1 if at > 0 else len(items) + at


@_define("append(list: list, *items: Any) -> list", "with further elements at the end")
def _append(_rt: Runtime, items: Values, more: Values) -> Values:
    return [*items, *more]


@_define("concatenate(*lists: Any) -> list", "one list of many")
def _concatenate(rt: Runtime, lists: Values) -> Values:
    return [item for items in _lists(rt, lists) for item in items]


def _lists(rt: Runtime, lists: Values) -> list[Values]:
    found = [items if isinstance(items, list) else [items] for items in lists]
    if None in lists:
        raise NoResult("one of the lists is null")
    total = sum(len(items) for items in found)
    rt.check_size(total)
    rt.charge(total)
    return found


@_define("union(*lists: Any) -> list", "one list of many, no element twice")
def _union(rt: Runtime, lists: Values) -> Values:
    return _distinct(rt, [item for items in _lists(rt, lists) for item in items])


@_define("distinct values(list: list) -> list", "no element twice")
def _distinct(rt: Runtime, items: Values) -> Values:
    rt.charge_deep(items)
    first: dict[Hashable, Value] = {}
    for item in items:
        first.setdefault(key(item), item)
    return list(first.values())


@_define("duplicate values(list: list) -> list", "the elements that are there twice, once each")
def _duplicates(rt: Runtime, items: Values) -> Values:
    distinct: Values = _distinct(rt, items)
    times = Counter(map(key, items))
    return [item for item in distinct if times[key(item)] > 1]


@_define("insert before(list: list, position: number, newItem: Any) -> list", "with a new element")
def _insert_before(_rt: Runtime, items: Values, position: Number, new: Value) -> Values:
    at = _index(items, position)
    return [*items[:at], new, *items[at:]]


@_define("remove(list: list, position: number) -> list", "without the element at a position")
def _remove(_rt: Runtime, items: Values, position: Number) -> Values:
    at = _index(items, position)
    return [*items[:at], *items[at + 1 :]]


@_define("list replace(list: list, position: number, newItem: Any) -> list", "with another element")
def _list_replace(_rt: Runtime, items: Values, position: Number, new: Value) -> Values:
    at = _index(items, position)
    return [*items[:at], new, *items[at + 1 :]]


@_define("list replace(list: list, match: function, newItem: Any) -> list")
def _list_replace_matching(rt: Runtime, items: Values, match: Function, new: Value) -> Values:
    def replaced(item: Value) -> Value:
        holds = invoke(match, [item, new], (), rt)
        if not isinstance(holds, bool):
            raise NoResult("the function to match with gives something else than true or false")
        return new if holds else item

    return [replaced(item) for item in items]


@_define("reverse(list: list) -> list", "the last element first")
def _reverse(_rt: Runtime, items: Values) -> Values:
    return items[::-1]


@_define("index of(list: list, match: Any) -> list", "the positions of an element")
def _index_of(rt: Runtime, items: Values, match: Value) -> Values:
    rt.charge_deep(items, match)
    return [number for number, item in enumerate(items, 1) if equal(item, match)]


@_define("flatten(list: list) -> list", "no lists within the list")
def _flatten(rt: Runtime, items: Values) -> Values:
    flat: Values = []
    left = [iter(items)]
    while left:
        for item in left[-1]:
            rt.charge(1)
            if isinstance(item, list):
                left.append(iter(item))
                break
            flat.append(item)
            rt.check_size(len(flat))
        else:
            left.pop()
    return flat


@_define("sort(list: list, precedes?: function) -> list", "in order, by a function (a, b)")
def _sort(rt: Runtime, items: Values, precedes: Function | None = None) -> Values:
    def order(a: Value, b: Value) -> int:
        rt.charge(1)
        before = less(a, b) if precedes is None else invoke(precedes, [a, b], (), rt)
        if not isinstance(before, bool):
            raise NoResult("two of the elements have no order")
        return -1 if before else 0

    return sorted(items, key=cmp_to_key(order))


@_define("is empty(list: list) -> boolean", "has no elements")
def _is_empty(_rt: Runtime, items: Values) -> bool:
    return not items


@_define("partition(list: list, size: number) -> list", "lists of at most so many elements")
def _partition(_rt: Runtime, items: Values, size: Number) -> Values:
    step = integer(size)
    if step < 1:
        raise NoResult("the size of a part is 1 at least")
    return [items[begin : begin + step] for begin in range(0, len(items), step)]
