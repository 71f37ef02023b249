import pytest

from engine.model import events


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (True, True, ["A", "B"]),
        (True, False, ["A"]),
        (False, True, ["B"]),
        (False, False, ["C"]),
    ],
)
def test_conditional_flows_of_an_activity_split_and_the_default_steps_in(play, a, b, expected):
    case = play().start(a=a, b=b).complete("U")

    assert case.open == expected


def test_a_condition_that_fails_keeps_the_activity_until_retry(play):
    case = play().start(a="?", b=True).complete("U")
    (incident,) = case.told(events.IncidentRaised)

    case.write(a=False).retry()

    assert incident.element_id == "U"
    assert case.open == ["B"]
