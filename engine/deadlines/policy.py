"""The decision `sla_policy` of a release: deadlines that no node has to state.

Inputs: the visible variables, and `process`, `node`, `project`, `case`. Outputs, all but `due`
optional: `clock`, `due`, `warn_pct`, `breach_action`, `repeat`, `cap`, `reminders`, `factor` (the
span is multiplied, e.g. 1.5 in red weather), `latest` (an instant, e.g. that of the ticket of a
city's hotline) and `margin` (a span that `due` keeps from it, e.g. work:PT4H). No rule, or null
for `due`: no deadline.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from engine.calendar import Calendar
from engine.deadlines.facts import CAP, REMINDERS, REPEAT, WARN_AT, Terms
from engine.deadlines.spans import Span, read_span
from engine.errors import Invalid

DECISION: Final = "sla_policy"
MOST_PERCENT: Final = 1000
MOST_FACTOR: Final = 100
MOST_REMINDERS: Final = 99
_SECONDS_A_DAY: Final = 86_400


def inputs(
    variables: Mapping[str, Any], *, process: str, node: str, project: str | None
) -> dict[str, Any]:
    """Return what the table is asked with; variables of these names do not hide the facts."""
    return {**variables, "process": process, "node": node, "project": project}


def decided(value: object, decision: Mapping[str, Any], calendar: Calendar) -> Terms | None:
    """Return the terms that the table gave; None = no deadline. Raises Invalid for nonsense."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise Invalid(f"{DECISION} gives {value!r}, not a row with `due`")
    if not value.get("due"):
        return None
    span = read_span(_with_clock(str(value["due"]), value.get("clock")))
    return Terms(
        span=_times(span, _number(value, "factor", 1, MOST_FACTOR), calendar),
        rule=f"{DECISION}#{decision.get('rule', '')}",
        warn=_percents(value.get("warn_pct")),
        on_breach=str(value.get("breach_action") or ""),
        repeat=int(_number(value, "repeat", REPEAT, MOST_PERCENT)),
        cap=int(_number(value, "cap", CAP, MOST_PERCENT)),
        reminders=int(_number(value, "reminders", REMINDERS, MOST_REMINDERS)),
        latest=instant(value["latest"], calendar) if value.get("latest") else None,
        margin=read_span(str(value["margin"])) if value.get("margin") else None,
        decision=decision,
    )


def instant(value: object, calendar: Calendar) -> datetime:
    """Read an ISO 8601 date and time; no zone = the calendar's. Raises Invalid."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        raise Invalid(f"{value!r} is no date and time") from None
    return at if at.tzinfo else at.replace(tzinfo=calendar.zone)


def _with_clock(due: str, clock: object) -> str:
    return due if ":" in due or not clock else f"{clock}:{due}"


def _times(span: Span, factor: float, calendar: Calendar) -> Span:
    """Return the span so many times as long; days that are no longer whole become time."""
    if factor == 1:
        return span
    days = span.days * factor
    if days == int(days):
        return replace(span, days=int(days), rest=span.rest * factor)
    day = calendar.workday if span.clock == "work" else timedelta(seconds=_SECONDS_A_DAY)
    return replace(span, days=int(days), rest=span.rest * factor + (days - int(days)) * day)


def _number(value: Mapping[str, Any], name: str, default: float, most: float) -> float:
    found = value.get(name)
    if found is None:
        return default
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= most:
        raise Invalid(f"{DECISION} gives {found!r} for {name}: expected a number up to {most}")
    return found


def _percents(value: object) -> tuple[int, ...]:
    if value is None:
        return WARN_AT
    found: list[Any] = value if isinstance(value, list) else [value]
    for percent in found:
        whole = isinstance(percent, int) and not isinstance(percent, bool)
        if not whole or not 0 < percent < 100:  # noqa: PLR2004  # percent
            raise Invalid(f"{DECISION} gives {value!r} for warn_pct: expected e.g. [50, 80]")
    return tuple(sorted(set(found)))
