"""Compensation by boundary events and their handlers: BPMN 2.0.2, 10.7 and 13.5.5."""

from engine.model import events


def after_three(play, what):
    return play().start(what=what).complete("A", price=1).complete("B", price=2).complete("C")


def test_everything_is_undone_the_latest_first_and_then_the_case_goes_on(play):
    case = after_three(play, "all")
    assert case.open == ["UndoB"]

    case.complete("UndoB")
    assert case.open == ["UndoA"]
    case.complete("UndoA")

    assert case.outcome == "E2"


def test_one_activity_is_undone_by_name(play):
    case = after_three(play, "one")
    assert case.open == ["UndoA"]

    case.complete("UndoA")

    assert case.outcome == "E2"


def test_an_end_event_undoes_and_then_ends(play):
    case = after_three(play, "end").complete("UndoB").complete("UndoA")

    assert case.outcome == "Back"


def test_nothing_is_undone_where_nobody_asks(play):
    case = after_three(play, "nothing")

    assert case.outcome == "E"
    assert "UndoA" not in case.visits(events.ElementActivated)


def test_the_handler_sees_the_variables_as_they_were(play):
    case = after_three(play, "one")

    assert case.visible("UndoA")["price"] == 1
    assert case.variables["price"] == 2


def test_what_the_handler_writes_goes_where_the_variable_lives(play):
    case = after_three(play, "one").complete("UndoA", price=0, refunded=True)

    assert case.variables == {"what": "one", "price": 0, "refunded": True}


def test_every_round_of_a_loop_is_undone_by_itself(play):
    case = play("compensation_loop").start(n=0)
    seen = []
    while not case.ended:
        seen.append(case.jobs()[0].variables["n"])
        case.complete("UndoA")

    assert seen == [3, 2, 1]


def test_terminating_takes_the_handler_back(play):
    case = after_three(play, "all").terminate()

    assert case.open == []
    assert sorted(case.visits(events.ElementTerminated)) == ["All", "UndoB"]


def test_an_error_nobody_catches_in_a_handler_is_retried_with_the_same_variables(play):
    case = after_three(play, "one").throw("UndoA", "x").retry()

    assert case.visible("UndoA")["price"] == 1
    assert case.complete("UndoA").outcome == "E2"


def test_an_error_can_be_answered_by_undoing(play):
    case = play("compensation_from_event_subprocess").start().complete("A").throw("B", "x")
    assert case.open == ["UndoA"]

    case.complete("UndoA")

    assert case.outcome == "E2"


def test_a_handler_is_taken_back_with_the_event_sub_process_that_asked(play):
    case = play("compensation_from_event_subprocess").start().complete("A").throw("B", "x")

    case.terminate()

    assert case.open == []
