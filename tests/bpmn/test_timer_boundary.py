from datetime import timedelta

import pytest

from engine.errors import NotFound
from engine.model import commands, events


def test_the_timer_is_due_when_its_duration_is_over(play):
    case = play().start()

    (armed,) = case.told(events.TimerArmed)

    assert armed.due_at == case.now + timedelta(hours=4)
    assert armed.activity_id == case.tasks()[0].task_id


def test_an_interrupting_timer_withdraws_the_task_at_once(play):
    case = play().start().fire("T")

    assert case.open == ["Late"]
    assert case.told(events.TimerDisarmed) == []
    assert case.visits(events.ElementTerminated) == ["U"]
    assert case.complete("Late").outcome == "E2"


def test_completing_in_time_disarms_the_timer(play):
    case = play().start().complete("U")

    assert [event.element_id for event in case.told(events.TimerDisarmed)] == ["T"]
    assert case.outcome == "E"


def test_a_timer_that_is_not_armed_cannot_fire(play):
    case = play().start()
    timer = case.timers()["T"]
    case.fire("T")

    with pytest.raises(NotFound):
        case.do(commands.FireTimer(timer_id=timer.timer_id))
