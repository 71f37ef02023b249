from engine.model import events


def test_a_job_that_throws_an_error_is_withdrawn_and_the_boundary_goes_on(play):
    case = play().start().throw("J", "refused", why="no")

    assert case.open == ["Mend"]
    assert [type(e).__name__ for e in case.last][:2] == ["JobCancelled", "ElementTerminated"]
    assert case.variables == {"why": "no"}


def test_a_job_whose_error_nobody_catches_is_an_incident_and_a_retry_begins_it_afresh(play):
    case = play().start().throw("J", "other")
    (incident,) = case.incidents()
    assert case.open == []

    case.retry()

    assert "'other': why" in incident.message
    assert case.open == ["J"]
    assert case.visits(events.ElementTerminated) == ["J"]
    assert case.complete("J").outcome == "E"
