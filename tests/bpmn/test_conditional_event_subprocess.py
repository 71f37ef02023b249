"""Conditional starts of event sub-processes, interrupting and not, inside a sub-process."""


def test_a_condition_starts_the_handler_beside(play):
    case = play().start().complete("U", level=4)

    assert case.open == ["Cool", "V"]


def test_a_condition_starts_the_handler_instead(play):
    case = play().start().write(level=4).write(level=10)

    assert case.open == ["Fight"]


def test_both_conditions_at_once_leave_the_interrupting_handler_alone(play):
    case = play().start(level=10)

    assert case.open == ["Fight"]


def test_a_handler_beside_starts_again_when_the_condition_turned_false_between(play):
    case = play().start(level=4).write(level=1).write(level=5)

    assert case.open == ["Cool", "Cool", "U"]
    assert not case.complete("U").complete("V").ended
