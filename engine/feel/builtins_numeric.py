"""Numeric and boolean built-ins (DMN 1.5, 10.3.4.2 and 10.3.4.5)."""

import decimal

from engine.feel import numbers
from engine.feel.numbers import MAX_SCALE, MIN_SCALE, Number
from engine.feel.registry import Registry
from engine.feel.runtime import NoResult, Runtime
from engine.feel.temporal import DayTimeDuration, YearMonthDuration
from engine.feel.values import Value

REGISTRY = Registry()
_define = REGISTRY.define


@_define("not(negand: boolean) -> boolean", "true for false and false for true")
def _not(_rt: Runtime, negand: bool) -> bool:  # noqa: FBT001 - FEEL has booleans
    return not negand


@_define(
    "number(from: string, grouping separator?: string?, decimal separator?: string?) -> number"
)
def _number(
    _rt: Runtime, text: str, grouping: str | None = None, point: str | None = None
) -> Number:
    """Read a number (DMN 1.5, table 72): groups are parted by space, comma or period."""
    if grouping not in {None, " ", ",", "."} or point not in {None, ".", ","}:
        raise NoResult("a separator is a period, a comma, or for groups a space")
    if grouping is not None and grouping == point:
        raise NoResult("the two separators must differ")
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point and point != "." else plain
    try:
        if not plain.isascii() or not plain.strip("+-0123456789.eE") == "" or not plain:
            raise NoResult(f"{text[:60]!r} is no number")
        found = numbers.CONTEXT.create_decimal(plain)
    except decimal.DecimalException:
        raise NoResult(f"{text[:60]!r} is no number") from None
    return numbers.whole(found) if "." not in plain else found


@_define("number(from: number) -> number")
def _number_of_number(_rt: Runtime, value: Number) -> Number:
    return value


def _rounding(name: str, rounding: str) -> None:
    def run(_rt: Runtime, n: Number, scale: Number | None = None) -> Number:
        places = numbers.integer(scale or 0)
        if not MIN_SCALE <= places <= MAX_SCALE:
            raise NoResult(f"a scale is from {MIN_SCALE} to {MAX_SCALE}")
        return numbers.rounded(n, places, rounding)

    one_argument = name in {"floor", "ceiling"}
    _define(
        f"{name}(n: number, scale{'?' * one_argument}: number) -> number", f"round: {rounding[6:]}"
    )(run)


for _name, _way in {
    "decimal": decimal.ROUND_HALF_EVEN,
    "floor": decimal.ROUND_FLOOR,
    "ceiling": decimal.ROUND_CEILING,
    "round up": decimal.ROUND_UP,
    "round down": decimal.ROUND_DOWN,
    "round half up": decimal.ROUND_HALF_UP,
    "round half down": decimal.ROUND_HALF_DOWN,
}.items():
    _rounding(_name, _way)


@_define("abs(n: number) -> number", "without the sign")
def _abs(_rt: Runtime, n: Number) -> Number:
    return numbers.magnitude(n)


@_define("abs(n: days and time duration) -> days and time duration")
def _abs_days(_rt: Runtime, n: DayTimeDuration) -> DayTimeDuration:
    return DayTimeDuration(abs(n.nanoseconds))


@_define("abs(n: years and months duration) -> years and months duration")
def _abs_months(_rt: Runtime, n: YearMonthDuration) -> YearMonthDuration:
    return YearMonthDuration(abs(n.months))


@_define("modulo(dividend: number, divisor: number) -> number", "rest of a division")
def _modulo(_rt: Runtime, dividend: Number, divisor: Number) -> Number:
    try:
        return numbers.modulo(dividend, divisor)
    except numbers.Overflowed:
        raise NoResult("there is no rest of a division by zero") from None


@_define("sqrt(number: number) -> number", "square root")
def _sqrt(_rt: Runtime, number: Number) -> Number:
    if number < 0:
        raise NoResult("there is no square root of a negative number")
    return numbers.sqrt(number)


@_define("log(number: number) -> number", "natural logarithm")
def _log(_rt: Runtime, number: Number) -> Number:
    if number <= 0:
        raise NoResult("there is no logarithm of zero or less")
    return numbers.whole(numbers.CONTEXT.ln(decimal.Decimal(number)))


@_define("exp(number: number) -> number", "e to the power of a number")
def _exp(_rt: Runtime, number: Number) -> Number:
    try:
        return numbers.whole(numbers.CONTEXT.exp(decimal.Decimal(number)))
    except numbers.Overflowed:
        raise NoResult("the result of exp is too large") from None


@_define("odd(number: number) -> boolean", "true for 1, 3, 5, ...")
def _odd(_rt: Runtime, number: Number) -> bool:
    return numbers.modulo(number, 2) == 1


@_define("even(number: number) -> boolean", "true for 0, 2, 4, ...")
def _even(_rt: Runtime, number: Number) -> bool:
    return numbers.modulo(number, 2) == 0


@_define("is defined(value: Any) -> boolean", "true for anything but null")
def _is_defined(_rt: Runtime, value: Value) -> bool:
    return value is not None


@_define("get or else(value: Any, default: Any) -> Any", "the value, or the default for null")
def _get_or_else(_rt: Runtime, value: Value, default: Value) -> Value:
    return default if value is None else value


@_define("is(value1: Any, value2: Any) -> boolean", "the same value of the same type")
def _is(rt: Runtime, value1: Value, value2: Value) -> bool:
    rt.charge_deep(value1, value2)
    return (type(value1) is type(value2) and value1 == value2) or _same_number(value1, value2)


def _same_number(value1: Value, value2: Value) -> bool:
    return numbers.is_number(value1) and numbers.is_number(value2) and value1 == value2
