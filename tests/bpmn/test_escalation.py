from engine.model import events


def test_the_inside_goes_on_when_the_boundary_does_not_interrupt(play):
    case = play().start().complete("U")

    assert case.open == ["Help", "V"]
    assert case.variables == {"level": 1}


def test_the_inside_is_cancelled_when_it_interrupts(play):
    case = play().start().complete("U").complete("V")

    assert case.open == ["Chief", "Help"]
    assert case.visits(events.ElementTerminated) == ["P"]


def test_an_interrupting_escalation_from_a_task_withdraws_it(play):
    case = play().start().escalate("U", "top")

    assert case.open == ["Chief"]
    assert case.visits(events.ElementTerminated) == ["U", "P"]
