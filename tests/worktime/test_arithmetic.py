"""Adding, subtracting and measuring working time, against a slow count minute by minute."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendar import SHANGHAI, Calendar, Shift

MINUTE = timedelta(minutes=1)
FIRST = datetime(2026, 9, 25, tzinfo=SHANGHAI)
"""The Friday before National Day 2026: make-up days and the holiday lie ahead."""

OFFICE = Calendar()
NIGHTS = Calendar(hours=((time(20), time(8)),), every_day=True)
SPLIT = Calendar(
    hours=((time(8), time(8, 30)), (time(9), time(9, 1)), (time(22), time(2))),
    days={date(2026, 9, 28): False, date(2026, 10, 3): True},
)
CALENDARS = st.sampled_from([OFFICE, NIGHTS, SPLIT])
MOMENTS = st.integers(0, 20 * 24 * 60).map(lambda n: (FIRST + n * MINUTE).astimezone(UTC))
CALMLY = settings(deadline=None, max_examples=40)
LENGTHS = st.integers(1, 30 * 60).map(lambda n: n * MINUTE)


def works(calendar: Calendar, minute: datetime) -> bool:
    """Tell whether the minute that begins here is worked; the oracle knows nothing of spans."""
    local = minute.astimezone(SHANGHAI)
    for opens, closes in calendar.hours:
        overnight = closes <= opens
        if overnight and local.time() < closes:
            day = local.date() - timedelta(days=1)
        elif opens <= local.time() and (overnight or local.time() < closes):
            day = local.date()
        else:
            continue
        if calendar.is_workday(day):
            return True
    return False


@CALMLY
@given(CALENDARS, MOMENTS, LENGTHS)
def test_an_instant_later_is_the_one_that_counting_minutes_finds(calendar, start, length):
    moment, left = start, length
    while left:
        if works(calendar, moment):
            left -= MINUTE
        moment += MINUTE

    assert calendar.add(start, length).at == moment


@CALMLY
@given(CALENDARS, MOMENTS, LENGTHS)
def test_an_instant_earlier_is_the_one_that_counting_minutes_finds(calendar, end, length):
    moment, left = end, length
    while left:
        moment -= MINUTE
        if works(calendar, moment):
            left -= MINUTE

    assert calendar.subtract(end, length).at == moment


@CALMLY
@given(CALENDARS, MOMENTS, st.integers(0, 3 * 24 * 60))
def test_the_time_between_is_the_number_of_minutes_that_are_worked(calendar, start, minutes):
    counted = sum(works(calendar, start + n * MINUTE) for n in range(minutes))

    assert calendar.between(start, start + minutes * MINUTE) == counted * MINUTE
    assert calendar.between(start + minutes * MINUTE, start) == -counted * MINUTE


@CALMLY
@given(CALENDARS, MOMENTS, LENGTHS)
def test_what_was_added_lies_between_and_can_be_taken_off_again(calendar, start, length):
    end = calendar.add(start, length).at

    assert calendar.between(start, end) == length
    assert calendar.between(calendar.subtract(end, length).at, start) == timedelta()


@CALMLY
@given(MOMENTS, LENGTHS)
def test_a_calendar_with_the_announced_days_written_out_counts_the_same(start, length):
    sealed = OFFICE.sealed(2025, 2028)

    assert sealed.add(start, length) == OFFICE.add(start, length)
    assert sealed.add(start, 40 * length) == OFFICE.add(start, 40 * length)


def test_a_written_out_year_without_announcement_is_still_not_maintained():
    sealed = OFFICE.sealed(2026, 2027)

    assert [sealed.is_maintained(year) for year in (2025, 2026, 2027)] == [False, True, False]
    assert sealed.is_workday(date(2027, 10, 1))


def test_taking_off_more_than_ten_years_is_refused():
    with pytest.raises(OverflowError, match="within ten years"):
        OFFICE.subtract(FIRST, timedelta(days=3660))


def test_a_shift_has_hours_of_its_own_and_may_work_on_days_off():
    calendar = Calendar(shifts={"夜班": Shift(hours=((time(20), time(8)),), every_day=True)})

    nights = calendar.on("夜班")

    assert nights.add(FIRST, timedelta(hours=13)).at == (FIRST + timedelta(hours=25))
    assert nights.is_maintained(2027)
    assert nights.sealed(2027, 2027).is_maintained(2027)


def test_shanghai_has_no_daylight_saving_time_in_any_year_that_counts():
    offsets = {datetime(year, 7, 1, tzinfo=SHANGHAI).utcoffset() for year in range(1992, 2101)}

    assert offsets == {timedelta(hours=8)}
