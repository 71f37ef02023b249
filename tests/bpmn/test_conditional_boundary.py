"""Conditional boundary events: BPMN 2.0.2, 10.5.5; docs.camunda.io, "Conditionals"."""

from engine.model import events


def test_the_condition_ends_the_task_at_once(play):
    case = play().start().write(stopped=True)

    assert case.outcome == "Stopped"
    assert case.visits(events.ElementTerminated) == ["U"]


def test_beside_the_task_each_turn_from_false_to_true_counts(play):
    case = play().start(level=1)

    for level in (4, 5, 2, 6):
        case.write(level=level)

    assert case.open == ["U"]
    assert case.visits().count("Warned") == 2


def test_a_condition_that_is_true_on_entering_triggers(play):
    case = play().start(level=4)

    assert case.visits().count("Warned") == 1
    assert case.open == ["U"]


def test_other_variables_do_not_trigger_a_condition_that_stays_true(play):
    case = play().start(level=4).write(other=1)

    assert case.visits().count("Warned") == 1


def test_a_condition_sees_the_variables_of_the_activity_itself(play):
    case = play().start()

    case.write(scope_id=case.waiting("U"), level=4)

    assert case.visits().count("Warned") == 1
    assert case.variables == {}


def test_what_a_task_is_completed_with_does_not_cancel_it(play):
    case = play().start().complete("U", stopped=True)

    assert case.outcome == "E"
