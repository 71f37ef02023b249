"""Whatever is uploaded, the answer is a diagram or a refusal, never a crash."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import diagram, drawing, linting
from engine.errors import Invalid

SAMPLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
 xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
 <message id="M" name="撤诉"/><process id="p" isExecutable="true"><laneSet id="ls"><lane id="L">
 <flowNodeRef>a</flowNodeRef></lane></laneSet><startEvent id="s"/><userTask id="a" name="登记（加急）">
 <extensionElements><zeebe:assignmentDefinition candidateGroups="= x"/></extensionElements>
 <multiInstanceLoopCharacteristics/></userTask><subProcess id="sub" triggeredByEvent="true">
 <startEvent id="s2"><messageEventDefinition messageRef="M"/></startEvent></subProcess>
 <boundaryEvent id="b" attachedToRef="a"><timerEventDefinition><timeDuration>PT4H</timeDuration>
 </timerEventDefinition></boundaryEvent><parallelGateway id="g"/><endEvent id="e"/>
 <sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="g">
 <conditionExpression>= n &gt; 1</conditionExpression></sequenceFlow>
 <sequenceFlow id="f3" sourceRef="b" targetRef="g"/><sequenceFlow id="f4" sourceRef="g" targetRef="e"/>
 </process><bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="p"><bpmndi:BPMNShape bpmnElement="a">
 <dc:Bounds x="10" y="10" width="100" height="80"/></bpmndi:BPMNShape><bpmndi:BPMNEdge bpmnElement="f1">
 <di:waypoint x="1" y="1"/><di:waypoint x="9" y="9"/></bpmndi:BPMNEdge></bpmndi:BPMNPlane>
 </bpmndi:BPMNDiagram></definitions>""".encode()

WORDS = [
    b"",
    b'"',
    b"<",
    b">",
    b"&",
    b"\xff",
    b"a",
    b"p",
    b"sub",
    b"-1",
    b"1e308",
    b"nan",
    b"= (",
    b"<a/>",
]
EDITS = st.tuples(st.integers(0, len(SAMPLE)), st.integers(0, 12), st.sampled_from(WORDS))


def ask_everything(data):
    """Read, check and draw; returns the refusal, if any."""
    try:
        found = diagram.read(data)
        linting.lint(found, decisions=(), forms=(), processes=(), posts=())
        drawing.draw(found)
    except Invalid as refusal:
        return refusal
    return None


@settings(max_examples=300, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=4))
def test_a_mutated_diagram_is_read_or_refused(edits):
    data = SAMPLE
    for place, length, word in edits:
        data = data[:place] + word + data[place + length :]

    refusal = ask_everything(data)

    assert refusal is None or str(refusal)


@settings(max_examples=200, deadline=None)
@given(st.permutations([b"s", b"a", b"sub", b"b", b"g", b"e"]), st.sampled_from([b"Ref", b"To"]))
def test_flows_and_attachments_in_any_disorder_are_read_or_refused(order, where):
    data = SAMPLE
    for old, new in zip([b"s", b"a", b"sub", b"b", b"g", b"e"], order, strict=True):
        data = data.replace(where + b'="' + old + b'"', where + b'="' + new + b'"')

    refusal = ask_everything(data)

    assert refusal is None or str(refusal)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data):
    with pytest.raises(Invalid):
        diagram.read(data)
