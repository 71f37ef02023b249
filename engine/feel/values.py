"""What FEEL expressions compute with, and when two values are equal or one is smaller.

============================  ===========================================================
FEEL type                     Python type
============================  ===========================================================
null                          ``None``
boolean                       ``bool``
number                        ``int`` or ``decimal.Decimal`` (34 digits); never ``float``
string                        ``str``
date                          :class:`engine.feel.temporal.Date`
time                          :class:`engine.feel.temporal.Time`
date and time                 :class:`engine.feel.temporal.DateTime`
days and time duration        :class:`engine.feel.temporal.DayTimeDuration`
years and months duration     :class:`engine.feel.temporal.YearMonthDuration`
range                         :class:`Range`
list                          ``list``
context                       ``dict`` with ``str`` keys
function                      :class:`Function`
============================  ===========================================================

Lists and contexts are never changed in place by FEEL; whoever gets one must not change it either.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from engine.feel.kinds import Type
from engine.feel.runtime import Runtime
from engine.feel.temporal import Date, DateTime, DayTimeDuration, Time, YearMonthDuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """An interval; a bound of None is open without end, as in ``(> 5)`` (DMN 1.5, 10.3.2.7)."""

    start: "Value"
    end: "Value"
    start_included: bool = True
    end_included: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parameter:
    """A parameter of a function.

    ``optional`` ones may be left out, ``nullable`` ones may be null, the last may be ``variadic``:
    it takes all further arguments.
    """

    name: str
    type: Type
    optional: bool = False
    nullable: bool = True
    variadic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Function:
    """Something FEEL can call.

    ``call`` gets the running budget and one argument per parameter (null for what was left out; a
    list for a variadic one). ``overloads``: the ways to call a built-in that has several; the first
    whose parameters fit is taken.
    """

    name: str = ""
    params: tuple[Parameter, ...]
    result: Type
    call: Callable[[Runtime, list[Any]], Any]
    overloads: "tuple[Function, ...]" = ()


Value: TypeAlias = (
    bool
    | int
    | Decimal
    | str
    | Date
    | Time
    | DateTime
    | DayTimeDuration
    | YearMonthDuration
    | Range
    | Function
    | list[Any]
    | dict[str, Any]
    | None
)

_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    str: "string",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DayTimeDuration: "days and time duration",
    YearMonthDuration: "years and months duration",
    Range: "range",
    list: "list",
    dict: "context",
    Function: "function",
}
_ORDERED = frozenset({"number", "string", "date", "days and time duration"}) | {
    "years and months duration"
}


def kind(value: object) -> str | None:
    """Name the FEEL type of a Python value; None when it is no FEEL value."""
    return _KINDS.get(value.__class__)


def equal(  # noqa: PLR0911 - one line per kind of value
    left: Value, right: Value
) -> bool | None:
    """Compare as ``=`` does (DMN 1.5, table 50): None when the two are not of one kind."""
    if left is None or right is None:
        return left is right
    name = _KINDS[left.__class__]
    if name != _KINDS[right.__class__]:
        return None
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(
            equal(a, b) is True for a, b in zip(left, right, strict=True)
        )
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            equal(value, right[key]) is True for key, value in left.items()
        )
    if isinstance(left, (Time, DateTime)) and isinstance(right, (Time, DateTime)):
        return same_frame(left, right) and left.instant == right.instant
    if isinstance(left, Range) and isinstance(right, Range):
        return _parts(left) == _parts(right)
    if isinstance(left, Function):
        return left is right
    return left == right


def same_frame(left: Time | DateTime, right: Time | DateTime) -> bool:
    """Tell whether both are local or both have an offset: only then can they be compared."""
    return (left.utc_offset is None) == (right.utc_offset is None)


def less(left: Value, right: Value) -> bool | None:
    """Compare as ``<`` does (DMN 1.5, table 51): None when the two have no order."""
    name = _KINDS[left.__class__]
    if name != _KINDS[right.__class__]:
        return None
    if name in _ORDERED:
        return left < right  # type: ignore[operator] # one kind, and ordered
    if isinstance(left, (Time, DateTime)) and isinstance(right, (Time, DateTime)):
        return left.instant < right.instant if same_frame(left, right) else None
    return None


def _parts(value: Range) -> tuple[Hashable, ...]:
    return key(value.start), key(value.end), value.start_included, value.end_included


def key(value: Value) -> Hashable:
    """Give something hashable that is equal exactly for values that are equal in FEEL."""
    name = _KINDS[value.__class__]
    if isinstance(value, list):
        return name, tuple(key(item) for item in value)
    if isinstance(value, dict):
        return name, frozenset((k, key(item)) for k, item in value.items())
    if isinstance(value, (Time, DateTime)):
        return name, value.utc_offset is None, value.instant
    if isinstance(value, Range):
        return name, *_parts(value)
    return name, value


def contains(within: Range, value: Value) -> bool | None:
    """Tell whether a range includes a value; None when they cannot be compared."""
    result: bool | None = True
    for outer, inner, included in (
        (within.start, value, within.start_included),
        (value, within.end, within.end_included),
    ):
        if (outer if inner is value else inner) is None:
            continue
        smaller = less(outer, inner)
        if smaller is None:
            return None
        if not (smaller or (included and equal(outer, inner))):
            result = False
    return result
