"""A catch event that waits for all of its definitions: BPMN 2.0.2, 10.5.4 (parallel multiple)."""

import itertools

import pytest

from engine.model import events

WAYS = {
    "paid": lambda case: case.message("paid", "7", paid=1),
    "open": lambda case: case.signal("open", door=2),
    "hour": lambda case: case.fire("All"),
    "ready": lambda case: case.write(ready=True),
}


@pytest.mark.parametrize("order", list(itertools.permutations(WAYS)), ids="-".join)
def test_it_goes_on_when_the_last_one_has_come_in_whatever_order(play, order):
    case = play().start(order="7")

    for what in order:
        assert case.open == []
        WAYS[what](case)

    assert case.open == ["U"]
    assert case.variables == {"order": "7", "paid": 1, "door": 2, "ready": True}


def test_what_is_still_missing_is_what_is_still_awaited(play):
    case = play().start(order="7").signal("open")

    assert [e.name for e in case.subscriptions()] == ["paid"]
    assert len(case.told(events.SignalUnsubscribed)) == 1
    assert list(case.timers()) == ["All"]


def test_a_condition_that_was_true_once_has_come(play):
    case = play().start(order="7", ready=True).write(ready=False)

    case.signal("open").message("paid", "7").fire("All")

    assert case.open == ["U"]


def test_the_same_event_twice_does_not_stand_for_another(play):
    case = play().start(order="7").signal("open").signal("open")

    assert case.open == []
