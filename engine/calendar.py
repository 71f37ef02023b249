"""Working time: which days are worked, and what instant some working time after another one is.

Holidays and make-up workdays (调休) of the People's Republic of China come from the package
`holidays`. A year whose arrangement the State Council has not announced yet has no make-up
workdays there: it counts as not maintained, Monday to Friday are worked, and the answer says so.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

SHANGHAI = ZoneInfo("Asia/Shanghai")
SEARCH_DAYS = 3660  # ten years: a deadline further away is a mistake in a table, not a plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An instant reached by counting working time."""

    at: datetime
    """Aware, UTC."""
    unmaintained: tuple[int, ...] = ()
    """Years that were counted Monday to Friday, because their holidays are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The working time of a project: hours of a workday, local zone, days that differ."""

    code: str = "cn"
    version: str = "1"
    zone: ZoneInfo = SHANGHAI
    hours: tuple[tuple[time, time], ...] = ((time(9), time(12)), (time(13, 30), time(18)))
    days: dict[date, bool] = field(default_factory=dict)
    """Days set by hand: True = worked, False = off."""

    def is_workday(self, day: date) -> bool:
        """Tell whether the day is worked: set by hand, else announced, else Monday to Friday."""
        if day in self.days:
            return self.days[day]
        off, makeup = _announced(day.year)
        if not makeup:
            return day.weekday() < 5  # noqa: PLR2004  # Saturday is 5 (datetime.weekday)
        return day in makeup or (day.weekday() < 5 and day not in off)  # noqa: PLR2004

    def is_maintained(self, year: int) -> bool:
        """Tell whether the holidays of the year are known."""
        return bool(_announced(year)[1]) or any(day.year == year for day in self.days)

    @property
    def workday(self) -> timedelta:
        """The working time of one workday."""
        day = date(2000, 1, 1)
        spans = (datetime.combine(day, b) - datetime.combine(day, a) for a, b in self.hours)
        return sum(spans, timedelta())

    def add(self, start: datetime, duration: timedelta, *, workdays: int = 0) -> Due:
        """Return when `workdays` days and `duration` of working time after `start` are over.

        A day is the working time of one workday, so that one day from Monday 10:00 is Tuesday
        10:00, and three days from Friday night end with the third workday.
        """
        left = duration + workdays * self.workday
        local = start.astimezone(self.zone)
        years: dict[int, None] = {}
        for offset in range(SEARCH_DAYS):
            day = local.date() + timedelta(days=offset)
            if not self.is_maintained(day.year):
                years[day.year] = None
            if not self.is_workday(day):
                continue
            for opens, closes in self.hours:
                begin = max(local, datetime.combine(day, opens, self.zone))
                end = datetime.combine(day, closes, self.zone)
                span = end.astimezone(UTC) - begin.astimezone(UTC)
                if span <= timedelta():
                    continue
                if left <= span:
                    at = begin.astimezone(UTC) + left
                    return Due(at=at, unmaintained=tuple(years))
                left -= span
        message = f"no instant within ten years after {start.isoformat()}"
        raise OverflowError(message)


@lru_cache(maxsize=64)
def _announced(year: int) -> tuple[frozenset[date], frozenset[date]]:
    if not 1950 <= year <= 2100:  # noqa: PLR2004  # what the package covers
        return frozenset(), frozenset()
    china = holidays.country_holidays("CN", years=year)
    makeup = frozenset(day for day in china.weekend_workdays if day.year == year)
    return frozenset(china), makeup
