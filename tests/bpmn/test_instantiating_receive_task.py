"""A receive task that begins cases: BPMN 2.0.2, 10.3.3."""

from engine.interpreter import start_events


def test_its_message_begins_the_case_and_is_received_thereby(play):
    case = play().start(element_id="Ask", key="7", what="lamp")

    assert case.visits() == ["Ask"]
    assert case.open == ["U"]
    assert case.variables == {"what": "lamp"}


def test_it_listens_like_a_message_start_event(play):
    (start,) = start_events(play().definition)

    assert (start.element_id, start.kind, start.name) == ("Ask", "message", "ask")


def test_the_event_sub_processes_listen_from_the_beginning(play):
    case = play().start(element_id="Ask").signal("stop")

    assert case.outcome == "E2"
