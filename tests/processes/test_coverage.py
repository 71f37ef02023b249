"""The scenarios leave no part of a shipped process untried: every element and every flow."""

import shutil

import pytest

from engine import diagram
from engine.model.events import ElementCompleted, SequenceFlowTaken
from engine.store import Store
from processes import resources, shipped
from tests.processes.play import KEY, Play, catalogue


@pytest.fixture(scope="module")
def history(company_file, tmp_path_factory):
    """Return the events of every case, over all scenarios: (process, event)."""
    path = tmp_path_factory.mktemp("coverage") / "company.db"
    events = []
    for process in shipped():
        for scenario in catalogue(process)["scenarios"]:
            shutil.copyfile(company_file, path)
            store = Store(f"sqlite:///{path}", key=KEY, clock="manual")
            play = Play(store, process)
            play.play(scenario)
            for case in play.cases():
                play.case = case
                kinds = (ElementCompleted, SequenceFlowTaken)
                events += [(case.key, event) for event in play.events({}, kinds)]
            store.close()
    return events


@pytest.mark.slow
@pytest.mark.parametrize("process", shipped())
def test_every_flow_of_a_shipped_process_is_taken_by_some_scenario(history, process):
    drawn = diagram.read(resources(process)[f"{process}.bpmn"]).processes[process]

    taken = {
        event.flow_id
        for key, event in history
        if key == process and isinstance(event, SequenceFlowTaken)
    }

    assert sorted(set(drawn.flows) - taken) == []


@pytest.mark.slow
@pytest.mark.parametrize("process", shipped())
def test_every_element_of_a_shipped_process_is_completed_by_some_scenario(history, process):
    drawn = diagram.read(resources(process)[f"{process}.bpmn"]).processes[process]

    completed = {
        event.element_id
        for key, event in history
        if key == process and isinstance(event, ElementCompleted)
    }

    assert sorted(set(drawn.elements) - completed) == []
