"""A parallel multiple start event: BPMN 2.0.2, table 10.84."""

from engine.model import events


def test_the_case_goes_on_when_every_event_has_come(play):
    case = play().start(element_id="All", event=0, key="7", order="7")
    assert {e.name for e in case.subscriptions()} == {"open", "signed"}

    case.message("signed", "7", by="ann")
    assert case.open == []
    case.signal("open", door=3)

    assert case.open == ["U"]
    assert case.visits() == ["All"]
    assert case.variables == {"order": "7", "by": "ann", "door": 3}


def test_the_others_are_awaited_with_the_key_of_the_message_that_began_it(play):
    case = play().start(element_id="All", event=2, key="K")

    assert [e.correlation_key for e in case.told(events.MessageSubscribed)] == ["K"]


def test_a_signal_that_begins_it_has_no_key_so_that_the_messages_need_theirs(play):
    case = play().start(element_id="All", event=1)
    assert "correlation key" in case.incidents()[0].message

    case.write(order="7").retry()

    assert [e.correlation_key for e in case.told(events.MessageSubscribed)] == ["7", "7"]


def test_only_then_do_the_event_sub_processes_of_the_case_listen(play):
    case = play().start(element_id="All", event=0, key="7").signal("stop")
    assert not case.ended

    case.signal("open").message("signed", "7").signal("stop")

    assert case.outcome == "E2"


def test_who_starts_it_by_hand_stands_for_every_event(play):
    case = play().start(element_id="All", order="7")

    assert case.open == ["U"]
    assert {e.name for e in case.subscriptions()} == {"stop"}


def test_a_case_that_still_collects_can_be_terminated(play):
    case = play().start(element_id="All", event=0, key="7").terminate()

    assert case.ended
    assert case.subscriptions() == []
