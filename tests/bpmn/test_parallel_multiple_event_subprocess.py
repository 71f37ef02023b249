"""Event sub-processes that all of several events start: BPMN 2.0.2, table 10.84."""


def test_it_starts_when_all_have_come_and_again_when_all_have_come_again(play):
    case = play().start(order="7").signal("a")
    assert case.open == ["U"]

    case.signal("b")
    assert case.open == ["N", "U"]
    case.signal("b").signal("a")

    assert case.open == ["N", "N", "U"]


def test_it_interrupts_when_all_have_come(play):
    case = play().start(order="7").message("sure", "7")
    assert case.open == ["U"]

    case.signal("stop")

    assert case.outcome == "E3"


def test_what_has_come_is_gone_with_the_case(play):
    case = play().start(order="7").signal("a").signal("stop").complete("U")

    assert case.outcome == "E"
