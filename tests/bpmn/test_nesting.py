def test_a_loop_may_wrap_a_value_again_and_again(play):
    case = play().start(deep=1).complete("U").complete("U")

    assert case.variables["deep"] == [[1]]
