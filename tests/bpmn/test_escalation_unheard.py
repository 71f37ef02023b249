def test_an_escalation_that_nobody_hears_changes_nothing(play):
    case = play().start()
    assert case.open == ["U"]

    case.complete("U")

    assert case.ended
    assert case.incidents() == []
