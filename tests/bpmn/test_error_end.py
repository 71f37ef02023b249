import pytest

from engine.model import events


def test_the_boundary_with_the_code_goes_before_the_one_that_catches_all(play):
    case = play().start(reason="x").complete("U")

    assert case.open == ["ExactTask"]
    assert case.variables == {"reason": "x", "why": "x"}
    assert case.visits(events.ElementTerminated) == ["P"]


@pytest.mark.parametrize(
    ("code", "expected"), [("other", "OtherTask"), ("lost", "ExactTask"), ("unknown", "AnyTask")]
)
def test_an_error_of_a_task_is_caught_by_its_code(play, code, expected):
    case = play().start(reason="x").throw("U", code, why="y")

    assert case.open == [expected]
