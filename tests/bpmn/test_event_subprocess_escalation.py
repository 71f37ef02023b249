def test_the_thrower_goes_on_while_the_handler_runs(play):
    case = play().start().complete("U")

    assert case.open == ["Help", "V"]
    case.complete("V")
    assert not case.ended
    assert case.complete("Help").ended


def test_a_person_may_escalate_from_a_task(play):
    case = play().start().escalate("U", "level2").escalate("U", "unknown")

    assert case.open == ["Help", "U"]
