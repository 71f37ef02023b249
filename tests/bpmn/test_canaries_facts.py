"""Facts of SpiffWorkflow 3.2.0 behind our design; see test_canaries for how to read them."""

import inspect
import json
from types import SimpleNamespace

import pytest
from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.exceptions import WorkflowDataException, WorkflowTaskException
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions import SignalEventDefinition
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.util.task import TaskIterator, TaskState

from tests.bpmn.test_canaries import END, START, do, node, stock, user, waiting
from tests.bpmn.test_canaries_more import SIGNAL

FORMAL = 'xsi:type="tFormalExpression"'
ESCALATE = '<escalationEventDefinition escalationRef="Esc"/>'
VOTES = (
    "<multiInstanceLoopCharacteristics{}><loopCardinality>{}</loopCardinality>"
    '<loopDataOutputRef>votes</loopDataOutputRef><outputDataItem id="vote" name="vote"/>'
    "</multiInstanceLoopCharacteristics>"
)


def timer(text, kind="timeDuration"):
    return f"<timerEventDefinition><{kind} {FORMAL}>{text}</{kind}></timerEventDefinition>"


def condition(text):
    return f"<conditionalEventDefinition><condition {FORMAL}>{text}</condition></conditionalEventDefinition>"


def saved(workflow):
    return BpmnWorkflowSerializer().to_dict(workflow)


def inner(inside, *flows):
    return inside + "".join(
        f'<sequenceFlow id="in{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(flows)
    )


def test_what_an_interrupting_event_ends_runs_on_to_its_next_wait_first():
    inside = inner(
        '<startEvent id="PS"/>' + node("intermediateThrowEvent", "Up", ESCALATE)
        + node("scriptTask", "After", "<script>late = 1</script>") + '<endEvent id="PE"/>',
        ("PS", "Up"), ("Up", "After"), ("After", "PE"),
    )  # fmt: skip
    border = node("boundaryEvent", "B", ESCALATE, 'attachedToRef="P"')
    workflow = stock(
        START + END + node("subProcess", "P", inside) + border + '<endEvent id="E2"/>',
        [("S", "P"), ("P", "E"), ("B", "E2")],
    )

    after = [t for t in workflow.get_tasks() if t.task_spec.name == "After"]

    assert [t.state for t in after] == [TaskState.COMPLETED]


def test_a_signal_that_is_caught_inside_is_not_told_to_anybody_outside():
    throw = node("intermediateThrowEvent", "T", SIGNAL)
    catch = node("intermediateCatchEvent", "C", SIGNAL)
    body = START + END + node("parallelGateway", "G") + catch + throw
    flows = [("S", "G"), ("G", "C"), ("G", "T"), ("C", "E"), ("T", "E")]

    assert stock(body, flows).get_events() == []


def test_a_condition_at_a_border_does_not_see_what_happens_inside():
    inside = inner(
        '<startEvent id="PS"/>' + user("A", "B") + '<endEvent id="PE"/>',
        ("PS", "A"), ("A", "B"), ("B", "PE"),
    )  # fmt: skip
    border = node("boundaryEvent", "Hot", condition("hot"), 'attachedToRef="P"')
    body = START + END + user("U", "Cool") + node("subProcess", "P", inside) + border
    workflow = stock(body, [("S", "U"), ("U", "P"), ("P", "E"), ("Hot", "Cool"), ("Cool", "E")])
    do(workflow, "U", hot=False)

    do(workflow, "A", hot=True)

    assert waiting(workflow) == ["B"]


def test_the_last_instance_that_is_cancelled_leaves_its_activity_open():
    body = START + END + node("userTask", "V", VOTES.format("", 2)) + node("dataObject", "dummy")
    workflow = stock(body, [("S", "V"), ("V", "E")])
    first, last = workflow.get_tasks(state=TaskState.READY, manual=True)
    first.data["vote"] = True
    first.run()

    last.cancel()
    workflow.do_engine_steps()

    assert not workflow.completed


def test_a_multi_instance_that_gathers_fails_in_its_second_round():
    body = START + END + node("userTask", "V", VOTES.format("", 1)) + user("Again")
    body += node("exclusiveGateway", "X", attributes='default="f0"')
    workflow = stock(body, [("X", "E"), ("S", "V"), ("V", "Again"), ("Again", "X"), ("X", "V", "more")])  # fmt: skip

    do(workflow, waiting(workflow)[0], vote=True)

    with pytest.raises((WorkflowDataException, NameError)):
        do(workflow, "Again", more=True)


def test_a_lane_is_known_by_its_name_alone():
    lanes = '<laneSet id="ls"><lane id="front" name="前台"><flowNodeRef>U</flowNodeRef></lane></laneSet>'
    workflow = stock(lanes + START + END + user("U"), [("S", "U"), ("U", "E")])

    lane = workflow.get_next_task(spec_name="U").task_spec.lane

    assert lane == "前台"


def test_which_flow_was_taken_is_not_kept():
    body = START + END + user("U") + node("exclusiveGateway", "X", attributes='default="f3"')
    flows = [("S", "U"), ("U", "X"), ("X", "E", "big"), ("X", "E")]
    workflow = stock(body, flows)
    do(workflow, "U", big=True)

    kept = json.dumps(saved(workflow)["tasks"], default=str)

    assert not {"f2", "f3"} & set(kept.replace('"', " ").split())


