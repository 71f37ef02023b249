"""Compensation that nobody waits for (`waitForCompletion="false"`): BPMN 2.0.2, 10.5.5."""

from engine.model import events


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
