import pytest


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [(True, True, ["A", "B"]), (True, False, ["A"]), (False, False, ["C"])],
)
def test_the_join_waits_for_exactly_the_branches_that_were_taken(play, a, b, expected):
    case = play().start(a=a, b=b)
    assert case.open == expected

    for element_id in expected[:-1]:
        case.complete(element_id)
        assert "After" not in case.open
    case.complete(expected[-1])

    assert case.open == ["After"]
    assert case.complete("After").ended


def test_a_condition_that_is_no_boolean_is_an_incident(play):
    case = play().start(a=None, b=True)
    (incident,) = case.incidents()

    case.write(a=True).retry()

    assert incident.kind == "condition"
    assert case.open == ["A", "B"]
