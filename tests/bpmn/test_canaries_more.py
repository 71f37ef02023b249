"""More of what SpiffWorkflow 3.2.0 does out of the box; see test_canaries for how to read them."""

import pytest
from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.event_definitions import SignalEventDefinition
from SpiffWorkflow.util.task import TaskState

from tests.bpmn.test_canaries import END, START, do, node, stock, user, waiting

COMPENSATE = "<compensateEventDefinition/>"
SIGNAL = '<signalEventDefinition signalRef="Sig"/>'
HOUR = '<timerEventDefinition><timeDuration xsi:type="tFormalExpression">"PT1H"</timeDuration></timerEventDefinition>'


def handler(trigger, attributes=""):
    inside = node("startEvent", "IS", trigger, attributes) + user("Help") + '<endEvent id="IE"/>'
    inside += '<sequenceFlow id="i" sourceRef="IS" targetRef="Help"/><sequenceFlow id="j" sourceRef="Help" targetRef="IE"/>'
    return node("subProcess", "H", inside, 'triggeredByEvent="true"')


def ring(workflow):
    workflow.catch(BpmnEvent(SignalEventDefinition("sig"), {}))
    workflow.do_engine_steps()


def test_compensation_at_a_border_is_refused():
    boundary = node("boundaryEvent", "B", COMPENSATE, 'attachedToRef="U"')
    body = START + END + user("U", "Undo") + boundary

    with pytest.raises((ValidationException, NotImplementedError, KeyError)):
        stock(body, [("S", "U"), ("U", "E"), ("B", "Undo")])


def test_thrown_compensation_undoes_nothing_and_says_nothing():
    throw = node("intermediateThrowEvent", "T", COMPENSATE)

    workflow = stock(START + END + throw, [("S", "T"), ("T", "E")])

    assert workflow.completed


def test_a_task_that_is_completed_can_be_completed_again():
    workflow = stock(START + END + user("U"), [("S", "U"), ("U", "E")])
    task = workflow.get_next_task(spec_name="U")

    task.run()
    task.run()

    assert task.state == TaskState.COMPLETED


def test_an_event_sub_process_never_interrupts():
    body = START + END + user("U") + handler(SIGNAL, 'isInterrupting="true"')
    workflow = stock(body, [("S", "U"), ("U", "E")])

    ring(workflow)

    assert waiting(workflow) == ["Help", "U"]


def test_an_event_sub_process_inside_a_sub_process_never_begins():
    inside = (
        '<startEvent id="PS"/><endEvent id="PE"/>'
        + user("U")
        + handler(SIGNAL)
        + '<sequenceFlow id="p" sourceRef="PS" targetRef="U"/><sequenceFlow id="q" sourceRef="U" targetRef="PE"/>'
    )
    workflow = stock(START + END + node("subProcess", "P", inside), [("S", "P"), ("P", "E")])

    ring(workflow)

    assert waiting(workflow) == ["U"]


def test_a_timer_of_an_event_sub_process_holds_a_finished_case_open():
    workflow = stock(START + END + user("U") + handler(HOUR), [("S", "U"), ("U", "E")])

    do(workflow, "U")

    assert not workflow.completed


def test_branches_share_what_stands_inside_a_variable():
    body = START + END + user("First", "A", "B") + node("parallelGateway", "Fork")
    workflow = stock(
        body,
        [("S", "First"), ("First", "Fork"), ("Fork", "A"), ("Fork", "B"), ("A", "E"), ("B", "E")],
    )
    do(workflow, "First", case={"level": {"now": "low"}})
    one, other = (workflow.get_next_task(spec_name=name) for name in ("A", "B"))

    one.data["case"]["level"]["now"] = "high"

    assert other.data["case"]["level"]["now"] == "high"
