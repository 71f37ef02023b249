def test_two_arrivals_by_one_flow_are_no_join_and_the_surplus_stays_for_the_next(play):
    case = play().start().complete("A").complete("B")
    assert case.open == ["C"]

    case.complete("C")
    assert case.open == ["Next"]
    case.complete("Next", more=True).complete("C")

    assert case.open == ["Next"]
    assert case.complete("Next", more=False).ended
