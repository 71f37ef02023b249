"""A diagram that the engine executes passes without a single finding."""

import pytest

from engine.diagram import kinds
from engine.linting import EXECUTED, RULES
from engine.linting.support import EVENT_SUBPROCESS_STARTS
from engine.linting.words import KINDS, TRIGGERS, chinese

PERSON = """<extensionElements><zeebe:assignmentDefinition candidateGroups="cs"/>
  </extensionElements>"""
KEYED = """<extensionElements><zeebe:subscription correlationKey="= business_key"/>
  </extensionElements>"""
BESIDE = f"""<message id="M" name="撤诉">{KEYED}</message><signal id="S" name="火警"/>
  <error id="E" name="失败" errorCode="E1"/><escalation id="X" name="上报" escalationCode="X1"/>"""


@pytest.fixture
def lint(lint, refused):
    """Lint, and be sure that the interpreter would execute the same diagram."""

    def lint_(inside, beside=""):
        assert refused(inside, beside) == []
        return lint(inside, beside)

    return lint_


@pytest.fixture
def around(lint):
    """Lint one node between a start and an end event."""

    def around_(node, beside=""):
        return lint(f'<startEvent id="s"/>{node}<endEvent id="e"/>[s-n][n-e]', beside)

    return around_


EVENTS = {
    "message": '<messageEventDefinition messageRef="M"/>',
    "timer": "<timerEventDefinition><timeDuration>PT4H</timeDuration></timerEventDefinition>",
    "signal": '<signalEventDefinition signalRef="S"/>',
    "error": '<errorEventDefinition errorRef="E"/>',
    "escalation": '<escalationEventDefinition escalationRef="X"/>',
    "terminate": "<terminateEventDefinition/>",
    "link": '<linkEventDefinition name="L"/>',
    "conditional": "<conditionalEventDefinition><condition>= a</condition>"
    "</conditionalEventDefinition>",
    "compensate": "<compensateEventDefinition/>",
    "none": "",
}


def plain(kind):
    inside = {
        "userTask": PERSON,
        "serviceTask": '<extensionElements><zeebe:taskDefinition type="notify"/></extensionElements>',
        "sendTask": '<extensionElements><zeebe:taskDefinition type="notify"/></extensionElements>',
        "scriptTask": '<extensionElements><zeebe:script expression="= 1 + 1" '
        'resultVariable="n"/></extensionElements>',
        "businessRuleTask": '<extensionElements><zeebe:calledDecision decisionId="sla" '
        'resultVariable="sla"/></extensionElements>',
        "callActivity": '<extensionElements><zeebe:calledElement processId="other"/>'
        "</extensionElements>",
        "adHocSubProcess": '<task id="a2"/>',
        "subProcess": '<startEvent id="s2"/><endEvent id="e2"/>[s2-e2]',
        "transaction": '<startEvent id="s2"/><endEvent id="e2"/>[s2-e2]',
    }
    message = ' messageRef="M"' if kind == "receiveTask" else ""
    return f'<{kind} id="n" name="办理"{message}>{inside.get(kind, "")}</{kind}>'


@pytest.mark.parametrize(
    "kind",
    sorted(k for k in EXECUTED if not k.endswith(("Event", "Gateway"))),
)
def test_every_executed_activity_passes(around, kind):
    assert around(plain(kind), BESIDE) == []


@pytest.mark.parametrize("trigger", sorted(EXECUTED["startEvent"]))
def test_every_executed_start_event_passes(lint, trigger):
    inside = f'<startEvent id="s">{EVENTS[trigger]}</startEvent><endEvent id="e"/>[s-e]'

    assert lint(inside, BESIDE) == []


@pytest.mark.parametrize("trigger", sorted(EXECUTED["endEvent"] - {"cancel"}))
def test_every_executed_end_event_passes(lint, trigger):
    inside = f'<startEvent id="s"/><endEvent id="e">{EVENTS[trigger]}</endEvent>[s-e]'

    assert lint(inside, BESIDE) == []


INTERMEDIATE = ("intermediateCatchEvent", "intermediateThrowEvent")


@pytest.mark.parametrize(
    ("kind", "trigger"),
    [(kind, trigger) for kind in INTERMEDIATE for trigger in sorted(EXECUTED[kind] - {"link"})],
)
def test_every_executed_intermediate_event_passes(around, kind, trigger):
    assert around(f'<{kind} id="n">{EVENTS[trigger]}</{kind}>', BESIDE) == []


