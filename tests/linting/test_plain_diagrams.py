"""Legal diagrams as other tools and people save them, without any extension of ours: no errors.

What is linted is also asked of the interpreter, so that nothing here passes one and fails the other.
"""

import itertools

import pytest

from engine import diagram, interpreter, linting
from engine.model import ProcessDefinition, Severity

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
DI = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)


def flow(source, target, inside="", more=""):
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="F_{source}_{target}" {ends} {more}>{inside}</sequenceFlow>'


def path(*ids):
    return "".join(flow(a, b) for a, b in itertools.pairwise(ids))


def file(inside, beside="", attributes='isExecutable="true"', more=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{MODEL}" {XSI} {DI} {more} '
        f'id="defs" targetNamespace="http://bpmn.io/schema/bpmn">{beside}'
        f'<process id="P" {attributes}>{inside}</process></definitions>'
    )


def between(node, id_="N", more=""):
    """One node between a start and an end event."""
    return f'<startEvent id="S"/>{node}<endEvent id="E"/>' + path("S", id_, "E") + more


def prefixed(prefix):
    """The plain task diagram with every BPMN name under a prefix."""
    text = file(between('<userTask id="N" name="办理"/>'))
    for name in ("definitions", "process", "startEvent", "endEvent", "userTask", "sequenceFlow"):
        text = text.replace(f"<{name} ", f"<{prefix}:{name} ").replace(
            f"</{name}>", f"</{prefix}:{name}>"
        )
    return text.replace(f'xmlns="{MODEL}"', f'xmlns:{prefix}="{MODEL}"')


SPLIT = '<startEvent id="S"/><{kind} id="A"/><userTask id="X"/><userTask id="Y"/><{kind} id="B"/><endEvent id="E"/>'
CHOICE = (
    SPLIT.format(kind="exclusiveGateway").replace('id="A"', 'id="A" default="F_A_Y"')
    + flow("S", "A")
    + flow("A", "X", '<conditionExpression xsi:type="{type}">${{1 &gt; 0}}</conditionExpression>')
    + path("A", "Y", "B", "E")
    + path("X", "B")
)


def choice(type_, condition="amount &gt; 10", more=""):
    return file(CHOICE.format(type=type_).replace("${1 &gt; 0}", condition), more=more)


def boundary(definition, more=""):
    return between(
        '<userTask id="N"/>',
        more=f'<boundaryEvent id="B" attachedToRef="N" {more}>{definition}</boundaryEvent>'
        '<endEvent id="E2"/>' + path("B", "E2"),
    )


def handled(start, attributes=""):
    return between(
        '<userTask id="N"/>',
        more='<subProcess id="H" triggeredByEvent="true">'
        f'<startEvent id="HS" {attributes}>{start}</startEvent><userTask id="HU"/><endEvent id="HE"/>'
        + path("HS", "HU", "HE")
        + "</subProcess>",
    )


def nested(kind="subProcess", more="", attributes=""):
    inner = '<startEvent id="S2"/><userTask id="U2"/><endEvent id="E2"/>' + path("S2", "U2", "E2")
    return between(f'<{kind} id="N" name="子流程" {attributes}>{more}{inner}</{kind}>')


TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
MESSAGE = '<message id="M" name="订单"/>'
SIGNAL = '<signal id="Sig" name="火警"/>'
ERROR = '<error id="Err" name="失败" errorCode="E1"/>'
ESCALATION = '<escalation id="Esc" name="上报" escalationCode="X1"/>'
CAUGHT_MESSAGE = '<messageEventDefinition messageRef="M"/>'
CAUGHT_SIGNAL = '<signalEventDefinition id="d1" signalRef="Sig"/>'
SHAPES = (
    '<bpmndi:BPMNDiagram id="D1"><bpmndi:BPMNPlane id="D2" bpmnElement="P">'
    '<bpmndi:BPMNShape id="S_di" bpmnElement="S"><dc:Bounds x="0" y="0" width="36" height="36"/></bpmndi:BPMNShape>'
    '<bpmndi:BPMNShape id="N_di" bpmnElement="N" isExpanded="true"><dc:Bounds x="90" y="0" width="100" height="80"/><bpmndi:BPMNLabel/></bpmndi:BPMNShape>'
    '<bpmndi:BPMNShape id="E_di" bpmnElement="E"><dc:Bounds x="250" y="0" width="36" height="36"/></bpmndi:BPMNShape>'
    '<bpmndi:BPMNEdge id="F_di" bpmnElement="F_S_N"><di:waypoint x="36" y="18"/><di:waypoint x="90" y="18"/></bpmndi:BPMNEdge>'
    "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
)
USER = '<userTask id="N" name="办理"/>'
LANES = (
    '<laneSet id="LS"><lane id="L1" name="客服部"><childLaneSet id="LS2"><lane id="L2" name="前台"><flowNodeRef>S</flowNodeRef>'
    '<flowNodeRef>N</flowNodeRef></lane><lane id="L3"/></childLaneSet></lane><lane id="L4"><flowNodeRef>E</flowNodeRef></lane></laneSet>'
)
COLLABORATION = (
    '<collaboration id="C"><participant id="Pool" name="物业" processRef="P"/><participant id="Owner" name="业主"/>'
    '<messageFlow id="MF" name="{name}" sourceRef="{source}" targetRef="{target}"/></collaboration>'
)
VENDOR = (
    'xmlns:signavio="http://www.signavio.com" xmlns:drools="http://www.jboss.org/drools"'
    ' exporter="Some Modeler" exporterVersion="5.2"'
)

