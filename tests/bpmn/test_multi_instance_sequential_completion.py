from engine.model import events


def test_the_condition_sees_the_counters(play):
    case = play().start(n=5).complete("Vote").complete("Vote")

    assert case.ended
    assert case.visits(events.ElementActivated).count("Vote") == 3  # the body and two instances
