"""Reading ISO 8601 texts as FEEL dates, times and durations (DMN 1.5, 10.3.4.1)."""

import datetime as dt
import re

from engine.feel.errors import FeelError
from engine.feel.temporal import (
    DAY,
    NANOS,
    Date,
    DateTime,
    DayTimeDuration,
    Time,
    YearMonthDuration,
)

Temporal = Date | Time | DateTime | DayTimeDuration | YearMonthDuration

_DATE = r"(?P<year>-?(?:\d{4}|[1-9]\d{4,8}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = (
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<nanos>\d{1,30}))?"
    r"(?:(?P<utc>[Zz])|(?P<sign>[+-])(?P<oh>\d\d):(?P<om>\d\d)(?::(?P<os>\d\d))?|@(?P<zone>[\w+/-]+))?"
)
_DATE_PATTERN = re.compile(_DATE, re.ASCII)
_TIME_PATTERN = re.compile("T?" + _TIME, re.ASCII)
_DATE_TIME_PATTERN = re.compile(_DATE + "T" + _TIME, re.ASCII)
_DAYS_PATTERN = re.compile(
    r"(?P<sign>-)?P(?=\d|T\d)(?:(?P<days>\d{1,12})D)?(?:T(?=[\d.])(?:(?P<hours>\d{1,14})H)?"
    r"(?:(?P<minutes>\d{1,16})M)?(?:(?P<seconds>\d{1,18})(?:\.(?P<nanos>\d{0,30}))?S)?)?",
    re.ASCII,
)
_MONTHS_PATTERN = re.compile(
    r"(?P<sign>-)?P(?=\d)(?:(?P<years>\d{1,12})Y)?(?:(?P<months>\d{1,12})M)?", re.ASCII
)


def parse_temporal(text: str) -> Temporal:
    """Read an ISO 8601 date, time, date and time, or duration.

    Zones are an offset (``+08:00``), ``Z`` or ``@Asia/Shanghai``. FeelError when the text is none.
    """
    for read in (read_duration, read_date_time, read_date, read_time):
        found = read(text)
        if found is not None:
            return found
    raise FeelError(f"{text[:60]!r} is no ISO 8601 date, time, date and time or duration")


def read_date(text: str) -> Date | None:
    """Read a date; None when the text is none."""
    found = _DATE_PATTERN.fullmatch(text)
    return _date(found) if found else None


def read_time(text: str) -> Time | None:
    """Read a time; None when the text is none."""
    found = _TIME_PATTERN.fullmatch(text)
    return _time(found) if found else None


def read_date_time(text: str) -> DateTime | None:
    """Read a date and time; 24:00:00 is midnight of the next day, a mere date its midnight."""
    found = _DATE_TIME_PATTERN.fullmatch(text)
    if found is None:
        return None
    day = _date(found)
    if found["hour"] != "24":
        time = _time(found)
        return DateTime(day, time) if day and time else None
    clock = _time(found, hour=0)
    if day is None or clock is None or clock.clock:
        return None
    return DateTime(Date.from_ordinal(day.ordinal + 1), clock)


def read_duration(text: str) -> DayTimeDuration | YearMonthDuration | None:
    """Read a duration, which has either years and months or days and time; None for other texts."""
    found = _MONTHS_PATTERN.fullmatch(text)
    if found:
        months = int(found["years"] or 0) * 12 + int(found["months"] or 0)
        return YearMonthDuration(-months if found["sign"] else months)
    found = _DAYS_PATTERN.fullmatch(text)
    if not found:
        return None
    seconds = int(found["days"] or 0) * DAY + int(found["hours"] or 0) * 3600
    seconds += int(found["minutes"] or 0) * 60 + int(found["seconds"] or 0)
    nanoseconds = seconds * NANOS + _nanos(found["nanos"])
    return DayTimeDuration(-nanoseconds if found["sign"] else nanoseconds)


def _nanos(digits: str | None) -> int:
    return int((digits or "0").ljust(9, "0")[:9])


def _date(found: re.Match[str]) -> Date | None:
    try:
        return Date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _time(found: re.Match[str], hour: int | None = None) -> Time | None:
    offset = None
    if found["utc"]:
        offset = 0
    elif found["sign"]:
        offset = int(found["oh"]) * 3600 + int(found["om"]) * 60 + int(found["os"] or 0)
        offset = -offset if found["sign"] == "-" else offset
    hour = int(found["hour"]) if hour is None else hour
    minute, second = int(found["minute"]), int(found["second"])
    try:
        return Time(hour, minute, second, _nanos(found["nanos"]), offset, found["zone"])
    except ValueError:
        return None


def from_python(
    value: dt.date | dt.time | dt.datetime | dt.timedelta,
) -> Date | Time | DateTime | DayTimeDuration:
    """Turn a value of Python's datetime module into FEEL's; a ZoneInfo keeps its name."""
    if isinstance(value, dt.timedelta):
        micros = (value.days * DAY + value.seconds) * 1_000_000 + value.microseconds
        return DayTimeDuration(micros * 1000)
    if isinstance(value, dt.datetime):
        return DateTime(
            Date(value.year, value.month, value.day), _time_of(value.timetz(), value.utcoffset())
        )
    if isinstance(value, dt.date):
        return Date(value.year, value.month, value.day)
    return _time_of(value, value.utcoffset())


def _time_of(value: dt.time, offset: dt.timedelta | None) -> Time:
    name = getattr(value.tzinfo, "key", None)
    seconds = None if offset is None or name else offset.days * DAY + offset.seconds
    nanos = value.microsecond * 1000
    return Time(value.hour, value.minute, value.second, nanos, seconds, name)
