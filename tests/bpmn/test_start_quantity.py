"""BPMN 2.0.2, 13.3.2: an activity begins with as many tokens as its startQuantity says."""

from engine.model import events


def test_an_activity_waits_for_as_many_tokens_as_it_begins_with(play):
    case = play().start()

    case.complete("A")
    assert case.open == ["B"]
    case.complete("B")

    assert case.open == ["Box"]
    assert case.complete("Box").complete("Check").ended
    assert case.visits().count("Check") == 1


def test_it_tells_which_arrivals_it_took(play):
    case = play().start().complete("A").complete("B")

    (begun,) = case.told(events.ElementActivated)

    assert begun.element_id == "Box"
    assert len(begun.arrivals) == 2
