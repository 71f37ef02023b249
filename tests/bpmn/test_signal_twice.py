def test_an_interrupted_listener_does_not_hear_the_same_signal(play):
    case = play().start().signal("stop")

    assert case.open == ["AfterX"]
