"""Conditional intermediate catch event: BPMN 2.0.2, 10.5.5."""


def test_the_case_waits_until_somebody_makes_the_condition_true(play):
    case = play().start().write(level=3)
    assert not case.ended

    case.write(level=4)

    assert case.ended


def test_a_condition_that_is_true_already_lets_the_case_pass(play):
    case = play().start(level=4)

    assert case.ended


def test_a_value_that_is_no_truth_does_not_let_the_case_pass(play):
    case = play().start(level="high")

    assert not case.ended


def test_a_condition_stands_among_the_events_of_an_event_gateway(play):
    case = play("conditional_gateway").start().write(level=4)

    assert case.outcome == "E"
    assert case.timers() == {}


def test_a_condition_that_lost_the_race_is_not_looked_at_again(play):
    case = play("conditional_gateway").start().fire("T")

    assert case.outcome == "Late"
