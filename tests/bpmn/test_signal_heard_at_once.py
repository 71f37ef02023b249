"""A signal is heard by those who listen when it is thrown: BPMN 2.0.2, 10.5.1."""

from engine.model import events


def test_the_border_of_a_sub_process_hears_what_is_thrown_just_before_its_end(play):
    case = play().start()

    assert case.visits() == ["S", "S2", "T", "B", "T2"]
    assert case.visits(events.ElementTerminated) == ["SP"]


def test_who_listens_only_afterwards_does_not_hear(play):
    case = play().start()
    assert case.open == []

    assert case.signal("b").open == ["U"]


def test_it_is_told_as_heard_in_the_case_so_that_nobody_brings_it_again(play):
    case = play().start()

    assert [(event.name, event.heard) for event in case.told(events.SignalThrown)] == [
        ("a", True),
        ("b", True),
    ]
