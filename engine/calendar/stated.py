"""A calendar as JSON: what administrators state, what is kept, what a case is told."""

from collections.abc import Mapping
from datetime import date, time
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from engine.calendar.working import Calendar, Hours, Shift
from engine.errors import Invalid

KINDS: Final = {"workday": True, "makeup": True, "holiday": False}
"""Kinds of days that are set by hand, and whether they are worked."""
MOST_SPANS: Final = 12  # two-hour turns around the clock; nobody breaks a day into more
MOST_DAYS: Final = 3660  # ten years, each day
MOST_SHIFTS: Final = 24


def stated(calendar: Calendar) -> dict[str, Any]:
    """Return a calendar as JSON, which `calendar_of` reads back."""
    told: dict[str, Any] = {
        "zone": calendar.zone.key,
        "hours": _hours_told(calendar.hours),
        "days": {
            day.isoformat(): ("makeup" if day.weekday() > 4 else "workday") if works else "holiday"  # noqa: PLR2004  # Friday is 4 (datetime.weekday)
            for day, works in sorted(calendar.days.items())
        },
        "shifts": {
            name: {"hours": _hours_told(shift.hours), "every_day": shift.every_day}
            for name, shift in sorted(calendar.shifts.items())
        },
    }
    return told if calendar.years is None else {**told, "years": list(calendar.years)}


def calendar_of(code: str, version: str, told: Mapping[str, Any]) -> Calendar:
    """Read a calendar; raises Invalid naming the hours, day or shift that is wrong."""
    days, shifts, years = told.get("days", {}), told.get("shifts", {}), told.get("years")
    if not isinstance(days, Mapping) or len(days) > MOST_DAYS:
        raise Invalid(f"days: expected at most {MOST_DAYS} days with their kinds")
    if not isinstance(shifts, Mapping) or len(shifts) > MOST_SHIFTS:
        raise Invalid(f"shifts: expected at most {MOST_SHIFTS} shifts by name")
    return Calendar(
        code=code,
        version=version,
        zone=_zone(told.get("zone", "Asia/Shanghai")),
        hours=_hours(told.get("hours"), "hours"),
        days=dict(_day(day, kind) for day, kind in days.items()),
        shifts={name: _shift(name, shift) for name, shift in shifts.items()},
        years=None if years is None else tuple(years),
    )


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        raise Invalid(f"zone: {name!r} is no time zone") from None


def _day(day: str, kind: object) -> tuple[date, bool]:
    try:
        return date.fromisoformat(day), KINDS[str(kind)]
    except ValueError:
        raise Invalid(f"days: {day!r} is no date such as 2026-10-01") from None
    except KeyError:
        raise Invalid(f"days: {day} is {kind!r}; expected one of {sorted(KINDS)}") from None


def _shift(name: str, told: object) -> Shift:
    if not name or not isinstance(told, Mapping):
        raise Invalid(f"shifts: {name!r} needs hours")
    hours = _hours(told.get("hours"), f"shift {name}")
    return Shift(hours=hours, every_day=told.get("every_day") is True)


def _hours(told: object, where: str) -> Hours:
    if not isinstance(told, list) or not 0 < len(told) <= MOST_SPANS:
        raise Invalid(f"{where}: expected 1 to {MOST_SPANS} spans such as ['09:00', '12:00']")
    spans = tuple(_span(span, where) for span in told)
    for earlier, later in pairwise(spans):
        if not earlier[0] < earlier[1] <= later[0]:
            raise Invalid(f"{where}: the spans overlap or are not in their order")
    opens, closes = spans[-1]
    if closes <= opens and closes > spans[0][0]:
        raise Invalid(f"{where}: the last span runs into the first one of the next day")
    return spans


def _span(told: object, where: str) -> tuple[time, time]:
    try:
        opens, closes = map(time.fromisoformat, told)  # type: ignore[call-overload]  # checked here
    except (TypeError, ValueError):
        raise Invalid(f"{where}: {told!r} is no span such as ['09:00', '12:00']") from None
    if opens.tzinfo or closes.tzinfo:
        raise Invalid(f"{where}: {told!r} names a zone; the calendar has one")
    return opens, closes


def _hours_told(hours: Hours) -> list[list[str]]:
    return [[span[0].strftime("%H:%M"), span[1].strftime("%H:%M")] for span in hours]
