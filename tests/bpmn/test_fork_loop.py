from engine.model import events


def test_a_loop_that_multiplies_itself_stops_at_one_incident(play):
    case = play().start()

    assert len(case.told(events.IncidentRaised)) == 1
    assert len(case.snapshot) < 3_000_000
    assert case.terminate().incidents() == []
