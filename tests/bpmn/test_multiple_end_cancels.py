"""Cancelling as one of several effects of an end event: BPMN 2.0.2, 10.3.5 and 10.5.3."""

from engine.model import events


def test_the_other_effects_happen_and_the_transaction_is_undone_and_left_by_its_border(play):
    case = play().start().complete("A")
    assert [event.name for event in case.told(events.SignalThrown)] == ["told"]
    assert case.open == ["UndoA"]

    case.complete("UndoA")

    assert case.ended
    assert case.outcome == "E2"
    assert "T" in case.visits(events.ElementTerminated)
