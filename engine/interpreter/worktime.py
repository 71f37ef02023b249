"""Drawn timers in working time: `work:P3D`, counted by the calendar that the case was told of.

The calendar is a fact of the case (`case.calendar`), recorded with its start, and again when the
case adopts another: a replay counts by the very same days. An armed timer keeps its text and since
when it runs, so that it can be counted anew.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from engine.calendar import calendar_of
from engine.errors import Invalid
from engine.interpreter.flows import Watch
from engine.interpreter.timers import WORK, Due, TimerError

PREFIX: Final = "work:"
CALENDAR: Final = "calendar"
"""The fact of a case that holds its calendar: `id` as code and version, and what it states."""

_SPAN: Final = re.compile(
    r"work:P(?=\d|T\d)(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?)?"
)
USUAL: Final[Mapping[str, Any]] = {
    CALENDAR: {"stated": {"hours": [["09:00", "12:00"], ["13:30", "18:00"]], "years": []}}
}
"""Facts to check a diagram by, before there is a case."""


def is_working(kind: str, text: str) -> bool:
    """Whether a timer is a length of working time."""
    return kind == "duration" and text.strip().startswith(PREFIX)


def first(text: str, facts: Mapping[str, Any], now: datetime) -> Due:
    """Return when a timer armed now fires; raises TimerError when the text says no working time.

    Weeks and days are workdays (a week has seven), hours and minutes are worked ones.
    """
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise TimerError(f"{text!r} is no working time: expected e.g. work:P3D or work:PT4H")
    parts = {name: int(value or 0) for name, value in match.groupdict().items()}
    if CALENDAR not in facts:
        raise TimerError(
            f"{text!r}: a timer of a case that counts working time says `work:` itself"
        )
    try:
        calendar = calendar_of("case", "", facts[CALENDAR]["stated"])
        rest = timedelta(hours=parts["hours"], minutes=parts["minutes"])
        due = calendar.add(now, rest, workdays=parts["days"] + 7 * parts["weeks"])
    except (Invalid, OverflowError) as error:
        raise TimerError(f"{text!r}: {error}") from error
    return Due(at=due.at, cycle={WORK: text.strip(), "since": now.isoformat()})


def again(watch: Watch, facts: Mapping[str, Any]) -> datetime | None:
    """Return when an armed timer fires by the calendar of these facts; None = it counts by none."""
    cycle = watch.cycle or {}
    if watch.kind != "timer" or WORK not in cycle:
        return None
    return first(cycle[WORK], facts, datetime.fromisoformat(cycle["since"])).at
