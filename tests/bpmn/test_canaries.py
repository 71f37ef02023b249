"""What SpiffWorkflow 3.2.0 does out of the box: why our own specifications exist.

A canary that stops singing means that the library has changed: look whether the correction is
still needed, or still right.  The last ones watch the seams that the corrections hang on.
"""

import inspect
import io
import warnings
from itertools import permutations, product

import pytest
from lxml import etree
from SpiffWorkflow.bpmn import BpmnEvent, BpmnWorkflow
from SpiffWorkflow.bpmn.exceptions import WorkflowDataException, WorkflowTaskException
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.event_definitions import SignalEventDefinition, timer
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.util.task import TaskState

from engine.interpreter.library import COMPLETED, ERROR, READY, STARTED, Task

NS = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
ROOTS = '<signal id="Sig" name="sig"/><error id="Err" name="err" errorCode="err"/><escalation id="Esc" name="esc" escalationCode="esc"/>'


def stock(body, flows):
    """The stock engine on a diagram; flows are `source target [condition]`."""
    wired = []
    for number, (source, target, *condition) in enumerate(flows):
        test = (
            f'<conditionExpression xsi:type="tFormalExpression">{condition[0]}</conditionExpression>'
            if condition
            else ""
        )
        wired.append(
            f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{test}</sequenceFlow>'
        )
    xml = f'<definitions {NS} id="d" targetNamespace="t">{ROOTS}<process id="p" isExecutable="true">{body}{"".join(wired)}</process></definitions>'
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(xml.encode())), filename="canary.bpmn")
    spec = parser.get_spec("p")
    workflow = BpmnWorkflow(spec, parser.get_subprocess_specs("p"))
    workflow.do_engine_steps()
    return workflow


def node(kind, id_, inside="", attributes=""):
    return f'<{kind} id="{id_}" {attributes}>{inside}</{kind}>'


def user(*ids):
    return "".join(node("userTask", id_) for id_ in ids)


START, END = '<startEvent id="S"/>', '<endEvent id="E"/>'


def waiting(workflow):
    return sorted(t.task_spec.name for t in workflow.get_tasks(state=TaskState.READY, manual=True))


def do(workflow, name, **data):
    task = next(
        t
        for t in workflow.get_tasks(state=TaskState.READY, manual=True)
        if t.task_spec.name == name
    )
    task.data.update(data)
    task.run()
    workflow.do_engine_steps()


def review(*branches):
    """Draft, then the branches in parallel, joined; again or done."""
    body = START + END + user("Draft", *branches)
    body += node("parallelGateway", "Fork") + node("parallelGateway", "Join")
    flows = [("X", "E"), ("S", "Draft"), ("Draft", "Fork"), ("Join", "X"), ("X", "Draft", "again")]
    body += node("exclusiveGateway", "X", attributes='default="f0"')
    for branch in branches:
        flows += [("Fork", branch), (branch, "Join")]
    return stock(body, flows)


def test_a_branch_that_changed_nothing_overwrites_another_branch():
    workflow = review("A", "B")
    do(workflow, "Draft", level="low", again=False)

    do(workflow, "A", level="high")
    do(workflow, "B")

    assert workflow.data["level"] == "low"


def _lets_pass_early(orders):
    workflow = review("A", "B", "C")
    for order in orders:
        do(workflow, "Draft", again=True)
        for number, name in enumerate(order, 1):
            do(workflow, name)
            if "Draft" in waiting(workflow) and number < len(order):
                return True
    return False


def test_a_join_in_a_loop_lets_the_case_pass_before_everybody_has_acted():
    orders = list(permutations("ABC"))

    early = [_lets_pass_early(pair) for pair in product(orders, repeat=2)]

    assert any(early)


def test_conditional_flows_of_an_activity_are_refused():
    with pytest.raises(ValidationException):
        stock(
            START + END + user("U", "A", "B"),
            [("S", "U"), ("U", "A", "x"), ("U", "B", "y"), ("A", "E"), ("B", "E")],
        )


def test_several_flows_of_an_activity_are_refused():
    with pytest.raises(ValidationException):
        stock(
            START + END + user("U", "A", "B"),
            [("S", "U"), ("U", "A"), ("U", "B"), ("A", "E"), ("B", "E")],
        )


