"""What the operators do with values (DMN 1.5, tables 50 to 58); the compiler decides when."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

from engine.feel import numbers
from engine.feel.numbers import magnitude
from engine.feel.runtime import NoResult, Runtime
from engine.feel.temporal import (
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
)
from engine.feel.values import Range, Value, contains, equal, kind, less, same_frame

MAX_NANOSECONDS = 10**30  # more than twice the years that a date can have
MAX_MONTHS = 10**12

Operation: TypeAlias = Callable[[Any, Any], Value]
Table: TypeAlias = dict[tuple[type, type], Operation]


def days(nanoseconds: int | Decimal) -> DayTimeDuration:
    """Make a duration; NoResult when it is longer than the calendar."""
    if magnitude(nanoseconds) > MAX_NANOSECONDS:
        raise NoResult("the duration is too long")
    return DayTimeDuration(int(nanoseconds))


def months(count: int | Decimal) -> YearMonthDuration:
    """Make a duration of whole months; NoResult when it is longer than the calendar."""
    if magnitude(count) > MAX_MONTHS:
        raise NoResult("the duration is too long")
    return YearMonthDuration(int(count))


def midnight(value: Date) -> DateTime:
    """The date and time that a date converts to: midnight UTC (DMN 1.5, 10.3.2.9.4)."""
    return DateTime(value, Time(0, 0, 0, 0, 0))


def _date_plus(value: Date, duration: DayTimeDuration) -> Date:
    return midnight(value).plus(duration.nanoseconds).date


def _instant_difference(left: DateTime | Time, right: DateTime | Time) -> DayTimeDuration:
    if not same_frame(left, right):
        raise NoResult("one of the two has a time zone and the other has none")
    return days(left.instant - right.instant)


def _both_ways(table: Table) -> Table:
    def flipped(operation: Operation) -> Operation:
        return lambda a, b: operation(b, a)

    return table | {(right, left): flipped(run) for (left, right), run in table.items()}


_ADD: Table = _both_ways(
    {
        (Date, YearMonthDuration): lambda a, b: a.plus_months(b.months),
        (DateTime, YearMonthDuration): lambda a, b: a.plus_months(b.months),
        (Date, DayTimeDuration): _date_plus,
        (DateTime, DayTimeDuration): lambda a, b: a.plus(b.nanoseconds),
        (Time, DayTimeDuration): lambda a, b: a.plus(b.nanoseconds),
        (DayTimeDuration, DayTimeDuration): lambda a, b: days(a.nanoseconds + b.nanoseconds),
        (YearMonthDuration, YearMonthDuration): lambda a, b: months(a.months + b.months),
    }
) | {(str, str): lambda a, b: a + b}

_SUBTRACT: Table = {
    (Date, YearMonthDuration): lambda a, b: a.plus_months(-b.months),
    (DateTime, YearMonthDuration): lambda a, b: a.plus_months(-b.months),
    (Date, DayTimeDuration): lambda a, b: midnight(a).plus(-b.nanoseconds).date,
    (DateTime, DayTimeDuration): lambda a, b: a.plus(-b.nanoseconds),
    (Time, DayTimeDuration): lambda a, b: a.plus(-b.nanoseconds),
    (DayTimeDuration, DayTimeDuration): lambda a, b: days(a.nanoseconds - b.nanoseconds),
    (YearMonthDuration, YearMonthDuration): lambda a, b: months(a.months - b.months),
    (Date, Date): lambda a, b: _instant_difference(midnight(a), midnight(b)),
    (Date, DateTime): lambda a, b: _instant_difference(midnight(a), b),
    (DateTime, Date): lambda a, b: _instant_difference(a, midnight(b)),
    (DateTime, DateTime): _instant_difference,
    (Time, Time): _instant_difference,
}

_MULTIPLY: Table = _both_ways(
    {
        (DayTimeDuration, number): lambda a, b: days(numbers.multiply(a.nanoseconds, b))
        for number in (int, Decimal)
    }
    | {
        (YearMonthDuration, number): lambda a, b: months(numbers.multiply(a.months, b))
        for number in (int, Decimal)
    }
)

_DIVIDE: Table = {
    (DayTimeDuration, DayTimeDuration): lambda a, b: numbers.divide(a.nanoseconds, b.nanoseconds),
    (YearMonthDuration, YearMonthDuration): lambda a, b: numbers.divide(a.months, b.months),
    (DayTimeDuration, int): lambda a, b: days(numbers.divide(a.nanoseconds, b)),
    (DayTimeDuration, Decimal): lambda a, b: days(numbers.divide(a.nanoseconds, b)),
    (YearMonthDuration, int): lambda a, b: months(numbers.divide(a.months, b)),
    (YearMonthDuration, Decimal): lambda a, b: months(numbers.divide(a.months, b)),
}

_NUMERIC: dict[str, Operation] = {
    "+": numbers.add,
    "-": numbers.subtract,
    "*": numbers.multiply,
    "/": numbers.divide,
    "**": numbers.power,
}
_TABLES: dict[str, Table] = {
    "+": _ADD,
    "-": _SUBTRACT,
    "*": _MULTIPLY,
    "/": _DIVIDE,
    "**": {},
}
for _operator, _operation in _NUMERIC.items():
    for _left in (int, Decimal):
        for _right in (int, Decimal):
            _TABLES[_operator][_left, _right] = _operation


def arithmetic(operator: str, left: Value, right: Value, rt: Runtime) -> Value:
    """Add, subtract, multiply, divide or raise; NoResult when the operands do not allow it."""
    operation = _TABLES[operator].get((left.__class__, right.__class__))
    if operation is None:
        raise NoResult(f"{kind(left)} {operator} {kind(right)} has no result")
    if left.__class__ is str:
        size = len(str(left)) + len(str(right))
        rt.check_size(size)
        rt.charge(size // 64)
    try:
        return operation(left, right)
    except numbers.Overflowed:
        raise NoResult(f"the result of {operator} is no number of 34 digits") from None
    except ValueError as error:
        raise NoResult(str(error)) from None


def negate(value: Value) -> Value:
    """Change the sign; NoResult for what has none."""
    if value.__class__ is int or value.__class__ is Decimal:
        return numbers.subtract(0, value)
    if isinstance(value, DayTimeDuration):
        return DayTimeDuration(-value.nanoseconds)
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(-value.months)
    raise NoResult(f"- {kind(value)} has no result")


def compare(operator: str, left: Value, right: Value) -> bool | None:
    """Compare with any of the six operators; None where the two cannot be compared."""
    if operator == "=":
        return equal(left, right)
    if operator == "!=":
        same = equal(left, right)
        return None if same is None else not same
    if operator in {"<", ">"}:
        return less(left, right) if operator == "<" else less(right, left)
    smaller = less(left, right) if operator == "<=" else less(right, left)
    return smaller if smaller is None else smaller or bool(equal(left, right))


def half_open(operator: str, bound: Value) -> Value:
    """Make the range of ``(< bound)`` (DMN 1.5, 10.3.2.7).

    NoResult for ``!=``, and for a bound that nothing is smaller or larger than.
    """
    if bound.__class__ in {list, dict}:
        raise NoResult(f"a {kind(bound)} is no end of a range")
    if operator == "=":
        return Range(start=bound, end=bound)
    if operator in {"<", "<="}:
        return Range(start=None, end=bound, start_included=False, end_included=operator == "<=")
    if operator in {">", ">="}:
        return Range(start=bound, end=None, start_included=operator == ">=", end_included=False)
    raise NoResult("(!= ...) is a test and has no value of its own")


def member(value: Value, test: Value, rt: Runtime) -> bool | None:
    """Tell whether a value is in a range, in a list (of values or ranges) or equal."""
    if isinstance(test, Range):
        return contains(test, value)
    if isinstance(test, list):
        rt.charge_deep(value, test)
        if isinstance(value, list) and equal(value, test):
            return True
        return any(
            contains(item, value) if isinstance(item, Range) else equal(value, item)
            for item in test
        )
    if test is None:
        return True if value is None else None
    if test.__class__ is dict:
        rt.charge_deep(value, test)
    return equal(value, test)
