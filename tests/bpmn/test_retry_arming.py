from engine.model import events


def test_a_retry_goes_on_from_where_the_activity_stopped(play):
    case = play().start(wait="later")
    (incident,) = case.incidents()
    assert case.open == []

    case.write(wait="PT1H").retry()

    assert incident.kind == "timer"
    assert case.open == ["U"]
    assert list(case.timers()) == ["T"]
    assert case.visits(events.ElementActivated) == ["S", "U"]
