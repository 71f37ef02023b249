"""A folder with a small process and stories about it, as a designer would have it."""

import textwrap

import pytest

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" targetNamespace="t">
  <bpmn:message id="M1" name="Msg_Stop"><bpmn:extensionElements><zeebe:subscription correlationKey="=case.number"/></bpmn:extensionElements></bpmn:message>
  <bpmn:signal id="S1" name="Sig_Alarm"/>
  <bpmn:error id="E1" name="closed" errorCode="CLOSED"/>
  <bpmn:process id="repair" name="报修" isExecutable="true">
    <bpmn:extensionElements><zeebe:properties><zeebe:property name="gj:number" value="BX"/></zeebe:properties></bpmn:extensionElements>
    <bpmn:startEvent id="Begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="Begin" targetRef="UT_Do"/>
    <bpmn:userTask id="UT_Do" name="维修">
      <bpmn:extensionElements><zeebe:assignmentDefinition candidateUsers="dengbo, wangqiang"/><zeebe:taskSchedule dueDate="2031-03-04T09:00:00+08:00"/></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="B_Stop" attachedToRef="UT_Do"><bpmn:outgoing>f4</bpmn:outgoing><bpmn:messageEventDefinition id="d1" messageRef="M1"/></bpmn:boundaryEvent>
    <bpmn:boundaryEvent id="B_Alarm" attachedToRef="UT_Do"><bpmn:outgoing>f5</bpmn:outgoing><bpmn:signalEventDefinition id="d2" signalRef="S1"/></bpmn:boundaryEvent>
    <bpmn:boundaryEvent id="B_Late" attachedToRef="UT_Do"><bpmn:outgoing>f6</bpmn:outgoing><bpmn:timerEventDefinition id="d3"><bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="f2" sourceRef="UT_Do" targetRef="ST_Sms"/>
    <bpmn:serviceTask id="ST_Sms" name="短信">
      <bpmn:extensionElements><zeebe:taskDefinition type="sms" retries="2"/></bpmn:extensionElements>
      <bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:boundaryEvent id="B_Closed" attachedToRef="ST_Sms"><bpmn:outgoing>f7</bpmn:outgoing><bpmn:errorEventDefinition id="d4" errorRef="E1"/></bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="f3" sourceRef="ST_Sms" targetRef="Done"/>
    <bpmn:endEvent id="Done"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f4" sourceRef="B_Stop" targetRef="Stopped"/>
    <bpmn:endEvent id="Stopped"><bpmn:incoming>f4</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f5" sourceRef="B_Alarm" targetRef="Alarmed"/>
    <bpmn:endEvent id="Alarmed"><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f6" sourceRef="B_Late" targetRef="Late"/>
    <bpmn:endEvent id="Late"><bpmn:incoming>f6</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f7" sourceRef="B_Closed" targetRef="Closed"/>
    <bpmn:endEvent id="Closed"><bpmn:incoming>f7</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="P" bpmnElement="repair">
    <bpmndi:BPMNShape id="s1" bpmnElement="UT_Do"><dc:Bounds x="100" y="100" width="100" height="80"/></bpmndi:BPMNShape>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""

SIGNALLED = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
  <bpmn:signal id="S2" name="Sig_Round"/>
  <bpmn:process id="round" name="巡查" isExecutable="true">
    <bpmn:startEvent id="OnRound"><bpmn:outgoing>g1</bpmn:outgoing><bpmn:signalEventDefinition id="d5" signalRef="S2"/></bpmn:startEvent>
    <bpmn:sequenceFlow id="g1" sourceRef="OnRound" targetRef="Look"/>
    <bpmn:userTask id="Look" name="看"><bpmn:incoming>g1</bpmn:incoming><bpmn:outgoing>g2</bpmn:outgoing></bpmn:userTask>
    <bpmn:sequenceFlow id="g2" sourceRef="Look" targetRef="Seen"/>
    <bpmn:endEvent id="Seen"><bpmn:incoming>g2</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
"""

STORY = """
scenarios:
  - name: 维修
    en: a repair
    steps:
"""


@pytest.fixture
def folder(tmp_path):
    """A folder `processes/repair` with the diagram; `write` puts stories beside it."""
    made = tmp_path / "processes" / "repair"
    made.mkdir(parents=True)
    (made / "repair.bpmn").write_text(DIAGRAM)
    (made / "round.bpmn").write_text(SIGNALLED)
    return made


@pytest.fixture
def suite_file(folder):
    """Return what writes the steps of one story, or a whole file, and returns its path."""

    def write(steps, *, head="", whole=None):
        path = folder / "repair.scenario.yaml"
        told = textwrap.indent(textwrap.dedent(steps).strip(), "      ")
        path.write_text(textwrap.dedent(whole) if whole is not None else head + STORY + told + "\n")
        return path

    return write
