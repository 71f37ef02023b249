import pytest

from engine.model import events


@pytest.mark.parametrize(
    ("amount", "expected"), [(101, "Large"), (9, "Small"), (50, "Other"), (0.1, "Small")]
)
def test_the_first_true_condition_wins_else_the_default(play, amount, expected):
    case = play().start(amount=amount)

    assert case.open == [expected]
    assert case.way == ["S_G", f"G_{expected}"]


def test_a_condition_that_is_neither_true_nor_false_is_an_incident(play):
    case = play().start(amount="much")
    (incident,) = case.told(events.IncidentRaised)

    case.write(amount=500).retry()

    assert incident.kind == "condition"
    assert incident.element_id == "G"
    assert case.open == ["Large"]
    assert case.incidents() == []