@pytest.mark.parametrize(
    ("trigger", "cancel"),
    [(trigger, "true") for trigger in sorted(EXECUTED["boundaryEvent"] - {"cancel", "compensate"})]
    + [
        (trigger, "false")
        for trigger in sorted(EXECUTED["boundaryEvent"] - {"error", "cancel", "compensate"})
    ],
)
def test_every_executed_boundary_event_passes(lint, trigger, cancel):
    inside = f"""<startEvent id="s"/>{plain("userTask")}<endEvent id="e"/>[s-n][n-e]
      <boundaryEvent id="b" attachedToRef="n" cancelActivity="{cancel}">{EVENTS[trigger]}
      </boundaryEvent><endEvent id="e2"/>[b-e2]"""

    assert lint(inside, BESIDE) == []


@pytest.mark.parametrize(
    ("trigger", "interrupting"),
    [(trigger, "true") for trigger in sorted(EVENT_SUBPROCESS_STARTS - {"compensate"})]
    + [(trigger, "false") for trigger in sorted(EVENT_SUBPROCESS_STARTS - {"error", "compensate"})],
)
def test_every_executed_event_sub_process_passes(lint, trigger, interrupting):
    inside = f"""<startEvent id="s"/>{plain("userTask")}<endEvent id="e"/>[s-n][n-e]
      <subProcess id="esp" triggeredByEvent="true">
        <startEvent id="s2" isInterrupting="{interrupting}">{EVENTS[trigger]}</startEvent>
        <endEvent id="e2"/>[s2-e2]</subProcess>"""

    assert lint(inside, BESIDE) == []


def test_an_event_based_gateway_with_its_events_passes(lint):
    inside = f"""<startEvent id="s"/><eventBasedGateway id="g"/>
      <intermediateCatchEvent id="t">{EVENTS["timer"]}</intermediateCatchEvent>
      <intermediateCatchEvent id="m">{EVENTS["message"]}</intermediateCatchEvent>
      <endEvent id="e"/>[s-g][g-t][g-m][t-e][m-e]"""

    assert lint(inside, BESIDE) == []


def test_compensation_passes(lint):
    inside = """<startEvent id="s"/><subProcess id="sub"><startEvent id="s1"/><scriptTask id="a">
      <extensionElements><zeebe:script expression="= 1" resultVariable="x"/></extensionElements>
      </scriptTask><boundaryEvent id="c" attachedToRef="a"><compensateEventDefinition/>
      </boundaryEvent><task id="undo" isForCompensation="true"/><endEvent id="e1"/>[s1-a][a-e1]
      <subProcess id="esp" triggeredByEvent="true"><startEvent id="s2"><compensateEventDefinition/>
      </startEvent><endEvent id="e2"/>[s2-e2]</subProcess>
      <association id="l" sourceRef="c" targetRef="undo"/></subProcess>
      <intermediateThrowEvent id="t"><compensateEventDefinition activityRef="sub"/>
      </intermediateThrowEvent><endEvent id="e"/>[s-sub][sub-t][t-e]"""

    assert lint(inside) == []


def test_a_transaction_that_can_be_cancelled_passes(lint):
    inside = """<startEvent id="s"/><transaction id="t"><startEvent id="s1"/><endEvent id="e1">
      <cancelEventDefinition/></endEvent>[s1-e1]</transaction><boundaryEvent id="b"
      attachedToRef="t"><cancelEventDefinition/></boundaryEvent><endEvent id="e"/>
      <endEvent id="e2"/>[s-t][t-e][b-e2]"""

    assert lint(inside) == []


def test_links_pass(lint):
    inside = f"""<startEvent id="s"/>
      <intermediateThrowEvent id="a">{EVENTS["link"]}</intermediateThrowEvent>
      <intermediateThrowEvent id="a2">{EVENTS["link"]}</intermediateThrowEvent>
      <intermediateCatchEvent id="b">{EVENTS["link"]}</intermediateCatchEvent>
      <exclusiveGateway id="g" default="g-a2"/><endEvent id="e"/>
      [s-g][g-a: = x > 1][g-a2][b-e]"""

    assert lint(inside) == []


