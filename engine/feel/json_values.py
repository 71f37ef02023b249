"""The boundary: values from JSON or Python become FEEL values, and back again."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.feel import numbers
from engine.feel.errors import FeelError
from engine.feel.numbers import CONTEXT, LARGEST_INT, Overflowed
from engine.feel.runtime import MAX_DEPTH
from engine.feel.temporal import Date, DateTime, DayTimeDuration, Time, YearMonthDuration
from engine.feel.temporal_text import from_python
from engine.feel.values import Function, Range, Value

# What needs neither conversion nor a look inside.
SCALARS = frozenset(
    {type(None), bool, str, Date, Time, DateTime, DayTimeDuration, YearMonthDuration, Range}
    | {Function}
)
LARGEST_JSON_INT = 2**63 - 1  # what common readers and writers of JSON take as an integer


def from_json(value: Any, depth: int = 0) -> Value:  # noqa: PLR0911 - one line per Python type
    """Give the FEEL value of a JSON or Python value: the same object where nothing changes.

    A float becomes the Decimal that its shortest text says (0.1 is 0.1); dates, times and
    timedeltas of Python become FEEL's; mappings become dicts, tuples and lists become lists.
    FeelError for NaN, infinities, keys that are no texts, what nests deeper than MAX_DEPTH, and any
    other object.
    """
    cls = value.__class__
    if cls in SCALARS:
        return value  # type: ignore[no-any-return] # just tested
    if depth > MAX_DEPTH:
        raise FeelError(f"a value nests deeper than {MAX_DEPTH} levels")
    if cls is int:
        return value if -LARGEST_INT <= value <= LARGEST_INT else _decimal(Decimal(value))
    if cls is list:
        return _list(value, depth + 1)
    if cls is dict:
        return _context(value, depth + 1)
    if cls is Decimal:
        return _decimal(value)
    if cls is float:
        return numbers.whole(_decimal(Decimal(repr(value))))
    return _foreign(value, depth + 1)


def _decimal(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise FeelError(f"{value} is no FEEL number")
    try:
        fitted = CONTEXT.plus(value)
    except Overflowed:
        raise FeelError("a number is beyond the range of decimal128") from None
    return value if fitted == value else fitted


def _list(value: list[Any], depth: int) -> list[Any]:
    for index, item in enumerate(value):
        found = from_json(item, depth)
        if found is not item:
            return [*value[:index], found, *(from_json(i, depth) for i in value[index + 1 :])]
    return value


def _context(value: dict[Any, Any], depth: int) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for key, item in value.items():
        if key.__class__ is not str:
            raise FeelError(f"the key {key!r} of a context is no text")
        found = from_json(item, depth)
        if found is not item:
            changed[key] = found
    return value | changed if changed else value


def _foreign(value: Any, depth: int) -> Value:
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return from_python(value)
    if isinstance(value, Mapping):
        return _context(dict(value), depth)
    if isinstance(value, (tuple, list)):
        return _list(list(value), depth)
    for plain in (bool, int, float, str):  # subclasses such as StrEnum count as what they are
        if isinstance(value, plain):
            return from_json(plain(value), depth)
    raise FeelError(f"a Python {type(value).__name__} is no FEEL value")


def to_json(value: Value) -> Any:
    """Give what ``json`` can write; FeelError for functions.

    A number stays a number: an int when it is whole and fits 63 bits, otherwise the float whose
    shortest text has the same digits. That is exact up to 15 digits; the rest of a 34-digit
    fraction such as 1/3 is rounded here, because readers of JSON would round it there. Dates, times
    and durations become ISO 8601 texts, ranges their FEEL text.
    """
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, Decimal)):
        whole = -LARGEST_JSON_INT <= value <= LARGEST_JSON_INT and value == int(value)
        return int(value) if whole else _float(value)
    if isinstance(value, Function):
        raise FeelError("a function cannot be written as JSON")
    if isinstance(value, Range):
        return _json_range(value)
    return str(value)


def _float(value: int | Decimal) -> float:
    near = float(value)
    if near in {float("inf"), float("-inf")}:
        raise FeelError("a number is too large for JSON")
    return near


def _json_range(value: Range) -> str:
    start, end = to_json(value.start), to_json(value.end)
    opening = "[" if value.start_included else "("
    return f"{opening}{start}..{end}{']' if value.end_included else ')'}"
