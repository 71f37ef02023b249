"""The properties of dates, times, durations and ranges (DMN 1.5, table 65)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.runtime import NoResult
from engine.feel.temporal import (
    DAY,
    NANOS,
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
)
from engine.feel.values import Range, Value, kind

_Read = Callable[[Any], Value]


def _offset(value: Time | DateTime) -> Value:
    offset = value.utc_offset
    return None if offset is None else DayTimeDuration(offset * NANOS)


def _whole(value: int, unit: int) -> int:
    """Divide towards zero: -PT90M has -1 hours."""
    return -(-value // unit) if value < 0 else value // unit


def _seconds(value: DayTimeDuration) -> Value:
    whole, nanos = divmod(abs(value.nanoseconds) % (60 * NANOS), NANOS)
    seconds = whole if not nanos else (Decimal(whole * NANOS + nanos) / NANOS).normalize()
    return -seconds if value.nanoseconds < 0 else seconds


def _part(value: DayTimeDuration, unit: int, modulus: int) -> int:
    size = abs(value.nanoseconds) // NANOS // unit % modulus
    return -size if value.nanoseconds < 0 else size


_DATE: dict[str, _Read] = {
    "year": lambda v: v.year,
    "month": lambda v: v.month,
    "day": lambda v: v.day,
    "weekday": lambda v: v.weekday,
}
_TIME: dict[str, _Read] = {
    "hour": lambda v: v.hour,
    "minute": lambda v: v.minute,
    "second": lambda v: v.seconds,
    "time offset": _offset,
    "timezone": lambda v: v.zone,
}


def _through(part: str, read: _Read) -> _Read:
    return lambda v: read(getattr(v, part))


_PROPERTIES: dict[type, dict[str, _Read]] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: {name: _through("date", read) for name, read in _DATE.items()}
    | {name: _through("time", read) for name, read in _TIME.items()}
    | {"time offset": _offset},
    DayTimeDuration: {
        "days": lambda v: _whole(v.nanoseconds, DAY * NANOS),
        "hours": lambda v: _part(v, 3600, 24),
        "minutes": lambda v: _part(v, 60, 60),
        "seconds": _seconds,
    },
    YearMonthDuration: {
        "years": lambda v: _whole(v.months, 12),
        "months": lambda v: v.months - 12 * _whole(v.months, 12),
    },
    Range: {
        "start": lambda v: v.start,
        "end": lambda v: v.end,
        "start included": lambda v: v.start_included,
        "end included": lambda v: v.end_included,
    },
}


_NAMES = {
    "date": tuple(_PROPERTIES[Date]),
    "time": tuple(_PROPERTIES[Time]),
    "date and time": tuple(_PROPERTIES[DateTime]),
    "days and time duration": tuple(_PROPERTIES[DayTimeDuration]),
    "years and months duration": tuple(_PROPERTIES[YearMonthDuration]),
    "range": tuple(_PROPERTIES[Range]),
}


def property_of(value: Value, name: str) -> Value:
    """Read a property; NoResult when values of this kind have none of that name."""
    read = _PROPERTIES.get(value.__class__, {}).get(name)
    if read is None:
        raise NoResult(f"a {kind(value)} has no {name!r}")
    return read(value)


def property_names(type_name: str) -> tuple[str, ...]:
    """List the properties of a type by its FEEL name."""
    return _NAMES.get(type_name, ())
