"""When somebody may be told: after his quiet hours, or once a day with everything else."""

from datetime import datetime, time, timedelta

from engine.calendar import SHANGHAI
from engine.model import Preferences
from engine.telling.kinds import KINDS


def next_time(preferences: Preferences, kind: str, now: datetime) -> datetime:
    """Return when a message of this kind may be sent to somebody: now, or later."""
    if preferences.digest_at and not KINDS[kind].urgent:
        return _next(_clock(preferences.digest_at), now)
    if not _is_quiet(preferences, now):
        return now
    return _next(_clock(preferences.quiet_until), now)


def _is_quiet(preferences: Preferences, now: datetime) -> bool:
    if not preferences.quiet_from or not preferences.quiet_until:
        return False
    since, until = _clock(preferences.quiet_from), _clock(preferences.quiet_until)
    at = now.astimezone(SHANGHAI).time()
    return since <= at < until if since <= until else at >= since or at < until


def _next(at: time, now: datetime) -> datetime:
    """Return the next time that the company's clocks show `at`."""
    local = now.astimezone(SHANGHAI)
    found = datetime.combine(local.date(), at, tzinfo=SHANGHAI)
    if found <= local:
        found += timedelta(days=1)
    return found.astimezone(now.tzinfo)


def _clock(text: str) -> time:
    return time.fromisoformat(text)
