import pytest

from engine.interpreter import driving
from engine.model import events


@pytest.fixture(autouse=True)
def _few_steps(monkeypatch):
    monkeypatch.setattr(driving, "MOST_STEPS", 600)


def test_a_loop_that_multiplies_itself_stops_at_one_incident(play):
    case = play().start()

    assert len(case.told(events.IncidentRaised)) == 1
    assert len(case.snapshot) < 100_000
    assert case.terminate().incidents() == []
