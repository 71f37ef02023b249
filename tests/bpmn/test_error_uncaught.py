from engine.model import events


def test_an_uncaught_error_is_an_incident_and_the_case_is_not_completed(play):
    case = play().start()
    (incident,) = case.told(events.IncidentRaised)

    case.complete("U")

    assert (incident.kind, incident.element_id) == ("error-uncaught", "Bad")
    assert not case.ended
    assert len(case.incidents()) == 1


def test_a_retry_throws_it_again(play):
    case = play().start().retry()

    told = [type(e).__name__ for e in case.last]
    assert told == ["IncidentResolved", "FaultUncaught", "IncidentRaised"]


def test_terminating_closes_the_incident(play):
    case = play().start().terminate()

    assert case.incidents() == []
    assert case.ended
