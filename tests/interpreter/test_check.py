"""What is refused at deployment, and that what is not refused starts."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from engine.interpreter import check, run, start_events
from engine.model import ProcessDefinition, Severity, commands

DIAGRAMS = sorted((Path(__file__).parent.parent / "bpmn").glob("*.bpmn"))
GRADE = (Path(__file__).parent.parent / "bpmn" / "grade.dmn").read_bytes()
INSTANCE = UUID("01990000-0000-7000-8000-000100000000")
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">'
    '<message id="M" name="m"/><message id="Nameless"/><signal id="Sig" name="s"/>'
    '<error id="Err" errorCode="e"/><process id="p" isExecutable="true">'
)
TAIL = "</process></definitions>"
FRAME = (
    '<startEvent id="S"><outgoing>f1</outgoing></startEvent><endEvent id="E"><incoming>f2</incoming>'
    '</endEvent><sequenceFlow id="f1" sourceRef="S" targetRef="X"/>'
    '<sequenceFlow id="f2" sourceRef="X" targetRef="E"/>'
)
IN_OUT = "<incoming>f1</incoming><outgoing>f2</outgoing>"
TIMER = "<timerEventDefinition><timeDuration>{}</timeDuration></timerEventDefinition>"
SUB_START = '<startEvent id="IS">{}</startEvent>'


FOREIGN = '<{0} language="http://www.w3.org/1999/XPath">x</{0}>'


def definition_of(xml, key="p", decisions=None):
    return ProcessDefinition(
        id=f"{key}:1", key=key, version=1, name=key, digest=sha256(xml).hexdigest(), xml=xml,
        decisions=decisions or {}, forms={},
    )  # fmt: skip


def found(body):
    findings = check(definition_of((HEAD + body + TAIL).encode()))
    assert all(finding.severity is Severity.ERROR and finding.message_zh for finding in findings)
    return [(finding.rule.removeprefix("executable-"), finding.element_id) for finding in findings]


def extended(extension):
    return f"<extensionElements>{extension}</extensionElements>"


def framed(kind, inside="", attributes=""):
    return f'{FRAME}<{kind} id="X" {attributes}>{inside}{IN_OUT}</{kind}>'


def behaving(behavior, inside="", at=""):
    return (
        f'<multiInstanceLoopCharacteristics behavior="{behavior}" {at}>'
        f"<loopCardinality>2</loopCardinality>{inside}</multiInstanceLoopCharacteristics>"
    )


def on_user(boundary):
    return framed("userTask") + boundary


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_every_diagram_of_the_tests_is_accepted_and_starts(path):
    xml = path.read_bytes()
    definition = definition_of(xml, path.stem, {"grade": GRADE})

    kinds = [start.kind for start in start_events(definition)]
    named = None if kinds.count("none") == 1 or not kinds else start_events(definition)[0]
    begin = commands.Start(instance_id=INSTANCE, element_id=named and named.element_id)

    step = run(definition, None, begin, datetime(2026, 1, 1, tzinfo=UTC))

    assert check(definition) == ()
    assert step.events


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(framed("adHocSubProcess"), ("start", "X"), id="empty ad hoc"),
        pytest.param(framed("adHocSubProcess", SUB_START.format("") + "<task id='T'/>"), ("start", "X"), id="ad hoc with a start"),
        pytest.param(framed("implicitThrowEvent"), ("kind", "X"), id="implicit throw event"),
        pytest.param(framed("userTask", attributes='startQuantity="0"'), ("quantity", "X"), id="quantity"),
        pytest.param(framed("userTask", behaving("Some")), ("behavior", "X"), id="unknown behavior"),
        pytest.param(framed("userTask", behaving("Complex")), ("behavior", "X"), id="behavior without event"),
        pytest.param(
            framed("userTask", behaving("Complex", '<complexBehaviorDefinition><event id="V"><escalationEventDefinition/></event></complexBehaviorDefinition>')),
            ("behavior", "X"), id="behavior without condition",
        ),
        pytest.param(framed("userTask", behaving("One", at='oneBehaviorEventRef="M"')), ("behavior", "X"), id="behavior of no event"),
        pytest.param(
            framed("userTask", behaving("Complex", '<complexBehaviorDefinition><condition>=true</condition><event id="V"><signalEventDefinition/></event></complexBehaviorDefinition>')),
            ("behavior", "X"), id="signal without name",
        ),
        pytest.param(
            on_user('<boundaryEvent id="B" attachedToRef="X"><cancelEventDefinition/></boundaryEvent>'),
            ("cancel", "B"), id="cancel at a task",
        ),
        pytest.param(
            framed("transaction", SUB_START.format("") + '<endEvent id="B"><cancelEventDefinition/></endEvent>'),
            ("cancel", "B"), id="cancel that leads nowhere",
        ),        pytest.param(framed("userTask", "<standardLoopCharacteristics/>"), ("loop", "X"), id="endless loop"),
        pytest.param(
            framed("userTask", '<standardLoopCharacteristics loopMaximum="many"/>'), ("loop", "X"), id="loop of many"
        ),
        pytest.param(framed("exclusiveGateway", "<standardLoopCharacteristics/>"), ("loop", "X"), id="loop of no activity"),
        pytest.param(framed("userTask", "<multiInstanceLoopCharacteristics/>"), ("loop", "X"), id="empty loop"),
        pytest.param(
            framed("userTask", extended('<zeebe:taskDefinition type=""/>')), ("job", "X"), id="job without type"
        ),
        pytest.param(
            framed("scriptTask", "<script>x = 1</script>", 'scriptFormat="groovy"'), ("script", "X"), id="foreign script"
        ),
        pytest.param(
            framed("scriptTask", extended('<zeebe:script expression="=1"/>')), ("result", "X"), id="result nowhere"
        ),
        pytest.param(
            framed("callActivity", extended("<zeebe:calledElement/>")), ("call", "X"), id="call of nothing"
        ),
        pytest.param(framed("receiveTask", attributes='messageRef="Nameless"'), ("event", "X"), id="message without name"),
        pytest.param(framed("intermediateCatchEvent"), ("event", "X"), id="catch of nothing"),
        pytest.param(
            framed("intermediateCatchEvent", "<conditionalEventDefinition/>"), ("event", "X"), id="conditional"
        ),
        pytest.param(
            framed("intermediateCatchEvent", '<messageEventDefinition messageRef="M"/><linkEventDefinition name="l"/>',
                   'parallelMultiple="true"'),
            ("event", "X"), id="parallel multiple",
        ),
        pytest.param(
            framed("intermediateCatchEvent", "<eventDefinitionRef>Nothing</eventDefinitionRef>"),
            ("event", "X"), id="shared event that is missing",
        ),
        pytest.param(framed("intermediateCatchEvent", "<timerEventDefinition/>"), ("event", "X"), id="timer without time"),
        pytest.param(framed("intermediateCatchEvent", TIMER.format("soon")), ("text", "X"), id="timer literal"),
        pytest.param(framed("intermediateCatchEvent", TIMER.format("=1 +")), ("text", "X"), id="timer expression"),
        pytest.param(framed("intermediateThrowEvent", '<linkEventDefinition name="l"/>'), ("link", "X"), id="dangling link"),
        pytest.param(framed("eventBasedGateway"), ("gateway", "X"), id="event gateway before an end"),
        pytest.param(
            framed("userTask", extended('<zeebe:assignmentDefinition assignee="=1 +"/><zeebe:taskSchedule dueDate="="/>')),
            ("text", "X"), id="assignment",
        ),
        pytest.param(
            framed("userTask", extended('<zeebe:ioMapping><zeebe:input source="=1" target="case.x"/></zeebe:ioMapping>')),
            ("text", "X"), id="reserved name",
        ),
        pytest.param(
            framed("userTask", extended('<zeebe:ioMapping><zeebe:input source="=1" target="a..b"/></zeebe:ioMapping>')),
            ("text", "X"), id="bad path",
        ),
        pytest.param(
            framed("scriptTask", extended('<zeebe:script expression="= 1 +" resultVariable="case"/>')),
            ("text", "X"), id="script",
        ),
        pytest.param(
            framed("businessRuleTask", extended('<zeebe:calledDecision decisionId="none" resultVariable="r"/>')),
            ("text", "X"), id="decision not released",
        ),
        pytest.param(
            framed(
                "userTask",
                '<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="=1 +"/>'
                "</extensionElements><completionCondition>=for</completionCondition></multiInstanceLoopCharacteristics>",
            ),
            ("text", "X"), id="loop texts",
        ),
        pytest.param(
            framed("callActivity", extended('<zeebe:calledElement processId="=1 +"/>')), ("text", "X"), id="called"
        ),
        pytest.param(on_user(f'<boundaryEvent id="B">{TIMER.format("PT1H")}</boundaryEvent>'), ("boundary", "B"), id="loose"),
        pytest.param(
            on_user(f'<boundaryEvent id="B" attachedToRef="S">{TIMER.format("PT1H")}</boundaryEvent>'),
            ("boundary", "B"), id="on an event",
        ),
        pytest.param(
            on_user('<boundaryEvent id="B" attachedToRef="X" cancelActivity="false"><errorEventDefinition/></boundaryEvent>'),
            ("boundary", "B"), id="error beside",
        ),
        pytest.param(
            on_user('<boundaryEvent id="B" attachedToRef="X"/>'), ("event", "B"), id="boundary of nothing"
        ),
        pytest.param(framed("subProcess", SUB_START.format("") + '<startEvent id="IS2"/>'), ("start", "X"), id="two starts inside"),
        pytest.param(
            framed("userTask") + '<subProcess id="H" triggeredByEvent="true"/>', ("start", "H"), id="handler without start"
        ),
        pytest.param(
            framed("userTask") + f'<subProcess id="H" triggeredByEvent="true">{SUB_START.format("")}</subProcess>',
            ("start", "H"), id="handler with a plain start",
        ),
        pytest.param(
            framed("userTask")
            + '<subProcess id="H" triggeredByEvent="true"><startEvent id="IS" isInterrupting="false">'
            '<errorEventDefinition errorRef="Err"/></startEvent></subProcess>',
            ("start", "IS"), id="error handler beside",
        ),
        pytest.param(
            framed("subProcess", SUB_START.format('<messageEventDefinition messageRef="M"/>'), 'triggeredByEvent="true"'),
            ("flow", "X"), id="handler with flows",
        ),
        pytest.param(framed("startEvent"), ("flow", "X"), id="flow into a start"),
        pytest.param(framed("endEvent"), ("flow", "X"), id="flow out of an end"),
        pytest.param(
            framed("intermediateCatchEvent", '<linkEventDefinition name="l"/>'), ("flow", "X"), id="flow into a link"
        ),
        pytest.param(
            framed("intermediateThrowEvent", '<linkEventDefinition name="l"/>'), ("flow", "X"), id="flow out of a link"
        ),
        pytest.param("", ("start", "p"), id="no start"),
        pytest.param(
            '<startEvent id="S"><errorEventDefinition errorRef="Err"/></startEvent>', ("event", "S"), id="error start"
        ),
        pytest.param(
            '<startEvent id="S"/><sequenceFlow id="f" sourceRef="S" targetRef="Nowhere"/>', ("flow", "f"), id="dangling"
        ),
        pytest.param(
            '<startEvent id="S"/><endEvent id="E"/><sequenceFlow id="f" sourceRef="S" targetRef="E">'
            "<conditionExpression>=for</conditionExpression></sequenceFlow>",
            ("text", "f"), id="condition",
        ),
        pytest.param(
            '<startEvent id="S"/><endEvent id="E"/><sequenceFlow id="f" sourceRef="S" targetRef="E">'
            "<conditionExpression>=true</conditionExpression></sequenceFlow>"
            "<userTask id='U'/><sequenceFlow id='g' sourceRef='U' targetRef='Gone'/>",
            ("flow", "g"), id="good condition beside a dangling flow",
        ),
    ],
)  # fmt: skip
def test_what_is_not_executed_is_refused_by_its_id(body, expected):
    assert expected in found(body)


def test_a_broken_correlation_key_is_refused():
    body = framed("receiveTask", attributes='messageRef="K"')
    head = HEAD.replace(
        "<process",
        '<message id="K" name="k"><extensionElements><zeebe:subscription correlationKey="=1 +"/>'
        "</extensionElements></message><process",
    )

    findings = check(definition_of((head + body + TAIL).encode()))

    assert [finding.element_id for finding in findings] == ["X"]


def test_what_is_no_diagram_is_refused():
    (finding,) = check(definition_of(b"<nothing/>"))

    assert finding.rule == "executable-diagram"


def test_a_process_that_is_not_in_the_diagram_is_refused():
    (finding,) = check(definition_of((HEAD + TAIL).encode(), "other"))

    assert finding.rule == "executable-process"


UNDOING = '<boundaryEvent id="C" attachedToRef="X"><compensateEventDefinition/></boundaryEvent>'
HANDLER = '<task id="H" isForCompensation="true"{}>{}</task>'
LINE = '<association id="a" sourceRef="C" targetRef="H"/>'
AROUND = """<subProcess id="H2" triggeredByEvent="true"><startEvent id="T"><compensateEventDefinition/>
    </startEvent></subProcess>"""


def test_an_event_with_its_handler_is_accepted():
    assert found(framed("task") + UNDOING + HANDLER.format("", "") + LINE) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (framed("task") + UNDOING, ("compensation", "C")),
        (framed("task") + UNDOING + HANDLER.format("", ""), ("compensation", "H")),
        (
            framed("task") + UNDOING + HANDLER.format("", "") + LINE + LINE.replace('"a"', '"b"'),
            ("compensation", "C"),
        ),
        (framed("task", attributes='isForCompensation="true"'), ("compensation", "X")),
        (
            framed("task")
            + UNDOING
            + HANDLER.format("", "<incoming>f3</incoming>")
            + '<sequenceFlow id="f3" sourceRef="X" targetRef="H"/>'
            + LINE,
            ("compensation", "H"),
        ),
        (framed("task") + AROUND, ("compensation", "T")),
        (
            framed("intermediateThrowEvent", '<compensateEventDefinition activityRef="S"/>'),
            ("compensation", "X"),
        ),
        (
            framed("intermediateThrowEvent", "<compensateEventDefinition/>")
            + '<boundaryEvent id="B" attachedToRef="S"><compensateEventDefinition/></boundaryEvent>',
            ("boundary", "B"),
        ),
    ],
)
def test_compensation_that_would_never_run_is_refused(body, expected):
    assert expected in found(body)


@pytest.mark.parametrize(
    "body",
    [
        framed("userTask", f"<standardLoopCharacteristics>{FOREIGN.format('loopCondition')}</standardLoopCharacteristics>"),
        framed("userTask", f"<multiInstanceLoopCharacteristics>{FOREIGN.format('loopCardinality')}</multiInstanceLoopCharacteristics>"),
        framed("intermediateCatchEvent", f"<conditionalEventDefinition>{FOREIGN.format('condition')}</conditionalEventDefinition>"),
    ],
)  # fmt: skip
def test_an_expression_in_another_language_is_refused(body):
    assert ("text", "X") in found(body)


def test_a_condition_in_another_language_is_refused():
    flow = f'<sequenceFlow id="f3" sourceRef="X" targetRef="E">{FOREIGN.format("conditionExpression")}</sequenceFlow>'
    body = framed("exclusiveGateway") + flow

    assert ("text", "f3") in found(body)


ASSOCIATED = (
    '<dataObject id="O"/><dataObject id="O2"/>'
    '<userTask id="X">{0}<dataInputAssociation id="a"><sourceRef>O</sourceRef>{1}'
    "<targetRef>in</targetRef>{2}</dataInputAssociation></userTask>" + FRAME
)
IO = '<ioSpecification><dataInput id="in"/></ioSpecification>'


@pytest.mark.parametrize(
    ("more", "inside"),
    [
        ("<sourceRef>O2</sourceRef>", ""),
        ("", "<transformation>1 +</transformation>"),
        ("", '<transformation language="XSLT">x</transformation>'),
        ("", "<assignment><from>1</from><to>out</to></assignment>"),
        ("", "<assignment><from>1</from><to>in..a</to></assignment>"),
    ],
)
def test_a_data_association_that_cannot_be_carried_out_is_refused(more, inside):
    assert ("text", "X") in found(ASSOCIATED.format(IO, more, inside))


def test_one_that_can_be_is_not():
    inside = (
        "<transformation>O + 1</transformation><assignment><from>1</from><to>in.a</to></assignment>"
    )

    assert found(ASSOCIATED.format(IO, "<sourceRef>O2</sourceRef>", inside)) == []
