from engine.model import events


def test_the_scope_is_cancelled_and_the_handler_ends_the_case(play):
    case = play().start()

    case.message("withdraw", reason="solved")

    assert case.visits(events.ElementTerminated) == ["U"]
    assert case.open == ["Confirm"]
    assert case.variables == {"reason": "solved"}
    assert case.complete("Confirm").outcome == "HE"


def test_a_case_that_ends_by_itself_stops_listening(play):
    case = play().start().complete("U")

    assert case.ended
    assert case.subscriptions() == []
