from datetime import datetime

import pytest

from engine.interpreter.cron import following

SUNDAY = datetime(2026, 11, 22, 11, 26, 30)  # noqa: DTZ001  (cron keeps to the zone it is given)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 0 9 * * MON-FRI", "2026-11-23 09:00:00"),
        ("*/10 * * * * *", "2026-11-22 11:26:40"),
        ("5 * * * * *", "2026-11-22 11:27:05"),
        ("0 30 11 * * *", "2026-11-22 11:30:00"),
        ("0 20 11 * * *", "2026-11-23 11:20:00"),
        ("0 0 12,13 * * SUN", "2026-11-22 12:00:00"),
        ("0 0 0 L * ?", "2026-11-30 00:00:00"),
        ("0 0 0 L-2 * ?", "2026-11-28 00:00:00"),
        ("0 0 0 ? * 5L", "2026-11-27 00:00:00"),
        ("0 0 0 ? * 7L", "2026-11-29 00:00:00"),
        ("0 0 9 ? * 5#2", "2026-12-11 09:00:00"),
        ("0 0 0 ? * 7", "2026-11-29 00:00:00"),
        ("@daily", "2026-11-23 00:00:00"),
        ("@hourly", "2026-11-22 12:00:00"),
        ("@yearly", "2027-01-01 00:00:00"),
        ("0 0 8 1W 8 *", "2027-08-02 08:00:00"),
        ("0 0 8 1W 5 *", "2027-05-03 08:00:00"),
        ("0 0 8 15W 5 *", "2027-05-14 08:00:00"),
        ("0 0 8 16W 5 *", "2027-05-17 08:00:00"),
        ("0 0 8 17W 5 *", "2027-05-17 08:00:00"),
        ("0 0 8 LW 1 *", "2027-01-29 08:00:00"),
        ("0 0 0 29 2 *", "2028-02-29 00:00:00"),
        ("0 30 9-17/2 * JAN,DEC *", "2026-12-01 09:30:00"),
        ("0 0/15 12 * * *", "2026-11-22 12:00:00"),
    ],
)
def test_the_next_time_is_the_first_that_matches(text, expected):
    assert str(following(text, SUNDAY)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "0 0 9 * *",
        "60 * * * * *",
        "0 0 9 * FOO *",
        "0 0 9-8 * * *",
        "0 0 0 30 2 *",
        "a b c d e f",
        "*/0 * * * * *",
    ],
)
def test_what_never_comes_or_is_no_cron_is_refused(text):
    with pytest.raises(ValueError, match=r"cron|within|no such day"):
        following(text, SUNDAY)
