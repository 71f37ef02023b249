"""A case is cancelled and what was completed in it undone: BPMN 2.0.2, 10.3.5 and 10.7."""

import pytest

from engine.errors import Conflict, InstanceNotActive, Invalid
from engine.model import events, moves
from tests.bpmn.conftest import HERE


def begun(play):
    return play().start().complete("A", n=1).complete("B", n=2).complete("D", n=3)


def test_what_is_open_is_withdrawn_and_what_was_completed_is_undone_the_latest_first(play):
    case = begun(play).cancel()
    assert case.open == ["UndoB"]  # of what was open, what was completed inside is undone first
    assert case.timers() == {}
    withdrawn = case.told(events.UserTaskWithdrawn)
    assert {each.reason for each in withdrawn} == {"not wanted"}

    case.complete("UndoB")
    assert case.open == ["UndoD"]
    case.complete("UndoD")
    assert case.open == ["UndoA"]
    assert not case.ended
    case.complete("UndoA")

    assert case.ended
    (end,) = case.told(events.CancellationCompleted)
    assert end.reason == "not wanted"
    assert events.InstanceCompleted not in map(type, case.history)


def test_what_was_completed_as_a_whole_is_undone_as_it_says_itself(play):
    case = begun(play).complete("W")
    assert case.undone() == [("Sub", "Undo"), ("D", "UndoD"), ("A", "UndoA")]

    case.cancel()
    assert case.open == ["Ask"]
    assert case.complete("Ask").open == ["UndoB"]

    assert case.complete("UndoB").open == ["UndoD"]


def test_each_handler_sees_the_variables_as_they_were(play):
    case = begun(play).cancel()

    assert case.visible("UndoB")["n"] == 2
    assert case.complete("UndoB", n=0).visible("UndoD")["n"] == 3
    assert case.complete("UndoD").visible("UndoA")["n"] == 1
    assert case.variables["n"] == 0


def test_a_case_with_nothing_to_undo_ends_at_once(play):
    case = play().start().cancel()

    assert case.ended
    assert case.open == []
    with pytest.raises(InstanceNotActive):
        case.cancel()


def test_what_would_be_undone_is_told_before(play):
    case = begun(play)

    assert case.undone() == [("B", "UndoB"), ("D", "UndoD"), ("A", "UndoA")]
    assert case.cancel().open == ["UndoB"]
    with pytest.raises(Conflict, match="cancelled already"):
        case.undone()


def test_a_case_is_cancelled_once(play):
    case = begun(play).cancel()

    with pytest.raises(Conflict, match="cancelled already"):
        case.cancel()


def test_nothing_else_begins_in_a_case_that_is_being_cancelled(play):
    case = begun(play).cancel()

    with pytest.raises(Conflict, match="nothing begins"):
        case.modify(moves.ActivateBefore(element_id="Y"))
    assert case.open == ["UndoB"]


def test_a_handler_can_be_taken_back_or_skipped_and_the_next_begins(play):
    case = begun(play).cancel()

    case.modify(moves.CancelElement(element_id="UndoB"))
    case.modify(moves.SkipActivity(activity_id=case.waiting("UndoD")))
    assert case.open == ["UndoA"]
    with pytest.raises(Invalid, match="nothing would be left"):
        case.modify(moves.CancelElement(element_id="UndoA"))
    case.modify(moves.SkipActivity(activity_id=case.waiting("UndoA")))

    assert case.ended


def test_the_last_but_one_handler_is_taken_back_with_nothing_beside_it(play):
    case = begun(play).cancel().complete("UndoB")

    case.modify(moves.CancelElement(element_id="UndoD"))

    assert case.open == ["UndoA"]


def test_a_handler_that_failed_is_tried_again_with_the_same_variables(play):
    case = begun(play).cancel().complete("UndoB").throw("UndoD", "x").retry()

    assert case.visible("UndoD")["n"] == 3
    assert case.complete("UndoD").complete("UndoA").ended


def test_a_case_that_is_being_cancelled_can_be_ended_at_once(play):
    case = begun(play).cancel().terminate()

    assert case.ended
    assert case.open == []


def test_a_case_that_is_being_cancelled_changes_its_version(play):
    case = begun(play).cancel()
    xml = (HERE / "cancel_undoes.bpmn").read_bytes()
    xml = xml.replace(b'"UndoA"', b'"Refund"')

    case.migrate(xml, {"UndoA": "Refund"})

    assert case.complete("UndoB").complete("UndoD").open == ["Refund"]
    assert case.complete("Refund").ended


def test_while_the_diagram_itself_undoes_something_a_case_is_not_cancelled(play):
    case = play("compensation").start(what="all").complete("A").complete("B").complete("C")
    assert case.open == ["UndoB"]

    with pytest.raises(Conflict, match="UndoB is undoing"):
        case.cancel()

    assert case.complete("UndoB").complete("UndoA").outcome == "E2"


def test_every_instance_of_a_sub_process_is_undone_by_itself(play):
    case = play("compensation_of_subprocess").start(rooms=["1", "2"])
    case.complete_id(case.tasks()[0].task_id)
    assert case.undone() == [("A", "UndoA")]

    case.cancel()

    assert case.visible("UndoA")["room"] == "1"
    assert case.complete("UndoA").ended
