"""Deadlines of user tasks: when a task is due, when to warn, and what a breach does. Pure.

The setting `gj:due` of a node is a text, or a FEEL expression (`= …`) that gives one:
    natural:PT30M   thirty minutes by the clock, day and night
    work:P3D        three workdays of the project's calendar
    work:PT4H       four working hours
    P1D, PT8H       natural time
    an ISO 8601 date and time, with or without zone (none = the calendar's zone)
`gj:onBreach` names the process that a breach starts; each further `gj:repeat` percent of the span
(50 by default) is the next level, up to `gj:cap` (3 by default).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from engine import feel
from engine.calendar import Calendar, Due
from engine.errors import Invalid
from engine.model.events import UserTaskCreated

WARN_AT = (50, 80)  # percent of the span, as staff know it from their own procedures
REPEAT = 50
CAP = 3

_DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time on one of the two clocks."""

    clock: str
    """natural (24×7) or work (the calendar's workdays and hours)."""
    days: int
    rest: timedelta

    def after(self, start: datetime, calendar: Calendar) -> Due:
        """Return the instant this span after `start`."""
        if self.clock == "work":
            return calendar.add(start, self.rest, workdays=self.days)
        return Due(at=start.astimezone(UTC) + timedelta(days=self.days) + self.rest)


def read_span(text: str) -> Span:
    """Read `[natural:|work:]` and an ISO 8601 duration of weeks, days, hours, minutes, seconds."""
    clock, _, duration = text.rpartition(":")
    match = _DURATION.fullmatch(duration)
    if clock not in {"", "natural", "work"} or match is None or duration in {"P", "PT"}:
        raise Invalid(f"{text!r} is no deadline: expected e.g. natural:PT30M or work:P3D")
    parts = {name: int(value or 0) for name, value in match.groupdict().items()}
    return Span(
        clock=clock or "natural",
        days=parts["days"] + 7 * parts["weeks"],
        rest=timedelta(hours=parts["hours"], minutes=parts["minutes"], seconds=parts["seconds"]),
    )


def settle(
    event: UserTaskCreated, variables: Mapping[str, Any], now: datetime, calendar: Calendar
) -> UserTaskCreated:
    """Fill in when the task is due and what follows from it; a due date of the diagram stays.

    Raises Invalid where `gj:due` gives neither a deadline nor null.
    """
    due = Due(at=event.due_at) if event.due_at else _due(event, variables, now, calendar)
    if due is None:
        return event
    span = due.at - now
    settings = event.settings
    warn = [
        {"percent": percent, "at": (now + span * percent / 100).isoformat()}
        for percent in WARN_AT
        if span > timedelta()
    ]
    facts = {
        "rule": settings.get("gj:due", "taskSchedule"),
        "calendar": f"{calendar.code}/{calendar.version}",
        "from": now.isoformat(),
        "warn": warn,
        "on_breach": settings.get("gj:onBreach", ""),
        "repeat_seconds": span.total_seconds() * int(settings.get("gj:repeat", REPEAT)) / 100,
        "cap": int(settings.get("gj:cap", CAP)),
        **({"unmaintained_years": list(due.unmaintained)} if due.unmaintained else {}),
    }
    return replace(event, due_at=due.at, deadline=facts)


def _due(
    event: UserTaskCreated, variables: Mapping[str, Any], now: datetime, calendar: Calendar
) -> Due | None:
    text = event.settings.get("gj:due", "").strip()
    value: Any = text
    if text.startswith("="):
        scope = {name: feel.from_json(held) for name, held in variables.items()}
        value = feel.to_json(feel.expression(text[1:]).value(scope, now=now))
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Invalid(f"gj:due of {event.element_id} gives {value!r}, not a text")
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return read_span(value).after(now, calendar)
    return Due(at=(at if at.tzinfo else at.replace(tzinfo=calendar.zone)).astimezone(UTC))
