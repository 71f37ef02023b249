"""Multiple boundary events, and event definitions that several events share (BPMN 2.0.2, 10.5)."""

import pytest


@pytest.mark.parametrize("event", ["signal", "error"])
def test_any_of_its_events_interrupts_the_task(play, event):
    case = play().start()

    if event == "signal":
        case.signal("a")
    else:
        case.throw("U", "x")

    assert case.outcome == "E2"


def test_beside_the_task_each_of_its_events_counts_by_itself(play):
    case = play().start().signal("b").signal("b").fire("Beside")

    assert case.visits().count("E3") == 3
    assert case.open == ["U"]
