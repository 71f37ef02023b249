"""What the processes of a release send, somebody awaits; what is drawn to be sent is sent."""

from engine import diagram
from engine.linting import exchange, unanswered
from tests.linting.conftest import HEAD, _flows

THROW = '<intermediateThrowEvent id="{0}"><messageEventDefinition messageRef="{1}"/></intermediateThrowEvent>'
MESSAGES = (
    '<message id="M" name="订单"/><message id="X" name="= name"/><signal id="S" name="火警"/>'
)


def process(id_, node, flows=""):
    body = f'<startEvent id="{id_}s"/>{node}<endEvent id="{id_}e"/>{flows}'
    return f'<process id="{id_}" isExecutable="true">{body}</process>'


def rules(*inside):
    drawn = diagram.read(_flows(f"{HEAD}{MESSAGES}{''.join(inside)}</definitions>").encode())
    return [(found.rule, found.element_id) for found in unanswered(drawn, exchange([drawn]))]


def pools(source, target):
    return (
        '<collaboration id="C"><participant id="A" processRef="a"/><participant id="B" processRef="b"/><participant id="Z"/>'
        f'<messageFlow id="F" sourceRef="{source}" targetRef="{target}"/></collaboration>'
    )


def test_a_message_that_nobody_awaits_is_told_of():
    assert rules(process("a", THROW.format("t", "M"))) == [("message-unheard", "t")]


def test_a_signal_that_nobody_awaits_is_told_of():
    thrown = '<intermediateThrowEvent id="t"><signalEventDefinition signalRef="S"/></intermediateThrowEvent>'

    assert rules(process("a", thrown)) == [("signal-unheard", "t")]


def test_a_message_that_another_pool_awaits_is_fine():
    catch = '<receiveTask id="r" messageRef="M"/>'

    assert rules(process("a", THROW.format("t", "M")), process("b", catch)) == []


def test_a_message_to_a_black_box_is_fine():
    assert rules(pools("t", "Z"), process("a", THROW.format("t", "M"))) == []


def test_a_message_whose_name_is_computed_is_left_alone():
    assert rules(process("a", THROW.format("t", "X"))) == []


def test_a_message_from_outside_needs_no_sender():
    assert rules(process("a", '<receiveTask id="r" messageRef="M"/>')) == []
    assert rules(pools("Z", "r"), process("b", '<receiveTask id="r" messageRef="M"/>')) == []


def test_a_message_flow_from_a_task_that_sends_nothing_is_told_of():
    sender, receiver = (
        process("a", '<task id="t"/>'),
        process("b", '<receiveTask id="r" messageRef="M"/>'),
    )

    assert rules(pools("t", "r"), sender, receiver) == [("message-unsent", "r")]
