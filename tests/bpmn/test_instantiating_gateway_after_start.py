"""An instantiating gateway behind a plain start event: BPMN 2.0.2, 10.6.6 allows both."""


def test_begun_by_hand_it_waits_like_any_event_gateway(play):
    case = play().start(order="7")
    assert {e.name for e in case.subscriptions()} == {"phone", "ring"}

    case.message("phone", "7")

    assert case.open == ["U"]


def test_an_event_begins_the_case_behind_the_gateway(play):
    case = play().start(element_id="Rung")

    assert case.visits() == ["G", "Rung"]
    assert case.open == ["U"]
