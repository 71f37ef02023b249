"""An event-based gateway that begins cases: BPMN 2.0.2, 10.6.6 and 13.4.5."""

import pytest

from engine.errors import Invalid
from engine.interpreter import start_events


def test_the_first_event_begins_the_case_and_the_others_are_gone(play):
    case = play().start(element_id="ByPhone", number="110")

    assert case.visits() == ["G", "ByPhone"]
    assert case.way == ["G_ByPhone", "ByPhone_U"]
    assert [e.element_id for e in case.subscriptions()] == ["Stopped"]
    assert case.variables == {"number": "110"}


def test_what_the_event_brings_goes_through_its_mapping(play):
    case = play().start(element_id="ByMail", text="漏水")

    assert case.variables == {"letter": "漏水"}


def test_each_event_behind_it_begins_cases(play):
    found = start_events(play().definition)

    assert [(e.element_id, e.kind, e.name) for e in found] == [
        ("ByPhone", "message", "phone"),
        ("ByMail", "message", "mail"),
        ("Daily", "timer", ""),
    ]


def test_the_event_sub_processes_listen_from_the_beginning(play):
    case = play().start(element_id="Daily").signal("stop")

    assert case.outcome == "E2"


def test_nobody_begins_it_without_an_event(play):
    with pytest.raises(Invalid, match="ByPhone, ByMail, Daily"):
        play().start()
