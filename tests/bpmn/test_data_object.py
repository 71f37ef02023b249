"""Data objects carry values from the outputs of one activity to the inputs of another."""

from engine.model import events


def test_an_output_goes_to_the_data_object_and_an_input_comes_from_it(play):
    case = play().start().complete("Register", written={"room": "8-301"})

    assert case.variables == {"order": {"room": "8-301"}}
    assert case.visible("Check")["read"] == {"room": "8-301"}


def test_the_own_data_of_an_activity_ends_with_it(play):
    case = play().start().complete("Register", written=1)

    case.complete("Check", checked=2, note="fine", other="kept")

    assert case.variables == {"order": 2, "other": "kept"}


def test_an_optional_output_that_was_not_given_overwrites_nothing(play):
    case = play().start().complete("Register", written=1).complete("Check")

    assert case.variables == {"order": 1}


def test_a_job_takes_its_inputs_along_and_nothing_else(play):
    case = play().start(secret="x").complete("Register", written=1).complete("Check")

    (job,) = case.told(events.JobCreated)
    assert job.variables == {"sheet": 1}
    assert case.complete("Print").ended


def test_a_required_output_that_is_not_given_is_an_incident_that_can_be_mended(play):
    case = play().start().complete("Register")

    (incident,) = case.incidents()
    assert incident.kind == "data"
    assert "written" in incident.message

    case.write(incident.activity_id, written=1).retry()
    assert case.open == ["Check"]
    assert case.variables == {"order": 1}