def test_an_element_called_start_cannot_be():
    with pytest.raises((KeyError, WorkflowException, ValidationException)):
        stock('<startEvent id="Start"/>' + END, [("Start", "E")])


def test_a_plain_task_waits_for_a_person():
    workflow = stock(START + END + node("task", "T"), [("S", "T"), ("T", "E")])

    assert waiting(workflow) == ["T"]


def test_an_iso_duration_as_every_modeller_writes_it_fails():
    wait = '<timerEventDefinition><timeDuration xsi:type="tFormalExpression">PT4H</timeDuration></timerEventDefinition>'

    with pytest.raises(WorkflowTaskException, match="PT4H"):
        stock(START + END + node("intermediateCatchEvent", "T", wait), [("S", "T"), ("T", "E")])


def test_a_signal_end_event_is_a_plain_end():
    signal = '<signalEventDefinition signalRef="Sig"/>'

    workflow = stock(START + node("endEvent", "E", signal), [("S", "E")])

    assert workflow.completed
    assert workflow.get_events() == []


def test_a_link_leads_nowhere():
    link = '<linkEventDefinition name="far"/>'
    body = (
        START
        + END
        + node("intermediateThrowEvent", "Away", link)
        + node("intermediateCatchEvent", "There", link)
        + user("U")
    )

    workflow = stock(body, [("S", "Away"), ("There", "U"), ("U", "E")])

    assert waiting(workflow) == []


def test_an_uncaught_error_in_a_subprocess_passes_for_a_good_end():
    inside = (
        '<startEvent id="IS"/>'
        + node("endEvent", "Bad", '<errorEventDefinition errorRef="Err"/>')
        + '<sequenceFlow id="i" sourceRef="IS" targetRef="Bad"/>'
    )

    workflow = stock(START + END + node("subProcess", "P", inside), [("S", "P"), ("P", "E")])

    assert workflow.completed


def test_an_error_event_subprocess_runs_when_the_process_starts():
    inside = (
        node("startEvent", "IS", '<errorEventDefinition errorRef="Err"/>')
        + user("Help")
        + '<endEvent id="IE"/>'
    )
    inside += '<sequenceFlow id="i" sourceRef="IS" targetRef="Help"/><sequenceFlow id="j" sourceRef="Help" targetRef="IE"/>'
    body = START + END + user("U") + node("subProcess", "H", inside, 'triggeredByEvent="true"')

    workflow = stock(body, [("S", "U"), ("U", "E")])

    assert "Help" in waiting(workflow) or any(t.task_spec.name == "H" for t in workflow.get_tasks())


def test_a_boundary_signal_beside_the_task_reacts_once_only():
    boundary = node(
        "boundaryEvent",
        "B",
        '<signalEventDefinition signalRef="Sig"/>',
        'attachedToRef="U" cancelActivity="false"',
    )
    workflow = stock(
        START + END + user("U", "Read") + boundary + '<endEvent id="E2"/>',
        [("S", "U"), ("U", "E"), ("B", "Read"), ("Read", "E2")],
    )
    ring = BpmnEvent(SignalEventDefinition("sig"), {})
    workflow.send_event(ring)
    workflow.do_engine_steps()

    with pytest.raises(WorkflowException):
        workflow.send_event(ring)


def test_a_completion_condition_never_sees_what_was_collected():
    loop = (
        '<multiInstanceLoopCharacteristics><loopCardinality xsi:type="tFormalExpression">3</loopCardinality>'
        '<loopDataOutputRef>votes</loopDataOutputRef><outputDataItem id="vote" name="vote"/>'
        '<completionCondition xsi:type="tFormalExpression">len(votes) == 1</completionCondition></multiInstanceLoopCharacteristics>'
    )
    body = START + END + node("userTask", "V", loop) + node("dataObject", "dummy")
    workflow = stock(body, [("S", "V"), ("V", "E")])

    first = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
    first.data["vote"] = True
    first.run()
    workflow.do_engine_steps()

    assert len(waiting(workflow)) == 2  # one vote was to be enough


def _with_data(*activities):
    objects = "".join(
        f'<dataObject id="{id_}"/><dataObjectReference id="R{id_}" dataObjectRef="{id_}"/>'
        for id_ in ("O", "P")
    )
    return START + END + objects + "".join(activities)


