def test_what_was_undone_once_is_not_undone_again(play):
    case = play().start().complete("U1")

    case.complete("UA")

    assert case.ended
    assert case.visits().count("UA") == 1