LEGAL = {
    "the smallest process there is": file('<startEvent id="S"/><endEvent id="E"/>' + path("S", "E")),
    "a user task that says nothing": file(between('<userTask id="N"/>')),
    "a task of no kind": file(between('<task id="N" name="Do it"/>')),
    "a manual task": file(between('<manualTask id="N"/>')),
    "no word on being executable": file(between(USER), attributes=""),
    "a private process": file(between(USER), attributes='processType="Private" isExecutable="true"'),
    "a closed process with a name": file(
        between(USER), attributes='isClosed="false" name="报修 Repair" isExecutable="true"'
    ),
    "the prefix bpmn": prefixed("bpmn"),
    "the prefix bpmn2": prefixed("bpmn2"),
    "the prefix semantic": prefixed("semantic"),
    "ids of every legal form": file(
        '<startEvent id="_1"/><userTask id="sid-5A-b.C_9"/><endEvent id="结束-1"/>'
         '<sequenceFlow id="_f.1" sourceRef="_1" targetRef="sid-5A-b.C_9"/>'
         '<sequenceFlow id="流-2" sourceRef="sid-5A-b.C_9" targetRef="结束-1"/>'
    ),
    "names with line breaks": file(between('<userTask id="N" name="办理&#10;Handle"/>')),
    "incoming and outgoing listed": file(
        '<startEvent id="S"><outgoing>F_S_N</outgoing></startEvent><userTask id="N"><incoming>F_S_N</incoming>'
        "<outgoing>F_N_E</outgoing></userTask><endEvent id='E'><incoming>F_N_E</incoming></endEvent>"
        + path("S", "N", "E")
    ),
    "a layout": file(between(USER)).replace("</definitions>", SHAPES + "</definitions>"),
    "documentation in several languages": file(
        between(
            '<userTask id="N"><documentation>请办理</documentation><documentation textFormat="text/html">'
            "Please &lt;b&gt;do&lt;/b&gt;</documentation></userTask>"
        )
    ),
    "extensions of an unknown vendor": file(
        between(
            '<userTask id="N" drools:taskName="x"><extensionElements><signavio:signavioMetaData metaKey="bgcolor"'
            ' metaValue="#fff"/></extensionElements></userTask>'
        ),
        more=VENDOR,
    ),
    "text annotations, groups and categories": file(
        between(
            USER,
            more='<textAnnotation id="T"><text>注意</text></textAnnotation><association id="As" sourceRef="N" targetRef="T"/>'
            '<group id="G" categoryValueRef="CV"/>',
        ),
        beside='<category id="Cat"><categoryValue id="CV" value="一期"/></category>',
    ),
    "nested lanes": file(LANES + between(USER)),
    "a flow that says it is immediate": file(
        '<startEvent id="S"/><endEvent id="E"/>' + flow("S", "E", more='isImmediate="true" name="走"')
    ),
    "parallel branches": file(
        SPLIT.format(kind="parallelGateway") + path("S", "A", "X", "B", "E") + path("A", "Y", "B")
    ),
    "a condition of the standard's type": choice("tFormalExpression"),
    "a condition of the type with a prefix": choice("bpmn:tFormalExpression", more=f'xmlns:bpmn="{MODEL}"'),
    "a condition of the type with another prefix": choice("model:tFormalExpression", more=f'xmlns:model="{MODEL}"'),
    "a condition with an equals sign": choice("tFormalExpression", "= amount &gt; 10"),
    "a choice without default": file(
        SPLIT.format(kind="exclusiveGateway")
        + flow("S", "A")
        + flow("A", "X", '<conditionExpression xsi:type="tFormalExpression">a = 1</conditionExpression>')
        + flow("A", "Y", '<conditionExpression xsi:type="tFormalExpression">a = 2</conditionExpression>')
        + path("X", "B", "E")
        + path("Y", "B")
    ),
    "an inclusive choice": file(
        SPLIT.format(kind="inclusiveGateway")
        + flow("S", "A")
        + flow("A", "X", '<conditionExpression xsi:type="tFormalExpression">a = 1</conditionExpression>')
        + flow("A", "Y", '<conditionExpression xsi:type="tFormalExpression">b = 2</conditionExpression>')
        + path("X", "B", "E")
        + path("Y", "B")
    ),
    "several ways out of a task": file(
        '<startEvent id="S"/><userTask id="N"/><endEvent id="E"/><endEvent id="E2"/>'
        + path("S", "N", "E")
        + path("N", "E2")
    ),
    "paths that end without an end event": file('<startEvent id="S"/><userTask id="N"/>' + path("S", "N")),
    "a loop back through a choice": file(
        '<startEvent id="S"/><userTask id="N"/><exclusiveGateway id="G" default="F_G_E"/><endEvent id="E"/>'
        + path("S", "N", "G", "E")
        + flow("G", "N", '<conditionExpression xsi:type="tFormalExpression">again</conditionExpression>')
    ),
    "an embedded sub-process": file(nested()),
    "a transaction": file(nested("transaction")),
    "a sub-process inside lanes of other tools": file(nested(attributes='startQuantity="1" isForCompensation="false"')),
    "a multi-instance task by number": file(
        between(
            '<userTask id="N"><multiInstanceLoopCharacteristics isSequential="true"><loopCardinality xsi:type="tFormalExpression">3'
            "</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
        )
    ),
    "a standard loop with a condition": file(
        between(
            '<userTask id="N"><standardLoopCharacteristics testBefore="false" loopMaximum="3"><loopCondition xsi:type="tFormalExpression">'
            "again</loopCondition></standardLoopCharacteristics></userTask>"
        )
    ),
    "a timer in the way": file(between(f'<intermediateCatchEvent id="N">{TIMER}</intermediateCatchEvent>')),
    "a timer with a typed duration": file(
        between(
            '<intermediateCatchEvent id="N"><timerEventDefinition id="t"><timeDuration xsi:type="tFormalExpression">PT15M</timeDuration>'
            "</timerEventDefinition></intermediateCatchEvent>"
        )
    ),
    "a timer start that repeats": file(
        '<startEvent id="S"><timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition></startEvent><endEvent id="E"/>'
        + path("S", "E")
    ),
    "a deadline that does not interrupt": file(boundary(TIMER, 'cancelActivity="false"')),
    "a message in the way": file(
        between(f'<intermediateCatchEvent id="N">{CAUGHT_MESSAGE}</intermediateCatchEvent>'), MESSAGE
    ),
    "a message that starts": file(
        f'<startEvent id="S">{CAUGHT_MESSAGE}</startEvent><endEvent id="E"/>' + path("S", "E"), MESSAGE
    ),
    "a message that is sent": file(
        between(f'<intermediateThrowEvent id="N">{CAUGHT_MESSAGE}</intermediateThrowEvent>'), MESSAGE
    ),
    "a receive task": file(between('<receiveTask id="N" messageRef="M"/>'), MESSAGE),
    "a receive task of the web service kind": file(
        between('<receiveTask id="N" implementation="##WebService" messageRef="M"/>'), MESSAGE
    ),
    "a send task": file(between('<sendTask id="N" messageRef="M"/>'), MESSAGE),
    "a message at a task's border": file(boundary(CAUGHT_MESSAGE), MESSAGE),
    "a message event that names nothing in an unmarked process": file(
        between('<intermediateCatchEvent id="N" name="收到"><messageEventDefinition/></intermediateCatchEvent>'),
        attributes="",
    ),
    "a receive task that names nothing in an unmarked process": file(
        between('<receiveTask id="N" name="等待"/>'), attributes=""
    ),
    "a black-box pool that sends": file(
        between('<intermediateCatchEvent id="N"><messageEventDefinition/></intermediateCatchEvent>'),
        COLLABORATION.format(name="", source="Owner", target="N"),
    ),
    "a message flow to a user task": file(
        between(USER), COLLABORATION.format(name="电话", source="Owner", target="N")
    ),
    "a message flow out of a task": file(
        between('<task id="N"/>'), COLLABORATION.format(name="短信", source="N", target="Owner")
    ),
    "a signal in the way": file(
        between(f'<intermediateCatchEvent id="N">{CAUGHT_SIGNAL}</intermediateCatchEvent>'), SIGNAL
    ),
    "a signal that starts": file(
        f'<startEvent id="S">{CAUGHT_SIGNAL}</startEvent><endEvent id="E"/>' + path("S", "E"), SIGNAL
    ),
    "a signal at the end": file(
        f'<startEvent id="S"/><endEvent id="E">{CAUGHT_SIGNAL}</endEvent>' + path("S", "E"), SIGNAL
    ),
    "an error that is caught around": file(
        '<startEvent id="S"/><subProcess id="N"><startEvent id="S2"/><endEvent id="X"><errorEventDefinition errorRef="Err"/></endEvent>'
        + path("S2", "X")
        + '</subProcess><boundaryEvent id="B" attachedToRef="N"><errorEventDefinition errorRef="Err"/></boundaryEvent>'
        '<endEvent id="E"/><endEvent id="E3"/>' + path("S", "N", "E") + path("B", "E3"),
        ERROR,
    ),
    "whatever error at a task's border": file(boundary("<errorEventDefinition/>")),
    "an escalation": file(
        between(
            '<intermediateThrowEvent id="N"><escalationEventDefinition escalationRef="Esc"/></intermediateThrowEvent>'
        ),
        ESCALATION,
    ),
    "a condition that is waited for": file(
        between(
            '<intermediateCatchEvent id="N"><conditionalEventDefinition><condition xsi:type="tFormalExpression">ready = true'
            "</condition></conditionalEventDefinition></intermediateCatchEvent>"
        )
    ),
    "a link to another place": file(
        '<startEvent id="S"/><intermediateThrowEvent id="T"><linkEventDefinition name="A"/></intermediateThrowEvent>'
        '<intermediateCatchEvent id="C"><linkEventDefinition name="A"/></intermediateCatchEvent><endEvent id="E"/>'
        + path("S", "T")
        + path("C", "E")
    ),
    "a terminating end": file(
        '<startEvent id="S"/><endEvent id="E"><terminateEventDefinition/></endEvent>' + path("S", "E")
    ),
    "an event sub-process": file(handled(CAUGHT_MESSAGE), MESSAGE),
    "an event sub-process that does not interrupt": file(handled(TIMER, 'isInterrupting="false"')),
    "an event-based choice": file(
        '<startEvent id="S"/><eventBasedGateway id="G"/>'
        f'<intermediateCatchEvent id="A">{CAUGHT_MESSAGE}</intermediateCatchEvent>'
        f'<intermediateCatchEvent id="B">{TIMER}</intermediateCatchEvent><endEvent id="E"/>'
        + path("S", "G", "A", "E")
        + path("G", "B", "E"),
        MESSAGE,
    ),
    "a compensation": file(
        between(
            '<userTask id="N"/>',
            more='<boundaryEvent id="B" attachedToRef="N"><compensateEventDefinition/></boundaryEvent>'
            '<userTask id="U" isForCompensation="true"/><association id="As" associationDirection="One" sourceRef="B" targetRef="U"/>',
        )
    ),
    "plain intermediate event": file(between('<intermediateThrowEvent id="N" name="里程碑"/>')),
    "a parallel join of fewer branches than drawn beside a terminating end": file(
        '<startEvent id="S"/><parallelGateway id="A"/><userTask id="X"/><userTask id="Y"/><endEvent id="E"><terminateEventDefinition/></endEvent>'
        '<endEvent id="E2"/>' + path("S", "A", "X", "E") + path("A", "Y", "E2")
    ),
    "an implementation that is not specified": file(
        between('<userTask id="N" implementation="##unspecified" startQuantity="1" completionQuantity="1"/>')
    ),
    "no instances at all": file(
        between(
            '<userTask id="N"><multiInstanceLoopCharacteristics><loopCardinality>0</loopCardinality>'
            "</multiInstanceLoopCharacteristics></userTask>"
        )
    ),
    "a deadline at a task of no kind": file(boundary(TIMER).replace("<userTask", "<task")),
    "an error at a script": file(
        boundary("<errorEventDefinition/>").replace(
            '<userTask id="N"/>', '<scriptTask id="N" scriptFormat="feel"><script>1 + 1</script></scriptTask>'
        )
    ),
    "automatic tasks that say nothing in an unmarked process": file(
        '<startEvent id="S"/><serviceTask id="A" name="发短信"/><businessRuleTask id="B"/><scriptTask id="C"/><sendTask id="D"/>'
        '<endEvent id="E"/>' + path("S", "A", "B", "C", "D", "E"),
        attributes="",
    ),
    "automatic tasks that say nothing in a process marked executable": file(
        '<startEvent id="S"/><serviceTask id="A" name="发短信"/><businessRuleTask id="B"/><scriptTask id="C"/><sendTask id="D"/>'
        '<callActivity id="G"/><receiveTask id="H"/><endEvent id="E"/>' + path("S", "A", "B", "C", "D", "G", "H", "E")
    ),
    "branches of a choice without a condition": file(
        SPLIT.format(kind="exclusiveGateway") + path("S", "A", "X", "B", "E") + path("A", "Y", "B")
    ),
    "branches of an inclusive choice without a condition": file(
        SPLIT.format(kind="inclusiveGateway") + path("S", "A", "X", "B", "E") + path("A", "Y", "B")
    ),
    "branches of a choice that meet in a parallel join": file(
        SPLIT.format(kind="exclusiveGateway").replace('<exclusiveGateway id="B"', '<parallelGateway id="B"')
        .replace('id="A"', 'id="A" default="F_A_Y"')
        + flow("S", "A")
        + flow("A", "X", '<conditionExpression xsi:type="tFormalExpression">a = 1</conditionExpression>')
        + path("A", "Y", "B", "E")
        + path("X", "B")
    ),
    "definitions with every usual attribute": file(
        between(USER),
        more='exporter="bpmn-js (https://demo.bpmn.io)" exporterVersion="17.0" typeLanguage="http://www.w3.org/2001/XMLSchema" '
        'expressionLanguage="http://www.w3.org/1999/XPath"',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LEGAL)
def test_a_legal_plain_diagram_has_no_error(name):
    xml = LEGAL[name].encode()
    drawn = diagram.read(xml)
    definition = ProcessDefinition(
        id="P:1", key="P", version=1, name="P", digest=name, xml=xml, decisions={}, forms={}
    )

    found = linting.lint(drawn, decisions=(), forms=(), processes=(), posts=None)

    assert [one for one in found if one.severity is Severity.ERROR] == []
    assert interpreter.check(definition) == ()
    assert drawn.processes["P"].executable
