from datetime import timedelta

import pytest

from engine.model import events


@pytest.mark.parametrize("wait", ["PT90M", "PT1H30M"])
def test_a_duration_from_an_expression_is_due_exactly(play, wait):
    case = play().start(wait=wait)

    (armed,) = case.told(events.TimerArmed)

    assert armed.due_at == case.now + timedelta(minutes=90)
    assert case.fire("T").ended


def test_a_timer_that_says_no_time_is_an_incident(play):
    case = play().start(wait="soon")
    (incident,) = case.told(events.IncidentRaised)

    case.write(wait="PT1S").retry()

    assert incident.kind == "timer"
    assert "'soon' is no ISO 8601 duration" in incident.message
    assert list(case.timers()) == ["T"]