def test_a_countersign_in_a_rework_loop_passes(lint):
    loop = """<multiInstanceLoopCharacteristics isSequential="false"><extensionElements>
      <zeebe:loopCharacteristics inputCollection="= approvers" inputElement="one"
        outputCollection="votes" outputElement="= vote"/></extensionElements>
      <completionCondition>= count(votes[item = false]) > 0</completionCondition>
      </multiInstanceLoopCharacteristics>"""
    inside = f"""<laneSet id="ls"><lane id="L" name="客服"><extensionElements><zeebe:properties>
        <zeebe:property name="gj:assign" value="post(cs) minus done(u)"/>
        <zeebe:property name="gj:scope" value="case.project"/>
        <zeebe:property name="gj:mode" value="claim"/>
        <zeebe:property name="gj:fallback" value="superior, process_admin"/>
        <zeebe:property name="gj:exclude" value="case.accused"/>
      </zeebe:properties></extensionElements><flowNodeRef>u</flowNodeRef></lane></laneSet>
      <startEvent id="s"/><exclusiveGateway id="again"/>
      <userTask id="u" name="会签"><extensionElements>
        <zeebe:formDefinition formId="register"/>
        <zeebe:taskSchedule dueDate="2026-07-01T09:00:00+08:00" followUpDate="= due"/>
        <zeebe:priorityDefinition priority="50"/>
        <zeebe:ioMapping><zeebe:input source="= a.b" target="c"/>
          <zeebe:output source="= 结果" target="意见.内容"/></zeebe:ioMapping>
        <zeebe:properties>
          <zeebe:property name="gj:due" value="work:P3D"/>
          <zeebe:property name="gj:onBreach" value="other"/>
          <zeebe:property name="gj:repeat" value="50"/>
          <zeebe:property name="gj:cap" value="3"/>
          <zeebe:property name="gj:nameEn" value="countersign"/>
          <zeebe:property name="gj:rights" value='{{"phone": "hidden"}}'/>
          <zeebe:property name="colour" value="blue"/></zeebe:properties>
        </extensionElements>{loop}</userTask>
      <exclusiveGateway id="ok"/><endEvent id="e"/>
      [s-again][again-u][u-ok][ok-e: = approved = true][ok-again: = approved = false]"""

    assert lint(inside) == []


def test_parallel_branches_with_a_choice_inside_pass(lint):
    inside = """<startEvent id="s"/><parallelGateway id="f"/><parallelGateway id="j"/>
      <task id="a"/><exclusiveGateway id="x" default="x-c"/><task id="b"/><task id="c"/>
      <exclusiveGateway id="y"/><endEvent id="e"/>
      [s-f][f-a][f-x][x-b: = n = 1][x-c][b-y][c-y][a-j][y-j][j-e]"""

    assert lint(inside) == []


def test_data_objects_pass(lint):
    inside = """<startEvent id="s"/><endEvent id="e"/>[s-e]<dataObject id="o"/>
      <dataObjectReference id="d" name="单据" dataObjectRef="o"/>"""

    assert lint(inside) == []


def test_implicit_splits_and_conditional_flows_out_of_an_activity_pass(lint):
    inside = """<startEvent id="s"/><task id="a" default="a-c"/><task id="b"/><task id="c"/>
      <endEvent id="e"/>[s-a][a-b: = n > 1][a-c][b-e][c-e]"""

    assert lint(inside) == []


def test_pictures_beside_the_executable_process_are_left_alone(findings):
    collaboration = """<collaboration id="c"><participant id="P" processRef="p"/>
      <participant id="Q" processRef="q"/><participant id="R"/></collaboration>"""
    good = (
        '<process id="p" isExecutable="true"><startEvent id="s"/><endEvent id="e"/>[s-e]</process>'
    )
    picture = '<process id="q"><complexGateway id="g"/><task id="t"/></process>'

    assert findings(good + picture, collaboration) == ()


def test_chinese_messages_have_a_word_for_every_kind_and_trigger():
    triggers = {trigger for allowed in EXECUTED.values() for trigger in allowed}

    assert set(KINDS) >= kinds.FLOW_NODES
    assert set(TRIGGERS) >= triggers
    assert chinese(KINDS, "nonsense") == "nonsense"


def test_every_rule_has_a_name_of_its_own_and_says_what_it_wants():
    assert len(set(RULES)) == len(RULES)
    assert all(rule.__doc__ for rule in RULES)
