"""Working time with Chinese holidays and make-up workdays."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.calendar import SHANGHAI, Calendar

CALENDAR = Calendar()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-07-01", True),
        ("2026-07-04", False),
        ("2026-10-01", False),
        ("2026-10-10", True),  # a Saturday made up for the National Day holiday
        ("2027-10-01", True),  # 2027 is not announced: Monday to Friday
        ("1900-01-01", True),
    ],
)
def test_a_workday_is_announced_or_monday_to_friday(day, worked):
    assert CALENDAR.is_workday(date.fromisoformat(day)) is worked


def test_a_day_set_by_hand_wins():
    calendar = Calendar(days={date(2026, 7, 1): False})

    assert not calendar.is_workday(date(2026, 7, 1))


def test_three_workdays_from_friday_night_end_with_wednesday():
    due = CALENDAR.add(local("2026-07-03T22:40"), timedelta(), workdays=3)

    assert due.at == local("2026-07-08T18:00")
    assert due.unmaintained == ()


def test_the_clock_of_a_make_up_saturday_runs():
    due = CALENDAR.add(local("2026-10-09T22:40"), timedelta(), workdays=1)

    assert due.at == local("2026-10-10T18:00")


def test_a_deadline_over_national_day_skips_the_holiday():
    due = CALENDAR.add(local("2026-09-30T17:00"), timedelta(hours=2))

    assert due.at == local("2026-10-08T10:00")


def test_a_year_without_announced_holidays_is_named():
    due = CALENDAR.add(local("2026-12-31T10:00"), timedelta(), workdays=1)

    assert due.at == local("2027-01-01T10:00")
    assert due.unmaintained == (2027,)


def test_the_lunch_break_is_not_worked():
    due = CALENDAR.add(local("2026-07-01T11:30"), timedelta(hours=1))

    assert due.at == local("2026-07-01T14:00")
    assert due.at.tzinfo is UTC


def test_one_day_later_is_the_same_hour():
    due = CALENDAR.add(local("2026-07-01T10:00"), timedelta(), workdays=1)

    assert due.at == local("2026-07-02T10:00")


def test_a_calendar_without_workdays_says_so():
    calendar = Calendar(hours=())

    with pytest.raises(OverflowError, match="within ten years"):
        calendar.add(local("2026-07-01T10:00"), timedelta(hours=1))
