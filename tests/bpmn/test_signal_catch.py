def test_one_signal_reaches_every_catcher_of_the_case(play):
    case = play().start().signal("go", by="x")

    assert case.ended
    assert case.variables == {"by": "x"}
