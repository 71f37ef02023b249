from datetime import UTC, datetime

import pytest

from engine.errors import NotFound
from engine.model import commands, events
from tests.bpmn.test_working_timer import begun, calendar

TUESDAY = datetime(2026, 7, 7, 2, tzinfo=UTC)


def rescheduled(case):
    (armed,) = case.told(events.TimerArmed)
    return case.do(commands.RescheduleTimer(timer_id=armed.timer_id, due_at=TUESDAY))


def test_a_timer_that_was_moved_by_hand_fires_all_the_same(play):
    case = rescheduled(begun(play))

    assert case.fire("T").open == ["Late"]


def test_no_calendar_counts_a_timer_anew_that_was_moved_by_hand(play):
    case = rescheduled(begun(play))

    case.do(commands.AdoptCalendar(calendar=calendar(2, d2026_07_06="holiday")))

    assert case.told(events.TimerMoved) == []


def test_a_timer_that_was_disarmed_is_not_moved(play):
    case = begun(play)
    (armed,) = case.told(events.TimerArmed)
    case.fire("T")

    with pytest.raises(NotFound):
        case.do(commands.RescheduleTimer(timer_id=armed.timer_id, due_at=TUESDAY))
