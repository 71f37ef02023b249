"""An activity waits until one of its input sets has all its values (BPMN 2.0.2, 13.3.2)."""

import pytest

from engine.errors import Invalid
from engine.model import commands, events


def test_it_begins_when_another_branch_has_given_the_value(play):
    case = play().start()
    assert case.open == ["Register"]
    assert "Review" in case.visits(events.ElementActivated)
    assert case.timers() == {}

    case.complete("Register", order=1)

    assert case.open == ["Review"]
    assert list(case.timers()) == ["Late"]
    assert case.complete("Review", order=2).ended
    assert case.variables == {"order": 2}


def test_it_begins_at_once_when_the_value_is_there(play):
    assert play().start(order=1).open == ["Register", "Review"]


def test_another_input_set_will_do(play):
    case = play().start()

    case.write(photo="p.jpg")

    assert case.open == ["Register", "Review"]
    assert case.visible("Review")["order"] is None


def test_nobody_completes_what_waits_for_its_data(play):
    case = play().start()
    (waiting,) = [e for e in case.told(events.ElementActivated) if e.element_id == "Review"]

    with pytest.raises(Invalid):
        case.do(commands.CompleteActivity(activity_id=waiting.activity_id, variables={}))


def test_what_waits_is_withdrawn_with_the_case(play):
    case = play().start().terminate()

    assert case.ended
    assert "Review" in case.visits(events.ElementTerminated)


def test_a_change_that_does_not_fill_a_set_lets_it_wait_on(play):
    case = play().start()

    case.write(hint="urgent")

    assert case.open == ["Register"]
    assert case.complete("Register", order=1).open == ["Review"]
