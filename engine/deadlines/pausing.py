"""Stopping the clock of a deadline for a listed reason, and letting it run again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from engine.calendar import NATURAL, Calendar
from engine.deadlines.facts import plan

REASONS: Final[Mapping[str, str]] = {
    "complainant": "等待投诉人",
    "parts": "等待配件",
    "third_party": "第三方责任",
    "weather": "极端天气",
}
"""The only reasons for which people may stop a clock, as staff know them."""

SUSPENDED: Final = "suspended"
"""The reason that the engine gives while a case is suspended; nobody chooses it."""


def known(facts: Mapping[str, Any], created_at: datetime, due_at: datetime) -> dict[str, Any]:
    """Return facts that can be counted on: those of earlier releases say when, but not by what."""
    if "since" in facts:
        return dict(facts)
    return {
        **facts,
        "clock": NATURAL,
        "since": created_at.isoformat(),
        "legs": [],
        "days": 0,
        "seconds": (due_at - created_at).total_seconds(),
        "percents": [warn["percent"] for warn in facts.get("warn", ())],
        "repeat": facts.get("repeat", 0),
        "cap": facts.get("cap", 1),
        "from": facts.get("from", created_at.isoformat()),
    }


def paused(facts: Mapping[str, Any], reason: str, now: datetime) -> dict[str, Any]:
    """Return the facts of a running clock that stops now."""
    leg = [facts["since"], now.isoformat()]
    stopped = {"reason": reason, "at": now.isoformat()}
    return {**facts, "legs": [*facts["legs"], leg], "paused": stopped}


def resumed(
    facts: Mapping[str, Any], calendar: Calendar, due_at: datetime, now: datetime
) -> tuple[datetime, dict[str, Any]]:
    """Return due time and facts of a stopped clock that runs again from now."""
    running = {name: value for name, value in facts.items() if name != "paused"}
    return plan({**running, "since": now.isoformat()}, calendar, due_at)


def recalculated(
    facts: Mapping[str, Any], calendar: Calendar, due_at: datetime
) -> tuple[datetime, dict[str, Any]]:
    """Return due time and facts of a running clock on another version of its calendar."""
    return plan(facts, calendar, due_at)


def state(facts: Mapping[str, Any], *, breaches: int, done: bool) -> str:
    """Return running, paused, met or breached; a clock that was never set runs for nobody: ''."""
    if not facts:
        return ""
    if breaches:
        return "breached"
    if done:
        return "met"
    return "paused" if "paused" in facts else "running"
