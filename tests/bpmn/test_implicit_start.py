"""A process without start event: BPMN 2.0.2, 10.5.2 (implicit start)."""

import pytest

from engine.errors import Invalid


def test_everything_that_no_flow_leads_to_begins_with_the_case(play):
    case = play().start(x=1)

    assert case.open == ["A", "B", "C", "D"]
    assert [e.name for e in case.subscriptions()] == ["stop", "go"]
    assert case.variables == {"x": 1}


def test_the_case_ends_when_all_of_it_has_ended(play):
    case = play().start().complete("A").complete("B").complete("D").message("go", "1")
    assert not case.ended

    case.complete_id(case.tasks()[0].task_id).complete("C")

    assert case.ended


def test_the_event_sub_processes_listen_from_the_beginning(play):
    case = play().start().signal("stop")

    assert case.outcome == "E2"


def test_it_begins_at_no_element_by_name(play):
    with pytest.raises(Invalid, match="what no sequence flow leads to"):
        play().start(element_id="A")
