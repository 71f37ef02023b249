def test_a_gateway_decides_once_even_when_one_signal_means_two_ways(play):
    case = play().start().signal("ring")

    assert case.ended
    assert case.visits() == ["S", "G", "One", "E"]
