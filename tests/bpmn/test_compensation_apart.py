"""Compensation that nobody waits for (`waitForCompletion="false"`): BPMN 2.0.2, 10.5.5."""

from engine.model import events, moves


def undoing(play):
    return play().start().complete("A").complete("B")


def test_the_case_goes_on_while_the_handlers_run_the_latest_first(play):
    case = undoing(play)
    assert case.open == ["C", "UndoB"]

    case.complete("UndoB")

    assert case.open == ["C", "UndoA"]


def test_the_case_ends_when_the_handlers_have_ended_too(play):
    case = undoing(play).complete("C")
    assert not case.ended

    case.complete("UndoB").complete("UndoA")

    assert case.ended
    assert case.visits().count("C") == 1


def test_terminating_takes_the_handlers_back(play):
    case = undoing(play).terminate()

    assert case.open == []
    assert "UndoB" in case.visits(events.ElementTerminated)


def test_where_nothing_is_to_be_undone_it_simply_goes_on(play):
    undo = moves.ActivateBefore(element_id="Undo")

    case = play().start().modify(moves.CancelElement(element_id="A"), undo)

    assert case.open == ["C"]
    assert case.complete("C").ended
