"""Elements that SpiffWorkflow 3.2.0 refuses or runs wrong; see test_canaries for how to read them."""

import pytest
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.exceptions import WorkflowException

from tests.bpmn.test_canaries import END, START, do, node, stock, user, waiting

SIGNAL = '<signalEventDefinition signalRef="Sig"/>'
TRUE = '<conditionalEventDefinition><condition xsi:type="tFormalExpression">True</condition></conditionalEventDefinition>'
MULTI = "<multiInstanceLoopCharacteristics{}><loopCardinality>2</loopCardinality>{}</multiInstanceLoopCharacteristics>"


def test_of_several_start_events_the_first_begins_and_nobody_chooses():
    workflow = stock(
        '<startEvent id="S"/><startEvent id="S2"/>' + END + user("A", "B"),
        [("S", "A"), ("S2", "B"), ("A", "E"), ("B", "E")],
    )

    assert waiting(workflow) == ["A"]


def test_a_gateway_cannot_begin_a_case():
    gateway = node("eventBasedGateway", "G", attributes='instantiate="true"')
    catch = node("intermediateCatchEvent", "C", SIGNAL)

    with pytest.raises(ValidationException):
        stock(END + gateway + catch, [("G", "C"), ("C", "E")])


def test_a_process_without_start_event_is_refused():
    with pytest.raises(ValidationException):
        stock(END + user("A"), [("A", "E")])


@pytest.mark.parametrize("condition", ["", "<completionCondition>False</completionCondition>"])
def test_an_ad_hoc_sub_process_breaks_when_it_begins(condition):
    hub = node("adHocSubProcess", "H", user("A", "B") + condition)

    with pytest.raises((KeyError, TypeError, WorkflowException)):
        stock(START + END + hub, [("S", "H"), ("H", "E")])


def test_a_condition_at_the_start_of_a_case_is_asked_within_a_case_that_is_there():
    workflow = stock(node("startEvent", "S", TRUE) + END + user("A"), [("S", "A"), ("A", "E")])

    assert waiting(workflow) == ["A"]


def test_a_transaction_that_is_cancelled_undoes_nothing():
    inside = '<startEvent id="TS"/>' + user("Do", "Undo")
    inside += node("boundaryEvent", "C", "<compensateEventDefinition/>", 'attachedToRef="Do"')

    with pytest.raises((ValidationException, NotImplementedError, KeyError)):
        stock(START + END + node("transaction", "T", inside), [("S", "T"), ("T", "E")])


def test_what_the_instances_throw_is_not_thrown():
    caught = node("boundaryEvent", "B", SIGNAL, 'attachedToRef="M" cancelActivity="false"')
    loop = MULTI.format(' behavior="None" noneBehaviorEventRef="Sig"', "")
    body = START + END + user("Seen") + node("userTask", "M", loop) + caught
    workflow = stock(body, [("S", "M"), ("M", "E"), ("B", "Seen"), ("Seen", "E")])
    first = waiting(workflow)[0]

    do(workflow, first)

    assert "Seen" not in waiting(workflow)


def test_a_completion_quantity_is_ignored():
    twice = node("userTask", "A", attributes='completionQuantity="2"')
    workflow = stock(START + END + twice + user("B"), [("S", "A"), ("A", "B"), ("B", "E")])

    do(workflow, "A")

    assert waiting(workflow) == ["B"]


def test_a_script_task_without_script_is_refused():
    with pytest.raises(ValidationException):
        stock(START + END + node("scriptTask", "A"), [("S", "A"), ("A", "E")])


def test_a_branch_of_a_choice_without_condition_is_refused():
    choice = node("exclusiveGateway", "G")
    flows = [("S", "G"), ("G", "A", "False"), ("G", "B"), ("A", "E"), ("B", "E")]

    with pytest.raises(ValidationException):
        stock(START + END + choice + user("A", "B"), flows)
