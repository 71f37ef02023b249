"""More legal diagrams, as modellers export them and people draw them: warnings perhaps, no errors.

Every one is a small process of its own; `FRAMES` wraps each as another tool would.
"""

import re

import pytest

from engine import diagram, interpreter, linting
from engine.model import ProcessDefinition, Severity
from tests.linting.test_plain_diagrams import between, flow, path

ROOTS = (
    '<message id="M" name="订单"/><message id="M2" name="回复"/><signal id="Sig" name="火警"/>'
    '<error id="Err" name="失败" errorCode="E1"/><escalation id="Esc" name="上报" escalationCode="X1"/>'
)
TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
CYCLE = "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"
SIGNAL = '<signalEventDefinition signalRef="Sig"/>'
MESSAGE = '<messageEventDefinition messageRef="M"/>'
ERROR = '<errorEventDefinition errorRef="Err"/>'
ESCALATION = '<escalationEventDefinition escalationRef="Esc"/>'
UNDO = "<compensateEventDefinition/>"


def formal(name, text):
    return f'<{name} xsi:type="tFormalExpression">{text}</{name}>'


def when(source, target, text):
    return flow(source, target, formal("conditionExpression", text))


def sub(inside, id_="N", kind="subProcess", more=""):
    return f'<{kind} id="{id_}" {more}>{inside}</{kind}>'


def undone(host="N", handler="U", event="B"):
    return (
        f'<boundaryEvent id="{event}" attachedToRef="{host}">{UNDO}</boundaryEvent>'
        f'<userTask id="{handler}" isForCompensation="true"/>'
        f'<association id="As{event}" associationDirection="One" sourceRef="{event}" targetRef="{handler}"/>'
    )


def out(event, host="N", more="", id_="B"):
    border = f'<boundaryEvent id="{id_}" attachedToRef="{host}" {more}>{event}</boundaryEvent>'
    return border + f'<endEvent id="E{id_}"/>' + path(id_, f"E{id_}")


def handler(event, more="", id_="H"):
    inside = f'<startEvent id="{id_}S" {more}>{event}</startEvent><userTask id="{id_}U"/><endEvent id="{id_}E"/>'
    return sub(inside + path(f"{id_}S", f"{id_}U", f"{id_}E"), id_, more='triggeredByEvent="true"')


