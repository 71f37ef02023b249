import pytest

from engine.interpreter import driving
from engine.model import events


@pytest.fixture(autouse=True)
def _few_steps(monkeypatch):
    monkeypatch.setattr(driving, "MOST_STEPS", 600)


def test_a_diagram_that_runs_in_circles_stops_at_one_incident(play):
    case = play().start(n=1)

    (incident,) = case.told(events.IncidentRaised)

    assert incident.kind == "limit"
    assert case.open == ["U"]
    assert case.complete("U").incidents() == [incident]


def test_mending_lets_it_end(play):
    case = play().start(n=1).complete("U").write(n=-5).retry()

    assert case.ended
