"""Standard loops: BPMN 2.0.2, 10.3.7 and 13.3.7."""

import pytest

from engine.interpreter.withdrawing import withdraw_body


def test_the_work_is_done_again_as_long_as_the_condition_is_true(play):
    case = play().start(good=False).complete("U", good=False)
    assert case.open == ["U"]

    case.complete("U", good=True)

    assert case.ended
    assert case.visits().count("U") == 3  # two rounds and the body around them
    assert case.variables == {"good": True}


def test_there_are_no_more_rounds_than_the_maximum(play):
    case = play().start(good=False)

    for _ in range(3):
        case.complete("U")

    assert case.ended


def test_the_rounds_are_counted(play):
    case = play().start(good=False).complete("U")

    (task,) = case.tasks()
    assert task.loop_counter == 2


def test_a_condition_that_fails_stops_the_round_until_it_is_mended(play):
    case = play().start(good="?").complete("U")

    case.write(good=True).retry()

    assert case.ended


@pytest.mark.parametrize("wanted", [0, 1, 3])
def test_a_loop_that_asks_before_may_not_run_at_all(play, wanted):
    case = play("standard_loop_before").start(wanted=wanted)

    for _ in range(wanted):
        assert not case.ended
        case.complete("U")

    assert case.ended


def test_a_loop_without_condition_runs_its_number_of_times(play):
    case = play("standard_loop_times").start(n=0)

    assert case.variables["n"] == 10


def test_a_round_that_is_taken_back_ends_the_loop(play):
    case = play().start(good=False)

    (body,) = (t for t in case.live.open.values() if t.counter)
    withdraw_body(body)

    (left,) = case.live.queue
    assert left.task_spec.kind == "standardLoopBody"
