from engine.model import events


def test_a_diagram_that_runs_in_circles_stops_at_one_incident(play):
    case = play().start(n=1)

    (incident,) = case.told(events.IncidentRaised)

    assert incident.kind == "limit"
    assert case.open == ["U"]
    assert case.complete("U").incidents() == [incident]


def test_mending_lets_it_end(play):
    case = play().start(n=1).complete("U").write(n=-5).retry()

    assert case.ended