BESIDE = 'cancelActivity="false"'
USER = '<userTask id="N" name="办理"/>'
WORK = '<startEvent id="S2"/><userTask id="U2"/><endEvent id="E2"/>' + path("S2", "U2", "E2")
THROWS = '<startEvent id="S2"/><endEvent id="E2">{}</endEvent>' + path("S2", "E2")
LOOP = (
    '<startEvent id="S2"/><task id="A"/><intermediateCatchEvent id="C">'
    + TIMER
    + "</intermediateCatchEvent>"
    + path("S2", "A", "C", "A")
)
FORK = (
    '<startEvent id="S"/><parallelGateway id="K" gatewayDirection="Diverging"/>{}<endEvent id="E"/>'
)
COUNT = "<multiInstanceLoopCharacteristics>{}</multiInstanceLoopCharacteristics>"
SETS = (
    '<userTask id="N"><ioSpecification><dataInput id="I" name="a"/><dataOutput id="O" name="b"/>'
    "<inputSet><dataInputRefs>I</dataInputRefs></inputSet><inputSet/><outputSet><dataOutputRefs>O</dataOutputRefs>"
    "</outputSet></ioSpecification></userTask>"
)
THREE = FORK.format('<task id="A"/><task id="B"/><task id="C"/>{}') + path("S", "K", "A", "J", "E")
THREE += path("K", "B", "J") + path("K", "C", "J")
PLAIN = {
    "deadline and reminder": between(USER, more=out(TIMER) + out(CYCLE, more=BESIDE, id_="R")),
    "any error of a call": between('<callActivity id="N" calledElement="P"/>', more=out("<errorEventDefinition/>")),
    "an escalation beside a call": between('<callActivity id="N" calledElement="P"/>', more=out(ESCALATION, more=BESIDE)),
    "a signal at a sub-process": between(sub(WORK), more=out(SIGNAL)),
    "a message beside a sub-process": between(sub(WORK), more=out(MESSAGE, more=BESIDE)),
    "a condition at a task": between(USER, more=out(f'<conditionalEventDefinition>{formal("condition", "late = true")}</conditionalEventDefinition>')),
    "an escalating end": between(sub(THROWS.format(ESCALATION)), more=out(ESCALATION, more=BESIDE)),
    "a failing end": between(sub(THROWS.format(ERROR)), more=out(ERROR)),
    "a failing end in a transaction": between(sub(THROWS.format(ERROR), kind="transaction"), more=out(ERROR)),
    "a cancelled transaction": between(sub(THROWS.format("<cancelEventDefinition/>"), kind="transaction"), more=out("<cancelEventDefinition/>")),
    "a sub-process that ends with a message": between(sub(THROWS.format(MESSAGE))),
    "an end that undoes": f'<startEvent id="S"/>{USER}<endEvent id="E">{UNDO}</endEvent>' + path("S", "N", "E") + undone(),
    "an end that undoes one": f'<startEvent id="S"/>{USER}<endEvent id="E"><compensateEventDefinition activityRef="N"/></endEvent>' + path("S", "N", "E") + undone(),
    "an end that undoes and tells": f'<startEvent id="S"/>{USER}<endEvent id="E">{SIGNAL}{UNDO}</endEvent>' + path("S", "N", "E") + undone(),
    "undoing on the way": f'<startEvent id="S"/>{USER}<intermediateThrowEvent id="T">{UNDO}</intermediateThrowEvent><endEvent id="E"/>' + path("S", "N", "T", "E") + undone(),
    "undoing by a sub-process": between(USER, more=undone().replace('<userTask id="U" isForCompensation="true"/>', sub(WORK, "U", more='isForCompensation="true"'))),
    "a handler that undoes a sub-process": between(sub(WORK + handler(UNDO))),
    "handlers of several kinds": between(USER, more=handler(MESSAGE, 'isInterrupting="false"') + handler(ERROR, id_="K") + handler(CYCLE, 'isInterrupting="false"', "L")),
    "a handler inside a sub-process": between(sub(WORK + handler(SIGNAL))),
    "a loop that only its border ends": between(sub(LOOP), more=out(SIGNAL)),
    "a loop that a termination ends": FORK.format('<task id="A"/><endEvent id="T"><terminateEventDefinition/></endEvent>' + sub(LOOP.replace('"A"', '"A2"'))) + path("S", "K", "A", "T") + path("K", "N", "E"),
    "three of which two are enough": THREE.format(f'<complexGateway id="J">{formal("activationCondition", "activationCount = 2")}</complexGateway>'),
    "a complex choice": '<startEvent id="S"/><complexGateway id="G" default="F_G_B"/><task id="A"/><task id="B"/><endEvent id="E"/>' + path("S", "G", "B", "E") + when("G", "A", "x = 1") + path("A", "E"),
    "an inclusive choice with default": '<startEvent id="S"/><inclusiveGateway id="G" default="F_G_B"/><task id="A"/><task id="B"/><inclusiveGateway id="J"/><endEvent id="E"/>' + path("S", "G", "B", "J", "E") + when("G", "A", "x = 1") + path("A", "J"),
    "conditions on the ways out of a task": '<startEvent id="S"/><userTask id="N" default="F_N_B"/><task id="A"/><task id="B"/><endEvent id="E"/>' + path("S", "N", "B", "E") + when("N", "A", "x = 1") + path("A", "E"),
    "several instances by number": between(f'<userTask id="N">{COUNT.format(formal("loopCardinality", "n"))}</userTask>'),
    "several instances until enough": between(f'<userTask id="N">{COUNT.format(formal("loopCardinality", "3") + formal("completionCondition", "numberOfCompletedInstances = 2"))}</userTask>'),
    "several instances of a sub-process": between(sub('<multiInstanceLoopCharacteristics isSequential="true">' + formal("loopCardinality", "2") + "</multiInstanceLoopCharacteristics>" + WORK)),
    "a loop with a most alone": between('<userTask id="N"><standardLoopCharacteristics loopMaximum="3"/></userTask>'),
    "an ad-hoc sub-process": between(sub('<userTask id="A"/><userTask id="B"/>', kind="adHocSubProcess", more='ordering="Sequential"')),
    "an ad-hoc sub-process with an end": between(sub('<task id="A"/><userTask id="B"/>' + path("A", "B") + formal("completionCondition", "done = true"), kind="adHocSubProcess", more='cancelRemainingInstances="false"')),
    "a gateway that begins": f'<eventBasedGateway id="G" instantiate="true"/><intermediateCatchEvent id="A">{MESSAGE}</intermediateCatchEvent><receiveTask id="B" messageRef="M2"/><endEvent id="E"/>' + path("G", "A", "E") + path("G", "B", "E"),
    "a receive task that begins": '<receiveTask id="N" instantiate="true" messageRef="M"/><endEvent id="E"/>' + path("N", "E"),
    "several starts": f'<startEvent id="S"/><startEvent id="S1">{MESSAGE}</startEvent><startEvent id="S2">{CYCLE}</startEvent>{USER}<endEvent id="E"/>' + path("S", "N", "E") + path("S1", "N") + path("S2", "N"),
    "one of several triggers": between(f'<intermediateCatchEvent id="N">{MESSAGE}{SIGNAL}</intermediateCatchEvent>'),
    "all of several triggers": between(f'<intermediateCatchEvent id="N" parallelMultiple="true">{MESSAGE}{SIGNAL}</intermediateCatchEvent>'),
    "several effects": between(f'<intermediateThrowEvent id="N">{MESSAGE}{SIGNAL}</intermediateThrowEvent>'),
    "quantities": between('<userTask id="N" startQuantity="1" completionQuantity="2"/>'),
    "several sets of data": '<dataObject id="D"/>' + between(SETS),
    "links in both directions": '<startEvent id="S"/><intermediateThrowEvent id="T"><linkEventDefinition name="A"/></intermediateThrowEvent><intermediateThrowEvent id="T2"><linkEventDefinition name="A"/></intermediateThrowEvent><intermediateCatchEvent id="C"><linkEventDefinition name="A"/></intermediateCatchEvent><exclusiveGateway id="G" default="F_G_T"/><endEvent id="E"/>' + path("S", "G", "T") + when("G", "T2", "x = 1") + path("C", "E"),
    "a script that gives values": between('<scriptTask id="N"><script>{total: 1 + 1}</script></scriptTask>'),
    "an association before the end": '<startEvent id="S"/>' + USER + undone() + '<endEvent id="E"/>' + path("S", "N", "E"),
}  # fmt: skip


