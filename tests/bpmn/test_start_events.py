"""Several start events of one process, and one with several triggers: BPMN 2.0.2, 10.5.2."""

import pytest

from engine.errors import Invalid
from engine.interpreter import condition_starts, first_start, start_events
from tests.bpmn.conftest import NOON


@pytest.mark.parametrize("start", ["Plain", "Other", "Asked", "Any", "Hot"])
def test_a_case_begins_at_the_start_event_that_is_named(play, start):
    case = play().start(element_id=start, degrees=41)

    assert case.visits() == [start]
    assert case.open == ["U"]
    assert case.variables == {"degrees": 41}


def test_between_several_plain_start_events_the_caller_chooses(play):
    with pytest.raises(Invalid, match="Plain, Other, Asked, Any, Hot"):
        play().start()


def test_each_trigger_of_a_start_event_begins_cases_by_itself(play):
    found = start_events(play().definition)

    assert [(start.element_id, start.event, start.kind, start.name) for start in found] == [
        ("Plain", 0, "none", ""),
        ("Other", 0, "none", ""),
        ("Asked", 0, "message", "order"),
        ("Any", 0, "signal", "ring"),
        ("Any", 1, "timer", ""),
        ("Any", 2, "message", "call"),
        ("Hot", 0, "conditional", ""),
    ]


def test_a_timer_among_several_triggers_says_when_it_fires(play):
    due = first_start(play().definition, "Any", NOON, event=1)

    assert (due.at - NOON).days == 1


@pytest.mark.parametrize(("degrees", "starts"), [(41, True), (40, False), (None, False)])
def test_a_condition_begins_a_case_where_it_is_true(play, degrees, starts):
    assert condition_starts(play().definition, "Hot", {"degrees": degrees}, NOON) is starts


def test_a_condition_that_cannot_be_told_begins_nothing(play):
    assert not condition_starts(play().definition, "Hot", {}, NOON)
