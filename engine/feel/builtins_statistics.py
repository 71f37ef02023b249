"""Statistics on lists of numbers (DMN 1.5, 10.3.4.4), durations where a sum makes sense."""

from collections import Counter
from typing import Any

from engine.feel import numbers
from engine.feel.numbers import Number, is_number
from engine.feel.operators import arithmetic
from engine.feel.registry import Registry
from engine.feel.runtime import NoResult, Runtime
from engine.feel.values import Value

REGISTRY = Registry()
_define = REGISTRY.define


def _numbers(items: list[Any]) -> list[Number]:
    if not all(is_number(item) for item in items):
        raise NoResult("there is something else than numbers in the list")
    return items


def _total(rt: Runtime, items: list[Any]) -> Value:
    if not items:
        raise NoResult("there is nothing to add up")
    total: Value = items[0]
    if len(items) == 1:
        return total if not isinstance(total, str) else _numbers(items)[0]
    for item in items[1:]:
        if isinstance(item, str):
            raise NoResult("texts have no sum")
        total = arithmetic("+", total, item, rt)
    return total


@_define(
    "sum(list: list) -> Any", "all numbers (or durations) added up", "sum(*values: Any) -> Any"
)
def _sum(rt: Runtime, items: list[Any]) -> Value:
    return _total(rt, items)


@_define("mean(list: list) -> Any", "the average", "mean(*values: Any) -> Any")
def _mean(rt: Runtime, items: list[Any]) -> Value:
    return arithmetic("/", _total(rt, items), len(items), rt)


@_define(
    "product(list: list) -> number", "all numbers multiplied", "product(*values: Any) -> number"
)
def _product(rt: Runtime, items: list[Any]) -> Value:
    if not items:
        raise NoResult("there is nothing to multiply")
    result: Value = 1
    for item in _numbers(items):
        result = arithmetic("*", result, item, rt)
    return result


@_define(
    "median(list: list) -> number", "the middle one when sorted", "median(*values: Any) -> number"
)
def _median(_rt: Runtime, items: list[Any]) -> Value:
    ordered = sorted(_numbers(items))
    if not ordered:
        raise NoResult("nothing has no median")
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return numbers.divide(numbers.add(ordered[middle - 1], ordered[middle]), 2)


@_define(
    "stddev(list: list) -> number",
    "the standard deviation of a sample",
    "stddev(*values: Any) -> number",
)
def _stddev(_rt: Runtime, items: list[Any]) -> Value:
    if len(_numbers(items)) < 2:  # noqa: PLR2004 - a sample of one does not deviate
        raise NoResult("a standard deviation needs two numbers at least")
    total: Number = 0
    for item in items:
        total = numbers.add(total, item)
    mean = numbers.divide(total, len(items))
    squares: Number = 0
    for item in items:
        distance = numbers.subtract(item, mean)
        squares = numbers.add(squares, numbers.multiply(distance, distance))
    return numbers.sqrt(numbers.divide(squares, len(items) - 1))


@_define(
    "mode(list: list) -> list", "the most frequent numbers, in order", "mode(*values: Any) -> list"
)
def _mode(_rt: Runtime, items: list[Any]) -> Value:
    frequency = Counter(_numbers(items))
    most = max(frequency.values(), default=0)
    return sorted(number for number, times in frequency.items() if times == most)
