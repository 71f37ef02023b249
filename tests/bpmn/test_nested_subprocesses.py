from engine.model import events


def test_an_error_deep_inside_is_caught_far_outside(play):
    case = play().start()

    case.complete("B")

    assert case.visits(events.ElementTerminated) == ["A", "Inner", "Outer"]
    assert case.open == ["Mend"]
