"""Dates, times and durations of FEEL: beyond year 9999, to the nanosecond, with named zones.

Python's ``datetime`` ends at year 9999 and at microseconds; DMN 1.5 (10.3.2.3.4 to 10.3.2.3.8)
asks for years of nine digits, and its compatibility kit for nanoseconds.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 86_400
NANOS = 1_000_000_000
MAX_YEAR = 999_999_999


def is_leap(year: int) -> bool:
    """Tell whether a year of the Gregorian calendar has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Give 28 to 31."""
    if month == 2:  # noqa: PLR2004 - February
        return 29 if is_leap(year) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the proleptic Gregorian calendar, for any year."""
    shifted = year - (month <= 2)  # noqa: PLR2004 - years begin in March here
    era, year_of_era = divmod(shifted, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * 146_097 + day_of_era - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """The inverse of :func:`days_from_civil`."""
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (
        day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = (shifted_month + 2) % 12 + 1
    return year_of_era + era * 400 + (month <= 2), month, day  # noqa: PLR2004 - as above


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day of the proleptic Gregorian calendar, years -999,999,999 to 999,999,999."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if not -MAX_YEAR <= self.year <= MAX_YEAR:
            raise ValueError(f"year {self.year} is outside of ±{MAX_YEAR}")
        if not 1 <= self.month <= 12:  # noqa: PLR2004 - months of a year
            raise ValueError(f"there is no month {self.month}")
        if not 1 <= self.day <= days_in_month(self.year, self.month):
            raise ValueError(f"there is no day {self.day} in month {self.month}")

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04}-{self.month:02}-{self.day:02}"

    @property
    def ordinal(self) -> int:
        """Days since 1970-01-01."""
        return days_from_civil(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday (ISO 8601)."""
        return (self.ordinal + 3) % 7 + 1

    @classmethod
    def from_ordinal(cls, days: int) -> "Date":
        return cls(*civil_from_days(days))

    def plus_months(self, months: int) -> "Date":
        """Move by months; a day that does not exist becomes the last one of its month."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Date(year, month + 1, min(self.day, days_in_month(year, month + 1)))

    def to_python(self) -> dt.date:
        """Give Python's date; ValueError outside of the years 1 to 9999."""
        return dt.date(self.year, self.month, self.day)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """Find an IANA zone; ValueError when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"there is no time zone {name!r}") from None


def _offset_in(name: str, year: int, rest: tuple[int, int, int, int, int]) -> int:
    """Offset in seconds; years that Python lacks borrow the rules of one 400 n years away."""
    safe = year if 1 < year < 9_999 else 2_000 + year % 400  # noqa: PLR2004 - Python's years
    moment = dt.datetime(safe, *rest, tzinfo=zone(name))
    offset = moment.utcoffset()
    assert offset is not None
    return offset.days * DAY + offset.seconds


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: ``nanosecond`` of the second, and an offset in seconds, a zone, or neither."""

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    offset: int | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        if not (0 <= self.hour < 24 and 0 <= self.minute < 60 and 0 <= self.second < 60):  # noqa: PLR2004 - a clock
            raise ValueError(f"there is no time {self.hour}:{self.minute}:{self.second}")
        if self.offset is not None and not -18 * 3600 <= self.offset <= 18 * 3600:
            raise ValueError("an offset from UTC is 18 hours at most")
        if self.zone is not None:
            zone(self.zone)

    def __str__(self) -> str:
        clock = f"{self.hour:02}:{self.minute:02}:{self.second:02}"
        return clock + _fraction(self.nanosecond) + _suffix(self.offset, self.zone)

    @property
    def seconds(self) -> Decimal | int:
        """The second with its fraction."""
        if not self.nanosecond:
            return self.second
        return (Decimal(self.second * NANOS + self.nanosecond) / NANOS).normalize()

    @property
    def clock(self) -> int:
        """Nanoseconds since midnight, local."""
        return (self.hour * 3600 + self.minute * 60 + self.second) * NANOS + self.nanosecond

    @property
    def utc_offset(self) -> int | None:
        """Seconds from UTC; a named zone counts with its offset of 2020-01-01 (no date here)."""
        if self.zone is not None:
            return _offset_in(self.zone, 2020, (1, 1, 0, 0, 0))
        return self.offset

    @property
    def instant(self) -> int:
        """Nanoseconds since midnight UTC (local midnight when there is no offset)."""
        return self.clock - (self.utc_offset or 0) * NANOS

    def plus(self, nanoseconds: int) -> "Time":
        """Move around the clock, keeping offset or zone."""
        return Time(*_clock_parts((self.clock + nanoseconds) % (DAY * NANOS)), *self.frame)

    @property
    def frame(self) -> tuple[int | None, str | None]:
        return self.offset, self.zone

    def to_python(self) -> dt.time:
        """Give Python's time (microseconds), with a fixed offset or its zone."""
        micros = self.nanosecond // 1000
        return dt.time(self.hour, self.minute, self.second, micros, _tzinfo(self))


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and a time of that day."""

    date: Date
    time: Time

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"

    @property
    def utc_offset(self) -> int | None:
        """Seconds from UTC at this very moment, None when local."""
        if self.time.zone is None:
            return self.time.offset
        d, t = self.date, self.time
        return _offset_in(t.zone or "", d.year, (d.month, d.day, t.hour, t.minute, t.second))

    @property
    def local(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00 on the local clock."""
        return self.date.ordinal * DAY * NANOS + self.time.clock

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00Z (on the local clock when there is no offset)."""
        return self.local - (self.utc_offset or 0) * NANOS

    @classmethod
    def from_local(cls, nanoseconds: int, frame: tuple[int | None, str | None]) -> "DateTime":
        days, clock = divmod(nanoseconds, DAY * NANOS)
        return cls(Date.from_ordinal(days), Time(*_clock_parts(clock), *frame))

    def plus(self, nanoseconds: int) -> "DateTime":
        """Move along the time line: in a zone with summer time the local clock may jump."""
        target = self.instant + nanoseconds
        frame = self.time.frame
        moved = DateTime.from_local(target + (self.utc_offset or 0) * NANOS, frame)
        if self.time.zone is None:
            return moved
        return DateTime.from_local(target + (moved.utc_offset or 0) * NANOS, frame)

    def plus_months(self, months: int) -> "DateTime":
        return DateTime(self.date.plus_months(months), self.time)

    def to_python(self) -> dt.datetime:
        """Give Python's datetime (microseconds); ValueError outside of the years 1 to 9999."""
        return dt.datetime.combine(self.date.to_python(), self.time.to_python())


@dataclass(frozen=True, slots=True, order=True)
class DayTimeDuration:
    """A days and time duration, in nanoseconds."""

    nanoseconds: int

    def __str__(self) -> str:
        seconds, nanos = divmod(abs(self.nanoseconds), NANOS)
        days, seconds = divmod(seconds, DAY)
        hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if rest or nanos:
            clock += f"{rest}{_fraction(nanos)}S"
        body = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
        return ("-" if self.nanoseconds < 0 else "") + "P" + (body or "T0S")

    def to_python(self) -> dt.timedelta:
        """Give Python's timedelta (microseconds); OverflowError beyond 999,999,999 days."""
        return dt.timedelta(microseconds=self.nanoseconds // 1000)


@dataclass(frozen=True, slots=True, order=True)
class YearMonthDuration:
    """A years and months duration, in months."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        body = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.months < 0 else "") + "P" + (body or "0M")


def _clock_parts(nanoseconds: int) -> tuple[int, int, int, int]:
    seconds, nanos = divmod(nanoseconds, NANOS)
    return seconds // 3600, seconds // 60 % 60, seconds % 60, nanos


def _fraction(nanos: int) -> str:
    return f".{nanos:09}".rstrip("0") if nanos else ""


def _suffix(offset: int | None, zone_name: str | None) -> str:
    if zone_name is not None:
        return "@" + zone_name
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    size = abs(offset)
    seconds = f":{size % 60:02}" if size % 60 else ""
    return f"{'-' if offset < 0 else '+'}{size // 3600:02}:{size // 60 % 60:02}{seconds}"


def _tzinfo(time: Time) -> dt.tzinfo | None:
    if time.zone is not None:
        return zone(time.zone)
    return None if time.offset is None else dt.timezone(dt.timedelta(seconds=time.offset))
