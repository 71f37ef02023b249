from engine.model import events


def test_a_signal_beside_the_task_is_heard_every_time(play):
    case = play().start().signal("ring", n=1).signal("ring", n=2)

    assert case.open == ["U"]
    assert case.visits().count("M") == 2
    assert case.variables == {"n": 2}


def test_the_interrupting_signal_ends_the_task(play):
    case = play().start().signal("stop")

    assert case.outcome == "E3"
    assert case.visits(events.ElementTerminated) == ["U"]
