"""When somebody may be told: quiet hours and the daily digest, by the company's clocks."""

from datetime import UTC, datetime

import pytest

from engine.calendar import SHANGHAI
from engine.model import Preferences
from engine.telling.hours import next_time

NIGHT = Preferences(quiet_from="22:00", quiet_until="07:00")
NOON = Preferences(quiet_from="12:00", quiet_until="13:30")
DIGEST = Preferences(digest_at="08:00")


@pytest.mark.parametrize(
    ("preferences", "kind", "at", "told"),
    [
        (Preferences(), "task.created", "01T23:00", "01T23:00"),
        (NIGHT, "task.created", "01T21:59", "01T21:59"),
        (NIGHT, "task.created", "01T22:00", "02T07:00"),
        (NIGHT, "task.created", "02T06:59", "02T07:00"),
        (NIGHT, "task.created", "02T07:00", "02T07:00"),
        (NOON, "task.created", "01T12:30", "01T13:30"),
        (DIGEST, "task.created", "01T07:00", "01T08:00"),
        (DIGEST, "task.created", "01T08:00", "02T08:00"),
        (DIGEST, "task.overdue", "01T09:00", "01T09:00"),
    ],
)
def test_a_message_waits_until_its_reader_wants_it(preferences, kind, at, told):
    now = datetime.fromisoformat(f"2026-07-{at}").replace(tzinfo=SHANGHAI).astimezone(UTC)

    found = next_time(preferences, kind, now)

    assert found.astimezone(SHANGHAI).strftime("%dT%H:%M") == told
