"""Multiple intermediate catch events: BPMN 2.0.2, 10.5.5."""


def test_the_first_of_several_events_counts(play):
    case = play().start().fire("C")

    assert case.ended
    assert case.subscriptions() == []


def test_an_event_that_is_named_twice_counts_once(play):
    case = play().start().signal("a", n=1)

    assert case.ended
    assert case.timers() == {}
    assert case.variables == {"n": 1}
