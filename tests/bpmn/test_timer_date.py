from datetime import UTC, datetime, timedelta

import pytest


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-02-01T08:00:00", datetime(2026, 2, 1, 0, tzinfo=UTC)),
        ("2026-02-01T08:00:00Z", datetime(2026, 2, 1, 8, tzinfo=UTC)),
        ("2026-02-01T08:00:00+09:00", datetime(2026, 1, 31, 23, tzinfo=UTC)),
        ("2026-02-01T08:00:00[Europe/Berlin]", datetime(2026, 2, 1, 7, tzinfo=UTC)),
        ("2026-02-01T08:00:00@Europe/Berlin", datetime(2026, 2, 1, 7, tzinfo=UTC)),
        ("2026-02-01", datetime(2026, 1, 31, 16, tzinfo=UTC)),
    ],
)
def test_a_date_is_due_at_that_instant_no_zone_means_shanghai(play, text, due):
    case = play().start(case={"deadline": text})

    assert case.timers()["T"].due_at == due
    assert case.fire("T").ended


def test_a_due_date_that_is_no_time_is_an_incident_and_a_duration_counts_from_now(play):
    case = play("due_date").start(due="soon")
    (incident,) = case.incidents()

    case.write(due="PT2H").retry()

    assert incident.kind == "expression"
    assert case.tasks()[0].due_at == case.now + timedelta(hours=2)
    assert case.tasks()[0].follow_up_at is None
