"""A length of time on one of a project's clocks, as diagrams and tables write it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from engine.calendar import NATURAL, Calendar
from engine.errors import Invalid

_DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time on one of the clocks."""

    clock: str
    """natural (24×7), work (the calendar's workdays and hours), or work/<shift>."""
    days: int
    rest: timedelta


@lru_cache(maxsize=1024)  # what diagrams and tables say, over and over
def read_span(text: str) -> Span:
    """Read `[natural:|work:]` and an ISO 8601 duration of weeks, days, hours, minutes, seconds."""
    clock, _, duration = text.rpartition(":")
    match = _DURATION.fullmatch(duration)
    known = clock in {"", NATURAL, "work"} or clock.startswith("work/")
    if not known or match is None or duration in {"P", "PT"}:
        raise Invalid(f"{text!r} is no deadline: expected e.g. natural:PT30M or work:P3D")
    parts = {name: int(value or 0) for name, value in match.groupdict().items()}
    return Span(
        clock=clock or NATURAL,
        days=parts["days"] + 7 * parts["weeks"],
        rest=timedelta(hours=parts["hours"], minutes=parts["minutes"], seconds=parts["seconds"]),
    )


def check_shift(clock: str, calendar: Calendar) -> None:
    """Raise Invalid where the clock is that of a shift that the calendar does not have."""
    _, _, shift = clock.partition("/")
    if shift and shift not in calendar.shifts:
        raise Invalid(f"calendar {calendar.code} has no shift {shift!r}")
