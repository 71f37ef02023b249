"""When a timer is due: ISO 8601 dates, durations and cycles, and cron, without reading a clock."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from engine.interpreter import cron

ZONE: Final = ZoneInfo("Asia/Shanghai")
"""The zone of dates and times that name none."""

MOST_MISSED: Final = 10_000
"""Who was away longer has missed enough to know; the rest is coalesced at the next firing."""

_DURATION: Final = re.compile(
    r"(?P<sign>[-+])?P(?=\d|T\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?"
    r"(?:(?P<days>\d+)D)?(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?"
    r"(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_INSTANT: Final = r"[^/@\[]+(?:@[\w+-]+(?:/[\w+-]+)*|\[[^\]]+\])?"
_CYCLE: Final = re.compile(
    rf"R(?P<times>-?\d+)?/(?:(?P<start>{_INSTANT})/(?=P))?(?P<every>P[^/]*)(?:/(?P<end>{_INSTANT}))?"
)


class TimerError(ValueError):
    """The text says no time."""


WORK: Final = "work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a timer fires next, and what the times after it are computed from.

    `cycle` is JSON: the period `every`, how many firings are `left` (null = endless, this one
    included), the `anchor` and how many periods after it (`number`) this firing is, and `until`
    when it fires where it has an end; or `cron`; or of working time, once, its text (`work`) and
    `since` when it runs.
    Counting from the anchor, months never drift.
    """

    at: datetime
    cycle: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A length of time: calendar months, and a time that is exact."""

    months: int
    rest: timedelta

    def after(self, start: datetime, times: int = 1) -> datetime:
        """Return the instant so many periods after `start`; months are those of the zone."""
        local = start.astimezone(ZONE)
        if self.months:
            total = local.year * 12 + local.month - 1 + self.months * times
            year, month = divmod(total, 12)
            if not MINYEAR <= year <= MAXYEAR:
                raise OverflowError
            day = min(local.day, monthrange(year, month + 1)[1])
            local = local.replace(year=year, month=month + 1, day=day)
        return (local + self.rest * times).astimezone(UTC)


def first(kind: str, text: str, now: datetime) -> Due:
    """Return when a timer armed now fires first; raises TimerError when the text says no time.

    `kind` is date, duration or cycle (BPMN's three timers).
    """
    try:
        if kind == "date":
            return Due(at=instant(text), cycle={})
        if kind == "duration":
            return Due(at=period(text).after(now), cycle={})
        return _first_of_cycle(text, now)
    except OverflowError:
        raise TimerError(f"{text!r} is beyond the calendar") from None


def following(due: Due, missed: int) -> Due | None:
    """Return the next firing after this one and `missed` coalesced ones; None = it was the last."""
    cycle = due.cycle
    if "cron" in cycle:
        at = due.at
        for _ in range(missed + 1):
            at = cron.following(cycle["cron"], at.astimezone(ZONE)).astimezone(UTC)
        return Due(at=at, cycle=cycle)
    if not cycle or WORK in cycle:  # once
        return None
    left = cycle["left"] and cycle["left"] - 1 - missed
    if left is not None and left <= 0:
        return None
    number = cycle["number"] + 1 + missed
    at = period(cycle["every"]).after(datetime.fromisoformat(cycle["anchor"]), number)
    if "until" in cycle and at > datetime.fromisoformat(cycle["until"]):
        return None
    return Due(at=at, cycle={**cycle, "number": number, "left": left})


def missed(due: Due, now: datetime) -> int:
    """Return how many further cycles are due by now, to be coalesced into one firing."""
    count, later = 0, following(due, 0)
    while later is not None and later.at <= now and count < MOST_MISSED:
        count, later = count + 1, following(later, 0)
    return count


def instant(text: str) -> datetime:
    """Return the instant an ISO 8601 date or date and time names; no zone = Asia/Shanghai."""
    plain, zone = text.strip(), None
    match = re.fullmatch(r"([^\[@]+)(?:\[([^\]]+)\]|@(.+))", plain)
    try:
        if match is not None:
            plain, zone = match.group(1), ZoneInfo(match.group(2) or match.group(3))
        found = datetime.fromisoformat(plain)
    except (ValueError, KeyError, OSError):
        raise TimerError(f"{text!r} is no ISO 8601 date and time") from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone or ZONE)
    return found.astimezone(UTC)


def period(text: str) -> Period:
    """Return the length of time an ISO 8601 duration names."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise TimerError(f"{text!r} is no ISO 8601 duration")
    sign = -1 if match["sign"] == "-" else 1
    parts = {name: float(match[name] or 0) for name in ("weeks", "days", "hours", "minutes")}
    rest = timedelta(**parts, seconds=float(match["seconds"] or 0))
    months = int(match["years"] or 0) * 12 + int(match["months"] or 0)
    return Period(months=sign * months, rest=sign * rest)


def instant_or_period(text: str, now: datetime) -> datetime:
    """Return the instant a text names: a date and time, or a duration from now."""
    is_period = text.strip().lstrip("+-").startswith("P")
    return period(text).after(now) if is_period else instant(text)


def _first_of_cycle(text: str, now: datetime) -> Due:
    if not text.strip().startswith("R"):
        try:
            at = cron.following(text, now.astimezone(ZONE))
        except ValueError as error:
            raise TimerError(f"{text!r} is neither an ISO 8601 cycle nor cron: {error}") from None
        return Due(at=at.astimezone(UTC), cycle={"cron": text})
    match = _CYCLE.fullmatch(text.strip())
    if match is None or (match["start"] and match["end"]):
        raise TimerError(f"{text!r} is no ISO 8601 cycle")
    every = period(match["every"])
    if every.after(now) <= now:
        raise TimerError(f"{text!r} repeats without time passing")
    times = int(match["times"]) if match["times"] and int(match["times"]) >= 0 else None
    if times == 0:
        raise TimerError(f"{text!r} never fires")
    anchor, number = (instant(match["start"]), 0) if match["start"] else (now, 1)
    cycle = {
        "every": match["every"],
        "left": times,
        "anchor": anchor.isoformat(),
        "number": number,
    }
    at = every.after(anchor, number)
    if match["end"]:
        cycle["until"] = instant(match["end"]).isoformat()
        if at > instant(match["end"]):
            raise TimerError(f"{text!r} ends before it fires")
    return Due(at=at, cycle=cycle)
