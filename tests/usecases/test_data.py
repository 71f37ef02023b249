"""Cases whose data is drawn by BPMN's own means: deployed, stored, replayed."""

from pathlib import Path

DIAGRAMS = Path(__file__).parents[1] / "bpmn"


def drawn(name):
    return (DIAGRAMS / f"{name}.bpmn").read_bytes()


def test_a_task_that_waits_for_its_data_comes_into_the_worklist_when_it_is_there(world):
    world.deploy(drawn("data_input_waits"))
    case = world.start("data_input_waits")
    assert world.open(case) == ["Register"]

    world.complete("Register", by="ada", order="8-301")

    assert world.open(case) == ["Review"]
    assert world.variables(case) == {"order": "8-301"}
    assert world.replays(case)


def test_the_case_ends_with_what_its_data_objects_hold(world):
    world.deploy(drawn("data_multi_instance"))
    case = world.start("data_multi_instance", variables={"rooms": ["8-301"]})

    world.complete("Visit", by="ada", finding="damp")
    world.complete("Sign", by="ada", vote="yes")

    assert world.get(case).state.ended
    assert world.variables(case)["findings"] == ["damp"]
    assert world.variables(case)["votes"] == ["yes"]
    assert world.replays(case)


def test_a_missing_output_is_an_incident_on_record(world):
    world.deploy(drawn("data_object"))
    case = world.start("data_object")

    world.complete("Register", by="ada")

    (incident,) = world.incidents(case)
    assert (incident.element_id, incident.kind) == ("Register", "data")
    assert world.replays(case)
