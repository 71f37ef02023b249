def test_a_thrower_that_is_interrupted_by_its_own_escalation_goes_no_further(play):
    case = play().start()

    assert case.open == ["Chief"]
    assert case.complete("Chief").ended
    assert "Never" not in case.visits()
