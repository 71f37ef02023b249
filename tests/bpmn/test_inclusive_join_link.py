def test_the_join_waits_for_a_token_that_comes_by_a_link(play):
    case = play().start().complete("B")
    assert case.open == ["A"]

    case.complete("A")
    assert case.open == ["A2"]
    case.complete("A2")

    assert case.open == ["After"]
