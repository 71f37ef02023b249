import pytest

from engine.errors import Invalid
from engine.model import commands, events


def test_everything_behind_the_gateway_is_armed(play):
    case = play().start(order=7)

    assert {(e.name, getattr(e, "correlation_key", "")) for e in case.subscriptions()} == {
        ("paid", "7"),
        ("reply", "7"),
        ("cancelled", ""),
    }
    assert list(case.timers()) == ["Late"]


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        (lambda case: case.message("paid", "7", sum=5), "Paid"),
        (lambda case: case.message("reply", "7", sum=5), "Reply"),
        (lambda case: case.signal("cancelled", sum=5), "Cancelled"),
        (lambda case: case.fire("Late"), "Late"),
    ],
)
def test_the_first_event_wins_and_the_others_are_taken_back(play, happens, expected):
    case = play().start(order=7)

    happens(case)

    assert case.open == [f"After{expected}"]
    assert case.timers() == {}
    assert case.subscriptions() == []
    assert case.way == [f"G_{expected}", f"{expected}_After{expected}"]
    assert case.variables.get("sum") == (None if expected == "Late" else 5)
    assert case.visits(events.ElementTerminated) == []


def test_an_event_that_cannot_be_armed_is_an_incident_and_arms_nothing(play):
    case = play().start()
    (incident,) = case.incidents()
    assert case.subscriptions() == []

    case.write(order="x").retry()

    assert (incident.kind, incident.element_id) == ("expression", "G")
    assert len(case.subscriptions()) == 3


def test_nobody_completes_an_event_by_hand(play):
    case = play().start(order=7)
    (gateway,) = {e.activity_id for e in case.subscriptions()}

    with pytest.raises(Invalid, match="waits for an event"):
        case.do(commands.CompleteActivity(activity_id=gateway))
