from engine.model import events


def test_only_the_subprocess_is_terminated(play):
    case = play().start().complete("A")

    assert case.open == ["After"]
    assert case.visits(events.ElementTerminated) == ["B"]
    assert case.complete("After").outcome == "E"
