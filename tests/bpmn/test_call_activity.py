import pytest

from engine.errors import Invalid


def test_the_child_gets_what_is_visible_and_gives_back_what_it_has(play):
    case = play().start(amount=5)
    (child,) = case.children()
    assert (child.process_key, child.variables, child.binding) == ("child", {"amount": 5}, "latest")

    case.end_child("C", amount=6, answer=7)

    assert case.outcome == "E"
    assert case.variables == {"amount": 6, "answer": 7}


def test_a_boundary_event_cancels_the_child(play):
    case = play().start().fire("T")

    assert case.open == ["Late"]
    assert [type(e).__name__ for e in case.last][:2] == ["ChildCancelled", "ElementTerminated"]


def test_an_error_of_the_child_is_caught_at_the_call(play):
    case = play().start().end_child("C", error="broken", why="x")

    assert case.open == ["Mend"]


def test_an_error_nobody_catches_is_an_incident_and_a_retry_calls_again(play):
    case = play().start().end_child("C", error="other")
    (incident,) = case.incidents()
    first = case.children()[0].activity_id

    case.retry()

    assert incident.kind == "error-uncaught"
    assert [child.activity_id for child in case.children()] != [first]
    assert case.end_child("C").ended


def test_nobody_completes_a_call_but_its_child(play):
    case = play().start()

    with pytest.raises(Invalid, match="called process"):
        case.complete("C")
