"""The diagrams that the engine is tested with, and those that are shipped, cause no false alarm."""

from pathlib import Path

import pytest

from engine import diagram
from engine.linting import lint
from processes import resources, shipped

FILES = sorted((Path(__file__).parents[1] / "bpmn").glob("*.bpmn"))
SURROUNDINGS = {"candidates", "called-process", "called-decision", "form", "on-breach"}
ON_PURPOSE = {
    # what these diagrams do wrong is what they test
    "ad_hoc_events": {"message-correlation"},
    "boundary_never_waits": {"boundary-never-waits"},
    "complex_gateway_before_join": {"unsynchronised"},
    "complex_gateway_plain": {"no-default"},
    "complex_gateway_reset": {"unsynchronised"},
    "complex_gateway_stuck": {"no-default"},
    "complaint_like": {"lane-nodes"},
    "data_store": {"data-store", "data-name"},
    "data_subprocess": {"data-name"},
    "error_uncaught": {"bpmn-10.5.6-error-unheard"},
    "event_gateway": {"bpmn-10.6.6-message-and-receive"},
    "event_subprocess_interrupting": {"message-correlation"},
    "fork_loop": {"reachable", "way-to-end"},
    "implicit_start": {"bpmn-10.5.2-start-implicit", "leads-on"},
    "implicit_start_in_subprocess": {"subprocess-empty", "leads-on"},
    "inclusive_join_both": {"unsynchronised"},
    "inclusive_join_boundary": {"no-default"},
    "inclusive_join_in_loop": {"no-default"},
    "inclusive_join_link": {"no-default"},
    "instantiating_gateway_parallel": {"bpmn-10.6.6-message-and-receive"},
    "nesting": {"way-to-end"},
    "no_way_out": {"no-default"},
    "parallel_join_surplus": {"unsynchronised"},
    "plain_faults": {"derived-name", "executable-unmarked"},
    "plain_tasks": {"derived-name", "bpmn-10.3.3-script-missing"},
    "retry_after_mapping": {"no-default"},
    "script_task": {"must-be-feel"},
    "start_events": {"bpmn-10.5.2-one-plain-start"},
    "standard_people": {"bpmn-10.3.4-resource-role"},
    "unconditioned_branches": {"condition-missing"},
}


def rules(found):
    findings = lint(found, decisions=(), forms=(), processes=(), posts=None)
    return {finding.rule for finding in findings} - SURROUNDINGS


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_diagram_of_the_engines_own_tests_has_no_finding_but_what_it_is_drawn_for(file):
    assert rules(diagram.read(file.read_bytes())) <= ON_PURPOSE.get(file.stem, set())


@pytest.mark.parametrize("process", shipped())
def test_a_shipped_diagram_has_no_finding(process):
    assert rules(diagram.read(resources(process)[f"{process}.bpmn"])) == set()
