"""Cron as Zeebe reads it: six fields (second to weekday), names, `?`, `L`, `5L`, `5#2`, macros.

Syntax: docs.camunda.io, timer events, "Cycle" (after Spring's CronExpression).
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

MACROS: Final = {
    "@yearly": "0 0 0 1 1 *",
    "@annually": "0 0 0 1 1 *",
    "@monthly": "0 0 0 1 * *",
    "@weekly": "0 0 0 * * 0",
    "@daily": "0 0 0 * * *",
    "@midnight": "0 0 0 * * *",
    "@hourly": "0 0 * * * *",
}
_BOUNDS: Final = ((0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_MONTHS: Final = [
    "JAN",
    "FEB",
    "MAR",
    "APR",
    "MAY",
    "JUN",
    "JUL",
    "AUG",
    "SEP",
    "OCT",
    "NOV",
    "DEC",
]
_DAYS: Final = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
_SATURDAY: Final = 6
_SUNDAY: Final = 7
_HORIZON: Final = 366 * 8 + 2  # days: a 29th of February is at most eight years away

DayTest = Callable[[date], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """The times of a day, and a test for the days."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: frozenset[int]
    day: DayTest
    weekday: DayTest

    def matches(self, day: date) -> bool:
        """Whether the pattern has times on this day."""
        return day.month in self.months and self.day(day) and self.weekday(day)

    def first_after(self, moment: time | None) -> time | None:
        """Return the first time of a day after `moment` (None = from midnight on)."""
        if moment is None:
            return time(self.hours[0], self.minutes[0], self.seconds[0])
        if moment.hour in self.hours:
            if moment.minute in self.minutes:
                for second in self.seconds:
                    if second > moment.second:
                        return time(moment.hour, moment.minute, second)
            for minute in self.minutes:
                if minute > moment.minute:
                    return time(moment.hour, minute, self.seconds[0])
        for hour in self.hours:
            if hour > moment.hour:
                return time(hour, self.minutes[0], self.seconds[0])
        return None


def following(text: str, after: datetime) -> datetime:
    """Return the first match after `after`, in its zone; raises ValueError when there is none."""
    pattern = parse(text.strip())
    day, moment = after.date(), after.time()
    for ahead in range(_HORIZON):
        today = day + timedelta(days=ahead)
        if pattern.matches(today):
            found = pattern.first_after(None if ahead else moment)
            if found is not None:
                return datetime.combine(today, found, after.tzinfo)
    raise ValueError("no such day in the next eight years")


@lru_cache(maxsize=256)
def parse(text: str) -> Pattern:
    """Read six fields or a macro; raises ValueError naming the field that is wrong."""
    fields = MACROS.get(text, text).upper().split()
    if len(fields) != len(_BOUNDS):
        raise ValueError(f"cron has six fields, this has {len(fields)}")
    seconds, minutes, hours, _, months, _ = (
        () if position in {3, 5} else _numbers(field, *_BOUNDS[position], names)
        for position, (field, names) in enumerate(
            zip(fields, ([], [], [], [], _MONTHS, []), strict=True)
        )
    )
    return Pattern(
        seconds=seconds,
        minutes=minutes,
        hours=hours,
        months=frozenset(months),
        day=_day_of_month(fields[3]),
        weekday=_day_of_week(fields[5]),
    )


def _numbers(field: str, low: int, high: int, names: list[str]) -> tuple[int, ...]:
    """Return the numbers a field lists: `*`, `a`, `a-b`, `*/n`, `a/n`, `a-b/n`, with commas."""
    for index, name in enumerate(names):
        field = re.sub(rf"\b{name}\b", str(index + low), field)
    found: set[int] = set()
    for part in field.split(","):
        match = re.fullmatch(r"(?:\*|(\d+)(?:-(\d+))?)(?:/([1-9]\d*))?", part)
        if match is None:
            raise ValueError(f"{part!r} is no cron field")
        first = low if match[1] is None else int(match[1])
        last = int(match[2]) if match[2] else high if match[1] is None or match[3] else first
        if not low <= first <= last <= high:
            raise ValueError(f"{part!r} is not within {low} to {high}")
        found.update(range(first, last + 1, int(match[3] or 1)))
    return tuple(sorted(found))


def _day_of_month(field: str) -> DayTest:
    """Return the test of the day of the month: numbers, `?`, `L`, `L-n`, `nW`, `LW`."""
    if field == "?":
        field = "*"
    if match := re.fullmatch(r"L(?:-(\d+))?", field):
        back = int(match[1] or 0)
        return lambda day: day.day == _length(day) - back
    if match := re.fullmatch(r"(?:(\d+)|L)W", field):
        wanted = int(match[1]) if match[1] else None
        return lambda day: day == _nearest_workday(day, wanted or _length(day))
    days = _numbers(field, *_BOUNDS[3], [])
    return lambda day: day.day in days


def _day_of_week(field: str) -> DayTest:
    """Return the test of the weekday: numbers (0 and 7 = Sunday), names, `?`, `nL`, `n#k`."""
    for index, name in enumerate(_DAYS):
        field = field.replace(name, str(index))
    if field == "?":
        field = "*"
    if match := re.fullmatch(r"([0-7])L", field):
        last = int(match[1]) % 7
        return lambda day: day.isoweekday() % 7 == last and day.day > _length(day) - 7
    if match := re.fullmatch(r"([0-7])#([1-5])", field):
        wanted, nth = int(match[1]) % 7, int(match[2])
        return lambda day: day.isoweekday() % 7 == wanted and (day.day + 6) // 7 == nth
    days = {number % 7 for number in _numbers(field, *_BOUNDS[5], [])}
    return lambda day: day.isoweekday() % 7 in days


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _nearest_workday(month: date, wanted: int) -> date:
    """Return the weekday (Monday to Friday) of the month that is nearest to its wanted day."""
    day = month.replace(day=min(wanted, _length(month)))
    if day.isoweekday() == _SATURDAY:  # Friday before, unless that is another month
        return day - timedelta(days=1) if day.day > 1 else day + timedelta(days=2)
    if day.isoweekday() == _SUNDAY:  # Monday after, unless that is another month
        return day + timedelta(days=1) if day.day < _length(day) else day - timedelta(days=2)
    return day
