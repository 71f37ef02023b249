"""Small faulty diagrams, written in a few words."""

import re
from pathlib import Path

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
def good():
    """A diagram with everything in it and no fault."""
    return (Path(__file__).parent / "everything.bpmn").read_text(encoding="utf-8")


@pytest.fixture
def lint_file():
    """Lint a whole file in which flows may be written in short; returns the findings."""

    def lint_file_(text):
        found = diagram.read(_flows(text).encode())
        return linting.lint(
            found, decisions=["sla"], forms=["register"], processes=["other"], posts=["cs"]
        )

    return lint_file_


@pytest.fixture
def faulty(good, lint_file):
    """Put one fault into the good diagram; returns the findings of this rule at this element."""

    def faulty_(rule, element, old, new):
        assert old in good
        assert old != new
        found = lint_file(good.replace(old, new, 1))
        return [f for f in found if (f.rule, f.element_id) == (rule, element)]

    return faulty_


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
        condition = (condition or "").replace(">", "&gt;")
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        id_ = f"{source}-{target}"
        ends = f'sourceRef="{source}" targetRef="{target}"'
        return f'<sequenceFlow id="{id_}" {ends}>{inner}</sequenceFlow>'

    return re.sub(r"\[(\w+)-(\w+)(?:: ([^\]]*))?\]", flow, text)
