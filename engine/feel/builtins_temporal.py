"""Built-ins that make and read dates, times and durations (DMN 1.5, 10.3.4.1, .6, .8)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from engine.feel.numbers import Number
from engine.feel.registry import Registry
from engine.feel.runtime import NoResult, Runtime
from engine.feel.temporal import (
    NANOS,
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
    days_in_month,
)
from engine.feel.temporal_text import read_date, read_date_time, read_duration, read_time
from engine.feel.values import Value, kind

REGISTRY = Registry()
_define = REGISTRY.define

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _no(value: object, what: str) -> NoResult:
    # what is no text is not spelled out: a list may hold itself more often than anybody can print
    said = repr(value[:60]) if isinstance(value, str) else f"a {kind(value)}"
    return NoResult(f"{said} is no {what}")


@_define("date(from: Any) -> date", "a date of a text such as 2026-01-31, or of a date and time")
def _date(_rt: Runtime, value: Value) -> Date:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, DateTime):
        return value.date
    found = read_date(value) if isinstance(value, str) else value
    if not isinstance(found, Date):
        raise _no(value, "date")
    return found


@_define("date(year: number, month: number, day: number) -> date")
def _date_of(_rt: Runtime, year: Number, month: Number, day: Number) -> Date:
    try:
        return Date(int(year), int(month), int(day))
    except ValueError as error:
        raise NoResult(str(error)) from None


@_define("time(from: Any) -> time", "a time of a text such as 08:30:00, or of a date and time")
def _time(_rt: Runtime, value: Value) -> Time:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, DateTime):
        return value.time
    if isinstance(value, Date):
        return Time(0, 0, 0, 0, 0)
    found = read_time(value) if isinstance(value, str) else value
    if not isinstance(found, Time):
        raise _no(value, "time")
    return found


@_define(
    "time(hour: number, minute: number, second: number, offset?: days and time duration?) -> time"
)
def _time_of(
    _rt: Runtime,
    hour: Number,
    minute: Number,
    second: Number,
    offset: DayTimeDuration | None = None,
) -> Time:
    return _clock(hour, minute, second, None if offset is None else offset.nanoseconds // NANOS)


def _clock(
    hour: Number, minute: Number, second: Number, offset: int | None = None, zone: str | None = None
) -> Time:
    if not 0 <= second < 60:  # noqa: PLR2004 - a minute
        raise NoResult(f"there is no second {second}")
    seconds, nanos = divmod(int(Decimal(second) * NANOS), NANOS)
    try:
        return Time(int(hour), int(minute), seconds, nanos, offset, zone)
    except ValueError as error:
        raise NoResult(str(error)) from None


@_define(
    "date and time(from: Any) -> date and time", "a moment of a text such as 2026-01-31T08:30:00"
)
def _date_and_time(_rt: Runtime, value: Value) -> DateTime:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, str):
        day = read_date(value)
        found = DateTime(day, Time(0, 0, 0)) if day else read_date_time(value)
    elif isinstance(value, Date):
        found = DateTime(value, Time(0, 0, 0, 0, 0))
    else:
        found = value if isinstance(value, DateTime) else None
    if found is None:
        raise _no(value, "date and time")
    return found


@_define("date and time(date: Any, time: time) -> date and time")
def _date_and_time_of(_rt: Runtime, date: Value, time: Time) -> DateTime:
    if isinstance(date, DateTime):
        date = date.date
    if not isinstance(date, Date):
        raise _no(date, "date")
    return DateTime(date, time)


_SIX = "year: number, month: number, day: number, hour: number, minute: number, second: number"


@_define(f"date and time({_SIX}) -> date and time")
def _local_moment(rt: Runtime, *parts: Number) -> DateTime:
    year, month, day, hour, minute, second = parts
    return DateTime(_date_of(rt, year, month, day), _clock(hour, minute, second))


@_define(f"date and time({_SIX}, hour offset: number) -> date and time")
def _moment_at_offset(rt: Runtime, *parts: Number) -> DateTime:
    year, month, day, hour, minute, second, offset = parts
    time = _clock(hour, minute, second, int(offset * 3600))
    return DateTime(_date_of(rt, year, month, day), time)


@_define(f"date and time({_SIX}, timezone: string) -> date and time")
def _moment_in_zone(rt: Runtime, *parts: Any) -> DateTime:
    year, month, day, hour, minute, second, zone = parts
    return DateTime(_date_of(rt, year, month, day), _clock(hour, minute, second, None, zone))


@_define("date and time(date: date and time, timezone: string) -> date and time")
def _moved_to_zone(_rt: Runtime, moment: DateTime, timezone: str) -> DateTime:
    """Show the same instant on the clock of another zone (Camunda)."""
    if moment.utc_offset is None:
        raise NoResult("a local date and time has no instant")
    try:
        guess = DateTime.from_local(moment.instant, (None, timezone))
        return guess.plus(moment.instant - guess.instant)
    except ValueError as error:
        raise NoResult(str(error)) from None


@_define("duration(from: string) -> Any", "a duration of a text such as P3D, PT4H or P1Y2M")
def _duration(_rt: Runtime, value: str) -> Value:
    found = read_duration(value)
    if found is None:
        raise _no(value, "duration")
    return found


@_define(
    "duration(from: days and time duration) -> Any",
    "",
    "duration(from: years and months duration) -> Any",
)
def _duration_of_duration(_rt: Runtime, value: Value) -> Value:
    return value


@_define(
    "years and months duration(from: Any, to: Any) -> years and months duration",
    "whole months between two dates",
)
def _months_between(_rt: Runtime, start: Value, end: Value) -> YearMonthDuration:
    first, last = _day(start), _day(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearMonthDuration(months)


def _day(value: Value) -> Date:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, DateTime):
        return value.date
    if not isinstance(value, Date):
        raise _no(value, "date")
    return value


@_define("now() -> date and time", "the time of the command that is being carried out")
def _now(rt: Runtime) -> DateTime:
    return rt.clock()


@_define("today() -> date", "the day of the command that is being carried out")
def _today(rt: Runtime) -> Date:
    return rt.clock().date


@_define("day of year(date: Any) -> number", "1 to 366")
def _day_of_year(_rt: Runtime, date: Value) -> int:
    day = _day(date)
    return day.ordinal - Date(day.year, 1, 1).ordinal + 1


@_define("day of week(date: Any) -> string", "Monday to Sunday")
def _day_of_week(_rt: Runtime, date: Value) -> str:
    return _WEEKDAYS[_day(date).weekday - 1]


@_define("month of year(date: Any) -> string", "January to December")
def _month_of_year(_rt: Runtime, date: Value) -> str:
    return _MONTHS[_day(date).month - 1]


@_define("week of year(date: Any) -> number", "the week by ISO 8601, 1 to 53")
def _week_of_year(_rt: Runtime, date: Value) -> int:
    """Give the ISO week; years repeat every 400, so any year borrows one that Python has."""
    day = _day(date)
    return dt.date(2000 + day.year % 400, day.month, day.day).isocalendar().week


@_define("last day of month(date: Any) -> date", "the last day of the month of a date")
def _last_day_of_month(_rt: Runtime, date: Value) -> Date:
    day = _day(date)
    return Date(day.year, day.month, days_in_month(day.year, day.month))
