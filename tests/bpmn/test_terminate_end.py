from engine.model import events


def test_everything_else_in_the_scope_is_withdrawn(play):
    case = play().start().complete("A")

    assert case.ended
    assert case.outcome == "Stop"
    assert case.visits(events.ElementTerminated) == ["B"]
    assert case.timers() == {}
