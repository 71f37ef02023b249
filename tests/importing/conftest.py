"""Foreign diagrams, written in a few words."""

import re

import pytest

from engine import diagram, importing

HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:test"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {used}>"""
SPACES = {
    "camunda": "http://camunda.org/schema/1.0/bpmn",
    "flowable": "http://flowable.org/bpmn",
    "activiti": "http://activiti.org/bpmn",
    "spiffworkflow": "http://spiffworkflow.org/bpmn/schema/1.0/core",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
}


@pytest.fixture
def file():
    """The bytes of a file; it declares exactly the vocabularies that it uses."""

    def file_(inside):
        used = " ".join(f'xmlns:{p}="{s}"' for p, s in SPACES.items() if f"{p}:" in inside)
        return f"{HEAD.format(used=used)}{inside}</definitions>".encode()

    return file_


@pytest.fixture
def imported(file):
    """Import the inside of one executable process with what is beside it."""

    def imported_(inside, beside=""):
        process = f'<process id="p" name="投诉" isExecutable="true">{inside}</process>'
        return importing.translate(file(beside + process))

    return imported_


@pytest.fixture
def became(imported):
    """Import the inside of a process; returns an element as it is now."""

    def became_(inside, element_id="n", beside=""):
        return diagram.read(imported(inside, beside).xml).element(element_id)

    return became_


@pytest.fixture
def verdicts(imported):
    """Import the inside of a process; returns {setting: verdict} of everything reported."""

    def verdicts_(inside, beside=""):
        return {entry.setting: entry.verdict.value for entry in imported(inside, beside).report}

    return verdicts_


@pytest.fixture
def feel_of(imported):
    """The condition that a flow with this condition has after the import; None = left out."""

    def feel_of_(condition, space="camunda"):
        escaped = condition.replace("&", "&amp;").replace("<", "&lt;")
        inside = f"""<task id="a" {space}:x="1"/><task id="b"/>
          <sequenceFlow id="f" sourceRef="a" targetRef="b">
          <conditionExpression xsi:type="tFormalExpression">{escaped}</conditionExpression>
          </sequenceFlow>"""
        found = diagram.read(imported(inside).xml).processes["p"].flows["f"].condition
        return found and re.sub(r"^= ", "", found)

    return feel_of_
