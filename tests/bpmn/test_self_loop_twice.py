import pytest

from engine.interpreter import driving


@pytest.fixture(autouse=True)
def _few_steps(monkeypatch):
    monkeypatch.setattr(driving, "MOST_STEPS", 100)


def test_what_else_was_running_goes_on_with_the_retry(play):
    case = play().start(turning=True)
    assert len(case.incidents()) == 1

    case.write(turning=False)
    assert not case.ended
    case.retry()

    assert case.ended
    assert {"E", "E2"} <= set(case.visits())
