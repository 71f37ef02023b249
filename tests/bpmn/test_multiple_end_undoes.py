"""Compensation as one of several effects of an event: BPMN 2.0.2, 10.5.3 and 10.5.5."""

from engine.model import events


def thrown(case):
    return [event.name for event in case.told(events.SignalThrown)]


def done(play, way):
    return play().start(way=way, gone=None).complete("A").complete("B").complete("C")


def test_the_other_effects_happen_at_once_and_everything_is_undone_the_latest_first(play):
    case = done(play, "all")
    assert thrown(case) == ["told"]
    assert case.open == ["UndoC"]

    case.complete("UndoC").complete("UndoB").complete("UndoA")

    assert "All" in case.visits()
    assert case.open == ["Seen"]  # what follows the end event: the escalation
    assert case.complete("Seen").ended


def test_of_several_compensations_only_what_they_name_is_undone_the_latest_first(play):
    case = done(play, "two")
    assert case.open == ["UndoC"]

    case.complete("UndoC")

    assert case.open == ["UndoA"]
    assert case.complete("UndoA").ended
    assert case.outcome == "Two"


def test_when_one_effect_fails_nothing_is_told_and_nothing_undone_until_it_is_mended(play):
    case = done(play, "broken")
    assert thrown(case) == []
    assert case.open == []

    case.write(gone="gone").retry()

    assert thrown(case) == ["told", "gone"]
    assert case.open == ["UndoC"]


def test_nobody_waits_where_the_compensation_says_so(play):
    case = done(play, "apart")

    assert thrown(case) == ["told"]
    assert case.open == ["D", "UndoC"]
    case.complete("D").complete("UndoC").complete("UndoB")
    assert case.complete("UndoA").ended
