"""What is kept with a deadline, and from it every instant at which something is to happen.

The facts are JSON in the record of the task. `legs` are the times during which the clock ran
before it was paused, `since` is when it began to run last: what is spent and what is left follows
from them on any version of the calendar.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Final

from engine.calendar import Calendar, Clock
from engine.deadlines.spans import Span, check_shift, read_span

WARN_AT: Final = (50, 80)  # percent of the span, as staff know it from their own procedures
REPEAT: Final = 50
CAP: Final = 3
REMINDERS: Final = 10
"""After the last level, where nothing else is said; more of the same moves nobody."""
MOST_LEVELS: Final = 20
"""More levels than any company has; a table that says more has a mistake in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a rule says of a deadline."""

    span: Span
    rule: str
    warn: tuple[int, ...] = WARN_AT
    on_breach: str = ""
    repeat: int = REPEAT
    """Percent of the span to each further level."""
    cap: int = CAP
    reminders: int = REMINDERS
    """How often the holder is reminded after the last level, one `repeat` after the other."""
    latest: datetime | None = None
    margin: Span | None = None
    decision: Mapping[str, Any] = field(default_factory=dict)
    """Which table in which version decided, by which rule."""
    low_risk: bool = False


def first(terms: Terms, calendar: Calendar, now: datetime) -> tuple[datetime, dict[str, Any]]:
    """Return when a task that begins now is due, and the facts; raises Invalid, OverflowError."""
    facts: dict[str, Any] = {
        "rule": terms.rule,
        "clock": terms.span.clock,
        "from": now.isoformat(),
        "since": now.isoformat(),
        "legs": [],
        "days": terms.span.days,
        "seconds": terms.span.rest.total_seconds(),
        "percents": list(terms.warn),
        "on_breach": terms.on_breach,
        "repeat": terms.repeat,
        "cap": min(terms.cap, MOST_LEVELS),
    }
    if terms.latest is not None:
        facts["latest"] = terms.latest.isoformat()
        facts["margin"] = _margin_told(terms.margin)
    if terms.decision:
        facts["decision"] = dict(terms.decision)
    if terms.reminders != REMINDERS:
        facts["reminders"] = terms.reminders
    if terms.low_risk:
        facts["low_risk"] = True
    return plan(facts, calendar, now)


def plan(
    facts: Mapping[str, Any], calendar: Calendar, before: datetime
) -> tuple[datetime, dict[str, Any]]:
    """Return the due time of a running clock and the facts with every instant of this calendar.

    A due time that was passed before the clock began to run again stays what it was: `before`.
    """
    check_shift(facts["clock"], calendar)
    clock = Clock(calendar=calendar, name=facts["clock"])
    since = datetime.fromisoformat(facts["since"])
    spent = _spent(facts, clock)
    total = clock.length(facts["days"], timedelta(seconds=facts["seconds"]))
    limit = _limit(facts, calendar)
    found = clock.after(since, max(total - spent, timedelta()))
    if limit is not None and limit < found.at:
        total = spent + clock.between(since, limit)
    due_at = before if total < spent else found.at
    if limit is not None and limit < found.at:
        due_at = limit
    warn = [
        {"percent": percent, "at": _at(clock, since, total * percent / 100 - spent)}
        for percent in facts["percents"]
        if total > timedelta()
    ]
    step = total * facts["repeat"] / 100
    later = range(1, facts["cap"] if step > timedelta() else 1)
    levels = [_at(clock, since, total + step * number - spent) for number in later]
    told = {name: value for name, value in facts.items() if name != "unmaintained_years"} | {
        "calendar": f"{calendar.code}/{calendar.version}",
        "total_seconds": total.total_seconds(),
        "warn": warn,
        "levels": [due_at.isoformat(), *levels],
        "repeat_seconds": (due_at - datetime.fromisoformat(facts["from"])).total_seconds()
        * facts["repeat"]
        / 100,
    }
    if found.unmaintained:
        told["unmaintained_years"] = list(found.unmaintained)
    return due_at, told


def _spent(facts: Mapping[str, Any], clock: Clock) -> timedelta:
    moments = map(datetime.fromisoformat, chain.from_iterable(facts["legs"]))
    return sum((clock.between(*leg) for leg in zip(moments, moments, strict=True)), timedelta())


def _at(clock: Clock, since: datetime, left: timedelta) -> str:
    return clock.after(since, max(left, timedelta())).at.isoformat()


def _limit(facts: Mapping[str, Any], calendar: Calendar) -> datetime | None:
    if "latest" not in facts:
        return None
    latest, margin = datetime.fromisoformat(facts["latest"]), read_span(facts["margin"])
    if margin.clock == "natural":
        return latest - margin.rest - timedelta(days=margin.days)
    return calendar.subtract(latest, margin.rest, workdays=margin.days).at


def _margin_told(margin: Span | None) -> str:
    if margin is None:
        return "natural:PT0S"
    return f"{margin.clock}:P{margin.days}DT{int(margin.rest.total_seconds())}S"
