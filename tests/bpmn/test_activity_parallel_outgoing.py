def test_several_plain_flows_of_an_activity_are_an_implicit_fork(play):
    case = play().start().complete("U")

    assert case.open == ["A", "B"]
    assert not case.complete("A").ended
    assert case.complete("B").ended