def test_an_activity_whose_data_input_is_not_there_yet_fails_instead_of_waiting():
    needs = (
        '<ioSpecification><dataInput id="In" name="in"/><inputSet><dataInputRefs>In</dataInputRefs></inputSet>'
        '<outputSet/></ioSpecification><dataInputAssociation id="a"><sourceRef>RO</sourceRef><targetRef>In</targetRef></dataInputAssociation>'
    )
    body = _with_data(node("parallelGateway", "Fork"), user("A"), node("userTask", "B", needs))
    flows = [("S", "Fork"), ("Fork", "A"), ("Fork", "B"), ("A", "E"), ("B", "E")]

    with pytest.raises(WorkflowDataException, match="Missing data input"):
        stock(body, flows)


def test_a_transformation_of_data_is_ignored():
    gives = (
        '<dataOutputAssociation id="a"><targetRef>RO</targetRef></dataOutputAssociation>'
        '<dataOutputAssociation id="b"><sourceRef>RO</sourceRef><targetRef>RP</targetRef>'
        "<transformation>O + 1</transformation></dataOutputAssociation>"
    )
    workflow = stock(_with_data(node("userTask", "A", gives)), [("S", "A"), ("A", "E")])

    do(workflow, "A", O=1, P=5)

    assert workflow.data_objects == {"O": 1, "P": 5}  # not 2


def test_a_complex_gateway_is_refused():
    with pytest.raises(ValidationException):
        stock(START + END + node("complexGateway", "G"), [("S", "G"), ("G", "E")])


def test_a_start_quantity_is_ignored():
    body = START + END + node("parallelGateway", "Fork") + user("A", "B")
    body += node("userTask", "Box", attributes='startQuantity="2"')
    flows = [("S", "Fork"), ("Fork", "A"), ("Fork", "B"), ("A", "Box"), ("B", "Box"), ("Box", "E")]
    workflow = stock(body, flows)

    do(workflow, "A")

    assert waiting(workflow) == ["B", "Box"]


def test_timers_read_the_clock_themselves():
    assert "datetime.now(" in inspect.getsource(timer)


# The seams that our specifications hang on


def test_a_token_is_made_with_workflow_spec_parent_state_and_id():
    workflow = stock(START + END + user("U"), [("S", "U"), ("U", "E")])
    root = workflow.task_tree

    task = Task(workflow, root.task_spec, root, READY, 7)

    assert (task.id, task.state, task._parent, task._children) == (7, READY, root.id, [])
    assert workflow.tasks[7] is task
    assert 7 in root._children


def test_a_workflow_being_loaded_makes_no_tasks_of_its_own():
    workflow = stock(START + END + user("U"), [("S", "U"), ("U", "E")])

    empty = BpmnWorkflow(workflow.spec, script_engine=object(), deserializing=True)

    assert empty.tasks == {}
    assert not empty.completed


def test_run_asks_the_spec_and_sets_the_state_by_its_answer():
    workflow = stock(START + END + user("U"), [("S", "U"), ("U", "E")])
    task = workflow.get_next_task(spec_name="U")
    states = []
    for answer in (None, True):
        task.task_spec._run_hook = lambda _, answer=answer: answer
        task._set_state(READY)
        task.run()
        states.append(task.state)

    assert states == [STARTED, COMPLETED]


def test_a_failing_spec_leaves_the_task_in_error_and_lets_the_failure_through():
    workflow = stock(START + END + user("U"), [("S", "U"), ("U", "E")])
    task = workflow.get_next_task(spec_name="U")

    def fail(_):
        raise RuntimeError("inside")

    task.task_spec._run_hook = fail
    with pytest.raises(RuntimeError, match="inside"):
        task.run()

    assert task.state == ERROR


def test_completing_updates_the_children_and_then_tells_the_workflow():
    workflow = stock(START + END + user("U"), [("S", "U"), ("U", "E")])
    order = []
    task = workflow.get_next_task(spec_name="U")
    task.task_spec._on_complete_hook = lambda _: order.append("hook")
    (child,) = task.children
    child.task_spec._update = lambda _: order.append("update")
    workflow._task_completed_notify = lambda _: order.append("notify")

    task.complete()

    assert order == ["hook", "update", "notify"]


def test_the_library_warns_of_nothing_when_it_is_used_as_we_use_it():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        stock(START + END, [("S", "E")])
