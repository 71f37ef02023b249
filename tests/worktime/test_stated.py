"""A calendar as administrators state it, and what is wrong with what they state."""

from datetime import date

import pytest

from engine.calendar import Calendar, calendar_of, stated
from engine.errors import Invalid

STATED = {
    "zone": "Asia/Shanghai",
    "hours": [["08:30", "12:00"], ["13:00", "17:30"]],
    "days": {"2027-10-01": "holiday", "2027-10-09": "makeup", "2027-10-11": "workday"},
    "shifts": {"夜班": {"hours": [["20:00", "08:00"]], "every_day": True}},
}


def test_what_is_stated_is_read_and_told_again():
    calendar = calendar_of("east", "2", STATED)

    assert stated(calendar) == STATED
    assert not calendar.is_workday(date(2027, 10, 1))
    assert calendar.is_workday(date(2027, 10, 9))
    assert calendar.is_maintained(2027)


def test_a_written_out_calendar_is_read_and_told_again():
    sealed = Calendar().sealed(2026, 2027)

    assert calendar_of("cn", "1", stated(sealed)) == sealed


@pytest.mark.parametrize(
    ("part", "wrong", "said"),
    [
        ("hours", [], "1 to 12 spans"),
        ("hours", "9-5", "1 to 12 spans"),
        ("hours", [["09:00"]], "no span"),
        ("hours", [["9", "soon"]], "no span"),
        ("hours", [5], "no span"),
        ("hours", [["09:00+08:00", "12:00+08:00"]], "names a zone"),
        ("hours", [["13:00", "17:00"], ["09:00", "12:00"]], "overlap"),
        ("hours", [["09:00", "12:00"], ["11:00", "17:00"]], "overlap"),
        ("hours", [["09:00", "12:00"], ["20:00", "10:00"]], "runs into"),
        ("zone", "Moon/Base", "no time zone"),
        ("days", ["2027-10-01"], "at most 3660 days"),
        ("days", {"soon": "holiday"}, "no date"),
        ("days", {"2027-10-01": "party"}, "expected one of"),
        ("shifts", ["夜班"], "at most 24 shifts"),
        ("shifts", {"": {"hours": [["20:00", "08:00"]]}}, "needs hours"),
        ("shifts", {"夜班": {"hours": [["x", "y"]]}}, "no span"),
    ],
)
def test_what_is_wrong_is_named(part, wrong, said):
    with pytest.raises(Invalid, match=said):
        calendar_of("east", "2", {**STATED, part: wrong})
