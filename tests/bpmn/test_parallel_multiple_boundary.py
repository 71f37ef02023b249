"""Boundary events that wait for all of their definitions: BPMN 2.0.2, table 10.90."""


def test_it_interrupts_when_all_have_come(play):
    case = play().start(order="7").signal("open")
    assert case.open == ["U"]

    case.message("paid", "7")

    assert case.outcome == "E2"
    assert case.subscriptions() == []


def test_beside_the_task_it_waits_for_all_of_them_again_as_long_as_all_can_come(play):
    case = play().start(order="7").signal("a").fire("Beside")
    assert case.visits().count("E3") == 1

    case.fire("Beside").signal("a").signal("a").fire("Beside")

    assert case.visits().count("E3") == 3
    assert "Beside" not in case.timers()
    assert case.open == ["U"]


def test_what_has_come_waits_for_the_timer_and_a_timer_that_fires_once_makes_it_once(play):
    case = play().start(order="7").signal("a").fire("Once").signal("a")

    assert case.visits().count("E4") == 1


def test_with_the_task_what_has_come_is_gone_as_well(play):
    case = play().start(order="7").signal("open").complete("U")

    assert case.outcome == "E"
