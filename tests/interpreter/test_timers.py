from datetime import UTC, datetime, timedelta

import pytest

from engine.interpreter.timers import (
    Due,
    TimerError,
    first,
    following,
    instant_or_period,
    missed,
    period,
)

NOON = datetime(2026, 1, 1, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("PT4H", timedelta(hours=4)),
        ("P1DT2H3M4.5S", timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
        ("P2W", timedelta(days=14)),
        ("P1M", timedelta(days=31)),
        ("P1Y", timedelta(days=365)),
        ("-PT5M", timedelta(minutes=-5)),
        ("P0D", timedelta()),
    ],
)
def test_a_duration_is_counted_from_now(text, later):
    assert first("duration", text, NOON) == Due(at=NOON + later, cycle={})


@pytest.mark.parametrize("text", ["", "P", "PT", "P1", "4H", "PT4H ago", "P1DT"])
def test_what_is_no_duration_is_refused_by_name(text):
    with pytest.raises(TimerError, match="no ISO 8601 duration"):
        period(text)


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", "2026-01-01T00:00[Moon/Sea]", "[UTC]"])
def test_what_is_no_date_is_refused_by_name(text):
    with pytest.raises(TimerError, match="no ISO 8601 date and time"):
        first("date", text, NOON)


@pytest.mark.parametrize(
    "text", ["R3", "R3/PT1H/PT1H/PT1H", "R/P0D", "R0/PT1H", "R3/-PT1H", "hourly", "* * * * * *  *"]
)
def test_what_is_no_cycle_is_refused(text):
    with pytest.raises(TimerError):
        first("cycle", text, NOON)


def test_a_time_beyond_the_calendar_is_refused():
    with pytest.raises(TimerError, match="beyond the calendar"):
        first("duration", "P9999Y", NOON)


def test_a_cycle_with_a_start_fires_first_at_that_start():
    due = first("cycle", "R2/2026-01-02T08:00:00/PT1H", NOON)

    later = following(due, 0)

    assert due.at == datetime(2026, 1, 2, 0, tzinfo=UTC)
    assert later is not None
    assert later.at == datetime(2026, 1, 2, 1, tzinfo=UTC)
    assert following(later, 0) is None


def test_minus_one_repeats_for_ever():
    due = first("cycle", "R-1/PT1H", NOON)

    for _ in range(5):
        due = following(due, 9)

    assert due.at == NOON + timedelta(hours=51)


def test_what_does_not_repeat_has_nothing_following():
    assert following(first("duration", "PT1H", NOON), 0) is None


def test_months_are_counted_from_the_day_the_timer_was_armed():
    armed = datetime(2026, 12, 31, 4, tzinfo=UTC)
    due = first("cycle", "R/P1M", armed)

    days = [due.at.day]
    for _ in range(3):
        due = following(due, 0)
        days.append(due.at.day)

    assert days == [31, 28, 31, 30]


def test_a_deadline_is_an_instant_or_a_length_of_time():
    assert instant_or_period("PT1H", NOON) == NOON + timedelta(hours=1)
    assert instant_or_period("2026-01-01T13:00[Asia/Phnom_Penh]", NOON).hour == 6


def test_missed_cycles_are_those_due_by_now():
    endless = first("cycle", "R/PT1H", NOON)
    thrice = first("cycle", "R3/PT1H", NOON)

    assert missed(endless, endless.at) == 0
    assert missed(endless, endless.at + timedelta(hours=5, minutes=59)) == 5
    assert missed(thrice, endless.at + timedelta(days=1)) == 2
    assert missed(first("duration", "PT1H", NOON), NOON + timedelta(days=1)) == 0
    assert missed(endless, endless.at + timedelta(days=9999)) == 10_000


def test_cron_goes_on_from_the_firing_before():
    due = first("cycle", "0 0 9 * * *", NOON)

    later = following(due, 1)

    assert (due.at, later.at) == (
        datetime(2026, 1, 2, 1, tzinfo=UTC),
        datetime(2026, 1, 4, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize("zone", ["Z", "+00:00", "+00:00[UTC]", "@UTC"])
def test_a_cycle_with_an_end_fires_no_more_behind_it(zone):
    due = first("cycle", f"R/PT1H/2026-01-01T06:30:00{zone}", NOON)

    second = following(due, 0)

    assert (due.at, second.at) == (NOON + timedelta(hours=1), NOON + timedelta(hours=2))
    assert following(second, 0) is None
    assert missed(due, NOON + timedelta(days=1)) == 1


def test_a_cycle_with_an_end_fires_no_oftener_than_it_says():
    due = first("cycle", "R1/PT1H/2026-01-01T23:00:00Z", NOON)

    assert following(due, 0) is None


def test_a_cycle_may_begin_at_a_time_of_another_zone():
    due = first("cycle", "R/2026-01-02T09:00:00@Europe/Berlin/P1D", NOON)

    assert due.at == datetime(2026, 1, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["R/PT1H/2026-01-01T04:30:00Z", "R/2026-01-01T00:00:00Z/PT1H/2026-01-02T00:00:00Z"]
)
def test_a_cycle_that_ends_before_it_fires_or_has_two_bounds_says_no_time(text):
    with pytest.raises(TimerError):
        first("cycle", text, NOON)
