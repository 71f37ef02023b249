"""The working time of a project as a value, and the arithmetic on it.

A year whose holidays nobody has announced or maintained counts Monday to Friday, and every answer
says so. A span of hours that ends at or before its beginning runs past midnight; it belongs to the
day on which it begins.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from engine.calendar.announced import announced

SHANGHAI = ZoneInfo("Asia/Shanghai")
SEARCH_DAYS = 3660  # ten years: a deadline further away is a mistake in a table, not a plan
NATURAL: Final = "natural"
_SATURDAY: Final = 5  # datetime.weekday
_DAY: Final = timedelta(days=1)

Hours = tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An instant reached by counting working time."""

    at: datetime
    """Aware, UTC."""
    unmaintained: tuple[int, ...] = ()
    """Years that were counted Monday to Friday, because their holidays are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The hours of a shift (班次), which may be worked on days off as well."""

    hours: Hours
    every_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The working time of a project: hours of a workday, local zone, days that differ."""

    code: str = "cn"
    version: str = "1"
    zone: ZoneInfo = SHANGHAI
    hours: Hours = ((time(9), time(12)), (time(13, 30), time(18)))
    days: Mapping[date, bool] = field(default_factory=dict)
    """Days set by hand: True = worked, False = off."""
    shifts: Mapping[str, Shift] = field(default_factory=dict)
    every_day: bool = False
    """Whether days off are worked as well; so it is on the clock of some shifts."""
    years: tuple[int, ...] | None = None
    """The years of which `days` says everything; None = what is announced counts besides."""

    def is_workday(self, day: date) -> bool:
        """Tell whether the day is worked: set by hand, else announced, else Monday to Friday."""
        if self.every_day:
            return True
        if day in self.days:
            return self.days[day]
        if self.years is not None:
            return day.weekday() < _SATURDAY
        off, makeup = announced(day.year)
        if not makeup:
            return day.weekday() < _SATURDAY
        return day in makeup or (day.weekday() < _SATURDAY and day not in off)

    def is_maintained(self, year: int) -> bool:
        """Tell whether the holidays of the year are known, or do not matter."""
        if self.years is not None:
            return self.every_day or year in self.years
        set_by_hand = any(day.year == year for day in self.days)
        return self.every_day or set_by_hand or bool(announced(year)[1])

    @property
    def workday(self) -> timedelta:
        """The working time of one workday."""
        return sum((end - begin for begin, end in self._spans(date(2000, 1, 1))), timedelta())

    def on(self, shift: str) -> "Calendar":
        """Return the calendar of one of its shifts; raises KeyError where there is none."""
        found = self.shifts[shift]
        return replace(self, hours=found.hours, every_day=found.every_day)

    def sealed(self, first: int, last: int) -> "Calendar":
        """Return the same working time, with what is announced for these years written out."""
        years = tuple(range(first, last + 1))
        days = {
            date(year, 1, 1) + number * _DAY: self.is_workday(date(year, 1, 1) + number * _DAY)
            for year in years
            for number in range(366)
        }
        told = {
            day: works
            for day, works in days.items()
            if works != (day.weekday() < _SATURDAY) and day.year in years
        }
        known = tuple(year for year in years if self.is_maintained(year))
        return replace(self, days=told, years=known)

    def add(self, start: datetime, duration: timedelta, *, workdays: int = 0) -> Due:
        """Return when `workdays` days and `duration` of working time after `start` are over.

        A day is the working time of one workday, so that one day from Monday 10:00 is Tuesday
        10:00, and three days from Friday night end with the third workday. Raises OverflowError
        beyond ten years.
        """
        left = duration + workdays * self.workday
        moment = start.astimezone(UTC)
        first = moment.astimezone(self.zone).date()
        for opens, closes in self._from(first - _DAY, 1):
            begin = max(moment, opens)
            if closes <= begin:
                continue
            if left <= closes - begin:
                at = begin + left
                return Due(at=at, unmaintained=self._unmaintained(first, at))
            left -= closes - begin
        raise _beyond(start)

    def subtract(self, end: datetime, duration: timedelta, *, workdays: int = 0) -> Due:
        """Return the latest instant from which so much working time leads to `end`."""
        left = duration + workdays * self.workday
        moment = end.astimezone(UTC)
        last = moment.astimezone(self.zone).date()
        for opens, closes in self._from(last, -1):
            finish = min(moment, closes)
            if finish <= opens:
                continue
            if left <= finish - opens:
                at = finish - left
                return Due(at=at, unmaintained=self._unmaintained(last, at))
            left -= finish - opens
        raise _beyond(end)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time from `start` to `end`; negative where `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        total = timedelta()
        day = start.astimezone(self.zone).date() - _DAY
        while day <= end.astimezone(self.zone).date():
            if self.is_workday(day):
                for opens, closes in self._spans(day):
                    total += max(min(closes, end) - max(opens, start), timedelta())
            day += _DAY
        return total

    def _from(self, day: date, step: int) -> Iterator[tuple[datetime, datetime]]:
        for _ in range(SEARCH_DAYS):
            if self.is_workday(day):
                yield from self._spans(day)[::step]
            day += step * _DAY

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return the hours of a day as instants, UTC."""
        found = []
        for opens, closes in self.hours:
            begin = datetime.combine(day, opens, self.zone)
            last = day if closes > opens else day + _DAY
            end = datetime.combine(last, closes, self.zone)
            found.append((begin.astimezone(UTC), end.astimezone(UTC)))
        return found

    def _unmaintained(self, one: date, other: datetime) -> tuple[int, ...]:
        low, high = sorted((one.year, other.astimezone(self.zone).year))
        return tuple(year for year in range(low, high + 1) if not self.is_maintained(year))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One of the clocks of a project: the natural one, the working one, that of a shift."""

    calendar: Calendar
    name: str
    """natural, work, or work/<shift>."""

    def after(self, start: datetime, duration: timedelta, *, days: int = 0) -> Due:
        """Return when so much of this clock's time after `start` is over."""
        if self.name == NATURAL:
            return Due(at=start.astimezone(UTC) + timedelta(days=days) + duration)
        return self._working.add(start, duration, workdays=days)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return how far this clock runs from `start` to `end`."""
        if self.name == NATURAL:
            return end - start
        return self._working.between(start, end)

    def length(self, days: int, rest: timedelta) -> timedelta:
        """Return so many days and more in this clock's time."""
        return rest + days * (_DAY if self.name == NATURAL else self._working.workday)

    @property
    def _working(self) -> Calendar:
        _, _, shift = self.name.partition("/")
        return self.calendar.on(shift) if shift else self.calendar


def _beyond(moment: datetime) -> OverflowError:
    return OverflowError(f"no instant within ten years of {moment.isoformat()}")