def bpmn_io(inside):
    """As bpmn.io saves: the prefix `bpmn`, and what flows in and out named inside each node."""
    return _prefixed(inside, "bpmn", 'exporter="bpmn-js (https://demo.bpmn.io)" exporterVersion="18.3.1"')  # fmt: skip


def signavio(inside):
    """As Signavio saves: no prefix, a lane around everything, its own metadata."""
    lane = '<laneSet id="sid-ls"><lane id="sid-l" name="客服"/></laneSet>'
    own = 'xmlns:signavio="http://www.signavio.com" exporter="Signavio Process Editor" exporterVersion="14.5"'
    meta = '<extensionElements><signavio:signavioDiagramMetaData metaKey="author" metaValue="x"/></extensionElements>'
    return _file(meta + lane + inside, own, "")


def trisotech(inside):
    """As Trisotech saves: the prefix `semantic` and vendor attributes on the definitions."""
    return _prefixed(inside, "semantic", 'xmlns:triso="http://www.trisotech.com/2015/triso/modeling" exporter="Workflow Modeler" exporterVersion="7"')  # fmt: skip


def camunda_7(inside):
    """As the Camunda Modeler saves for its older platform."""
    own = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:modeler="http://camunda.org/schema/modeler/1.0" modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.20.0"'
    return _prefixed(inside, "bpmn", own, 'camunda:historyTimeToLive="180"')


FRAMES = (bpmn_io, signavio, trisotech, camunda_7)


def _file(inside, own, process):
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {own} id="defs" targetNamespace="urn:x">'
        f'{ROOTS}<process id="P" isExecutable="true" {process}>{inside}</process></definitions>'
    )


def _prefixed(inside, prefix, own, process=""):
    text = _file(inside, own, process).replace(" xmlns=", f" xmlns:{prefix}=")
    text = re.sub(r"<(/?)(?=[a-zA-Z]+[ />])", rf"<\1{prefix}:", text)
    return text.replace('"tFormalExpression"', f'"{prefix}:tFormalExpression"')


@pytest.mark.parametrize("name", PLAIN)
def test_a_legal_diagram_of_another_modeller_has_no_error(name):
    frame = FRAMES[list(PLAIN).index(name) % len(FRAMES)]
    xml = frame(PLAIN[name]).encode()
    definition = ProcessDefinition(
        id="P:1", key="P", version=1, name="P", digest=name, xml=xml, decisions={}, forms={}
    )

    found = linting.lint(diagram.read(xml), decisions=(), forms=(), processes=("P",), posts=None)

    assert [one for one in found if one.severity is Severity.ERROR] == []
    assert interpreter.check(definition) == ()
