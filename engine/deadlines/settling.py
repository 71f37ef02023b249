"""When a new task is due: as its diagram says, else its setting, else the release's table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from engine import feel
from engine.calendar import NATURAL, Calendar
from engine.deadlines.facts import Terms, first
from engine.deadlines.policy import instant
from engine.deadlines.spans import Span, read_span
from engine.errors import Invalid
from engine.model.events import UserTaskCreated


def settle(
    event: UserTaskCreated,
    variables: Mapping[str, Any],
    now: datetime,
    calendar: Calendar,
    *,
    policy: Terms | None = None,
) -> UserTaskCreated:
    """Fill in when the task is due and what follows from it; a due date of the diagram stays.

    `policy` is what the release says of nodes without `gj:due`. What the node says of a breach wins
    over it. Raises Invalid where a setting gives neither a deadline nor null.
    """
    terms = _terms(event, variables, now, calendar)
    if terms is None and event.due_at is None and "gj:due" not in event.settings:
        terms = policy
    if terms is None:
        return event
    due_at, facts = first(_overridden(event, terms, variables, now, calendar), calendar, now)
    return replace(event, due_at=event.due_at or due_at, deadline=facts)


def _terms(
    event: UserTaskCreated, variables: Mapping[str, Any], now: datetime, calendar: Calendar
) -> Terms | None:
    if event.due_at is not None:
        return Terms(
            span=_until(event.due_at, now), rule=event.settings.get("gj:due", "taskSchedule")
        )
    value = _value(event, "gj:due", variables, now)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Invalid(f"gj:due of {event.element_id} gives {value!r}, not a text")
    rule = event.settings["gj:due"]
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return Terms(span=read_span(value), rule=rule)
    return Terms(span=_until(instant(at.isoformat(), calendar), now), rule=rule)


def _overridden(
    event: UserTaskCreated,
    terms: Terms,
    variables: Mapping[str, Any],
    now: datetime,
    calendar: Calendar,
) -> Terms:
    """Return the terms with what the node itself says."""
    settings = event.settings
    latest = _value(event, "gj:latest", variables, now)
    margin = settings.get("gj:margin")
    warn = settings.get("gj:warn")
    return replace(
        terms,
        on_breach=settings.get("gj:onBreach", terms.on_breach),
        repeat=_whole(event, "gj:repeat", terms.repeat),
        cap=_whole(event, "gj:cap", terms.cap),
        reminders=_whole(event, "gj:reminders", terms.reminders),
        warn=_percents(event, warn) if warn else terms.warn,
        latest=instant(latest, calendar) if latest else terms.latest,
        margin=read_span(margin) if margin else terms.margin,
        low_risk=settings.get("gj:lowRisk") == "true",
    )


def _value(event: UserTaskCreated, name: str, variables: Mapping[str, Any], now: datetime) -> Any:
    text = event.settings.get(name, "").strip()
    if not text.startswith("="):
        return text
    scope = {key: feel.from_json(held) for key, held in variables.items()}
    return feel.to_json(feel.expression(text[1:]).value(scope, now=now))


def _until(at: datetime, now: datetime) -> Span:
    return Span(clock=NATURAL, days=0, rest=at.astimezone(UTC) - now)


def _whole(event: UserTaskCreated, name: str, default: int) -> int:
    text = event.settings.get(name)
    if text is None:
        return default
    if not text.isdecimal():
        raise Invalid(f"{name} of {event.element_id} is {text!r}, not a whole number")
    return int(text)


def _percents(event: UserTaskCreated, text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() and 0 < int(part) < 100 for part in parts):  # noqa: PLR2004  # percent
        raise Invalid(f"gj:warn of {event.element_id} is {text!r}; expected e.g. 50, 80")
    return tuple(sorted({int(part) for part in parts}))