def test_going_back_erases_what_was_done():
    workflow = stock(START + END + user("A", "B"), [("S", "A"), ("A", "B"), ("B", "E")])
    first = workflow.get_next_task(spec_name="A")
    do(workflow, "A")
    done = workflow.get_next_task(spec_name="B").id

    workflow.reset_from_task_id(first.id)

    assert workflow.get_next_task(spec_name="A").state == TaskState.READY
    assert done not in workflow.tasks


def test_the_state_grows_with_every_round():
    body = START + END + user("U") + node("exclusiveGateway", "X", attributes='default="f0"')
    workflow = stock(body, [("X", "E"), ("S", "U"), ("U", "X"), ("X", "U", "again")])
    sizes = []
    for _ in range(2):
        for _ in range(10):
            do(workflow, "U", again=True)
        sizes.append(len(json.dumps(saved(workflow), default=str)))

    assert sizes[1] > 1.4 * sizes[0]


def test_what_lies_deeper_than_a_thousand_is_not_found():
    assert inspect.signature(TaskIterator.__init__).parameters["max_depth"].default == 1000


def test_a_state_whose_keys_are_sorted_has_lost_its_data():
    names = [f"U{number}" for number in range(9)]
    flows = zip(["S", *names], [*names, "E"], strict=True)
    workflow = stock(START + END + user(*names), list(flows))
    for name in names[:-1]:
        do(workflow, name, **{name: 1})
    told = json.loads(json.dumps(saved(workflow), default=str, sort_keys=True))

    wrong = 0
    try:
        again = BpmnWorkflowSerializer().from_dict(told)
        wrong = (
            again.get_next_task(spec_name="U8").data != workflow.get_next_task(spec_name="U8").data
        )
    except Exception:  # noqa: BLE001  (whatever it raises: the state is lost)
        wrong = 1

    assert wrong


def test_of_two_timers_behind_an_event_gateway_the_second_waits_as_long_as_the_first():
    body = START + END + node("eventBasedGateway", "G")
    body += node("intermediateCatchEvent", "Long", timer('"PT9H"'))
    body += node("intermediateCatchEvent", "Short", timer('"PT0S"')) + user("U")
    workflow = stock(body, [("S", "G"), ("G", "Long"), ("G", "Short"), ("Long", "E"), ("Short", "U"), ("U", "E")])  # fmt: skip

    workflow.refresh_timers()
    workflow.do_engine_steps()

    assert waiting(workflow) == []


def test_a_cron_line_is_no_cycle():
    beside = node(
        "boundaryEvent",
        "B",
        timer('"0 0 9 * * ?"', "timeCycle"),
        'attachedToRef="U" cancelActivity="false"',
    )

    with pytest.raises((WorkflowTaskException, WorkflowException, ValueError)):
        stock(START + END + user("U") + beside, [("S", "U"), ("U", "E"), ("B", "E")])


def test_a_choice_without_a_way_lets_the_exception_out():
    body = START + END + user("U") + node("exclusiveGateway", "X")
    workflow = stock(body, [("S", "U"), ("U", "X"), ("X", "E", "False")])

    with pytest.raises(WorkflowException):
        do(workflow, "U")


def test_a_variable_called_typename_makes_a_case_unreadable():
    workflow = stock(START + END + user("U", "V"), [("S", "U"), ("U", "V"), ("V", "E")])
    do(workflow, "U", form={"typename": "x"})
    told = json.loads(json.dumps(saved(workflow), default=str))

    with pytest.raises((TypeError, ValueError, KeyError)):
        BpmnWorkflowSerializer().from_dict(told)


def test_a_script_may_do_anything():
    script = node("scriptTask", "A", "<script>import os; home = os.getcwd()</script>")
    workflow = stock(START + END + script + user("U"), [("S", "A"), ("A", "U"), ("U", "E")])

    assert workflow.get_next_task(spec_name="U").data["home"]


def test_an_event_nobody_awaits_is_refused_instead_of_kept():
    workflow = stock(START + END + user("U"), [("S", "U"), ("U", "E")])

    with pytest.raises(WorkflowException):
        workflow.send_event(BpmnEvent(SignalEventDefinition("sig"), {}))


def test_what_a_service_raises_is_hidden_behind_a_mistake_of_the_library():
    class Broken(TaskDataEnvironment):
        def call_service(self, task_data, **_):
            raise RuntimeError("no answer")

    workflow = stock(START + END + user("U"), [("S", "U"), ("U", "E")])
    task = workflow.get_next_task(spec_name="U")

    with pytest.raises(NameError, match="script"):
        PythonScriptEngine(environment=Broken()).call_service(task)


def test_of_several_rules_that_match_a_unique_table_takes_the_first_unasked():
    rules = [SimpleNamespace(inputEntries=[]), SimpleNamespace(inputEntries=[])]
    table = SimpleNamespace(rules=rules, hit_policy="UNIQUE")

    assert DMNEngine(table).decide(None) == rules[:1]
