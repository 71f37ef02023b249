"""A process of the size and shape of a real one; the benchmark plays it too."""


def test_two_rounds_of_handling_and_then_the_end(play):
    case = play().start(severity=7, phone="123").complete("Register", text="漏水")
    for satisfied in (False, True):
        case.complete("Accept").fire("Slow").complete("Urge").complete("Solve", result="ok")
        case.complete("Visit", satisfied=satisfied).complete("Audit")

    assert case.outcome == "Done"
    assert case.variables["grade"] == "serious"
    assert case.timers() == {}
