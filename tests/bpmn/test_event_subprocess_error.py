def test_the_handler_inside_catches_before_the_boundary(play):
    case = play().start().complete("U", bad=True)

    assert case.open == ["Mend"]
    assert case.complete("Mend").outcome == "E"


def test_without_an_error_the_handler_stays_out(play):
    case = play().start()
    assert case.open == ["U"]

    case.complete("U", bad=False)

    assert case.outcome == "E"


def test_an_error_thrown_in_the_handler_goes_outward(play):
    case = play().start().complete("U", bad=True)

    case.throw("Mend", "lost")

    assert case.open == ["NeverTask"]
