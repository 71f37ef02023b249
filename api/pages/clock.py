"""Times as people read them: local, short, and how long is left."""

from datetime import datetime, timedelta

from api.language import Language, text
from api.views.clock import local

__all__ = ["left", "local"]

_MINUTES_AN_HOUR = 60
_HOURS_A_DAY = 24


def left(due: datetime | None, now: datetime, language: Language) -> str:
    """Return `剩 3 小时` or `超时 2 天`; empty where nothing is due."""
    if due is None:
        return ""
    key = "clock.left" if due >= now else "clock.late"
    return text(language, key, time=_span(abs(due - now), language))


def _span(span: timedelta, language: Language) -> str:
    """Return the one unit that matters, rounded down: days, hours or minutes."""
    minutes = int(span.total_seconds()) // 60
    hours = minutes // _MINUTES_AN_HOUR
    if hours >= 2 * _HOURS_A_DAY:
        return text(language, "clock.days", n=hours // _HOURS_A_DAY)
    if hours >= 1:
        return text(language, "clock.hours", n=hours)
    return text(language, "clock.minutes", n=minutes)
