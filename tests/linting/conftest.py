"""Small faulty diagrams, written in a few words."""

import re

import pytest

from engine import diagram, interpreter, linting
from engine.model import ProcessDefinition

HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="urn:test"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">"""


@pytest.fixture
def findings():
    """Lint processes and what stands beside them; returns the findings."""

    def findings_(processes, beside="", posts=("cs",)):
        found = diagram.read(f"{HEAD}{beside}{_flows(processes)}</definitions>".encode())
        return linting.lint(
            found, decisions=["sla"], forms=["register"], processes=["other"], posts=posts
        )

    return findings_


@pytest.fixture
def refused():
    """What the interpreter itself refuses to execute in one process."""

    def refused_(inside, beside=""):
        process = f'<process id="p" name="投诉" isExecutable="true">{inside}</process>'
        definition = ProcessDefinition(
            id="p:1",
            key="p",
            version=1,
            name="投诉",
            digest="0",
            xml=f"{HEAD}{beside}{_flows(process)}</definitions>".encode(),
            decisions={},
            forms={},
        )
        found = interpreter.check(definition)
        return [f for f in found if "'sla'" not in f.message_en]  # the tests bind no decisions

    return refused_


@pytest.fixture
def lint(findings):
    """Lint the inside of one executable process; returns (rule, element id) of each finding."""

    def lint_(inside, beside="", posts=("cs",)):
        process = f'<process id="p" name="投诉" isExecutable="true">{inside}</process>'
        return [(f.rule, f.element_id) for f in findings(process, beside, posts)]

    return lint_


@pytest.fixture
def around(lint):
    """Lint one node between a start and an end event."""

    def around_(node, beside="", posts=("cs",)):
        inside = f'<startEvent id="s"/>{node}<endEvent id="e"/>[s-n][n-e]'
        return lint(inside, beside, posts)

    return around_


def _flows(text):
    """Write `[a-b]` and `[a-b: condition]` as sequence flows with the id a-b."""

    def flow(match):
        source, target, condition = match.groups()
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        id_ = f"{source}-{target}"
        ends = f'sourceRef="{source}" targetRef="{target}"'
        return f'<sequenceFlow id="{id_}" {ends}>{inner}</sequenceFlow>'

    return re.sub(r"\[(\w+)-(\w+)(?:: ([^\]]*))?\]", flow, text)
