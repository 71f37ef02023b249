"""How cases begin through REST: at a chosen start event, by a condition, by a message for several."""

from pathlib import Path

from tests.api.serving import Client

START_EVENTS = (Path(__file__).parents[1] / "bpmn" / "start_events.bpmn").read_bytes()
STARTS = {"process_key": "start_events"}


def _deployed(app):
    designer = Client(app, "caoying")
    assert designer.deploy(**{"starts.bpmn": START_EVENTS}).status_code == 201
    return Client(app, "fangyuan")


def test_a_case_is_started_at_the_start_event_that_is_named(either_app):
    administrator = _deployed(either_app)

    refused = administrator.post("/process-instances", STARTS)
    started = administrator.post("/process-instances", {**STARTS, "element_id": "Other"})

    assert refused.status_code == 422
    assert "Plain, Other" in refused.json()["detail"]
    assert started.status_code == 201


def test_conditions_start_the_processes_that_wait_for_them(either_app):
    administrator = _deployed(either_app)

    cold = administrator.post("/conditions", {"variables": {"degrees": 1}})
    hot = administrator.post("/conditions", {"variables": {"degrees": 99}, "project": "HY01"})

    assert cold.json() == {"started": []}
    (started,) = hot.json()["started"]
    case = administrator.get(f"/process-instances/{started}").json()
    assert (case["state"], case["project"]) == ("active", "HY01")


def test_a_message_tells_all_the_cases_that_it_reached(either_app):
    administrator = _deployed(either_app)

    published = administrator.post("/messages", {"name": "order"}).json()

    assert published["instance_ids"] == [published["instance_id"]]
