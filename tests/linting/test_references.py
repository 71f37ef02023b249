"""Whatever an element refers to exists and is of the right kind."""

import pytest

BESIDE = """<message id="M" name="撤诉"/><message id="empty"/><signal id="S" name="火警"/>
  <error id="E" name="失败" errorCode="E1"/><error id="E0" name="没有代码"/>
  <escalation id="X" name="上报"/>"""
FORM = '<zeebe:assignmentDefinition candidateGroups="cs"/><zeebe:formDefinition'


def ext(inside):
    return f"<extensionElements>{inside}</extensionElements>"


@pytest.mark.parametrize(
    ("flow", "words"),
    [
        ('targetRef="t"', "is a task elsewhere"),
        ('targetRef="nobody"', "is nothing in this file"),
        ("", "is nothing in this file"),
    ],
)
def test_a_flow_that_ends_outside_its_process_is_refused(findings, flow, words):
    process = f"""<process id="p" isExecutable="true"><startEvent id="s"/><endEvent id="e"/>[s-e]
      <task id="a"/>[s-a]<sequenceFlow id="f" sourceRef="a" {flow}/></process>
      <process id="q"><task id="t"/></process>"""

    found = [f for f in findings(process) if f.rule == "bpmn-8.4.13-flow-ends"]

    assert [f.element_id for f in found] == ["f"]
    assert words in found[0].message_en


def test_a_default_that_is_no_outgoing_flow_is_refused(around):
    assert around('<task id="n" default="s-n"/>') == [("bpmn-8.4.13-default-outgoing", "n")]


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ("<messageEventDefinition/>", "names no message"),
        ('<messageEventDefinition messageRef="nobody"/>', "'nobody' is nothing"),
        ('<messageEventDefinition messageRef="S"/>', "'S' is a signal, not a message"),
        ('<messageEventDefinition messageRef="empty"/>', "'empty' has no name"),
        ("<signalEventDefinition/>", "names no signal"),
        ("<errorEventDefinition/>", "names no error"),
        ('<errorEventDefinition errorRef="E0"/>', "'E0' has no code"),
        ('<escalationEventDefinition escalationRef="X"/>', "'X' has no code"),
    ],
)
def test_an_end_event_without_something_to_throw_is_refused(findings, definition, words):
    process = f"""<process id="p" isExecutable="true"><startEvent id="s"/>
      <endEvent id="e">{definition}</endEvent>[s-e]</process>"""

    found = [f for f in findings(process, BESIDE) if f.rule == "event-reference"]

    assert [f.element_id for f in found] == ["e"]
    assert words in found[0].message_en


def test_catching_any_error_or_escalation_is_allowed_but_not_any_message(lint):
    inside = """<startEvent id="s"/><callActivity id="n" calledElement="other"/><endEvent id="e"/>[s-n][n-e]
      <boundaryEvent id="b1" attachedToRef="n"><errorEventDefinition/></boundaryEvent>
      <boundaryEvent id="b2" attachedToRef="n"><escalationEventDefinition/></boundaryEvent>
      <boundaryEvent id="b3" attachedToRef="n"><messageEventDefinition/></boundaryEvent>
      [b1-e][b2-e][b3-e]"""

    assert lint(inside) == [("event-reference", "b3")]


def test_a_thrown_message_may_be_a_job_instead(around):
    job = ext('<zeebe:taskDefinition type="mail"/>')
    node = f"<messageEventDefinition>{job}</messageEventDefinition>"

    assert around(f'<intermediateThrowEvent id="n">{node}</intermediateThrowEvent>') == []


@pytest.mark.parametrize(
    "node",
    [
        (
            '<intermediateCatchEvent id="n"><messageEventDefinition messageRef="M"/>'
            "</intermediateCatchEvent>"
        ),
        '<receiveTask id="n" messageRef="M"/>',
    ],
)
def test_a_message_that_waits_without_correlation_key_is_refused(around, node):
    assert around(node, BESIDE) == [("message-correlation", "n")]


@pytest.mark.parametrize(
    ("lanes", "expected"),
    [
        ("<lane id='L'><flowNodeRef>nobody</flowNodeRef></lane>", [("lane-nodes", "L")]),
        (
            (
                "<lane id='L'><flowNodeRef>n</flowNodeRef></lane>"
                "<lane id='K'><flowNodeRef>n</flowNodeRef></lane>"
            ),
            [("lane-nodes", "n")],
        ),
        (
            (
                "<lane id='L'><flowNodeRef>n</flowNodeRef><childLaneSet id='c'>"
                "<lane id='K'><flowNodeRef>n</flowNodeRef></lane></childLaneSet></lane>"
            ),
            [],
        ),
    ],
)
def test_lanes_list_nodes_that_exist_and_each_once(lint, lanes, expected):
    inside = f"""<laneSet id="ls">{lanes}</laneSet>
      <startEvent id="s"/><task id="n"/><endEvent id="e"/>[s-n][n-e]"""

    found = [entry for entry in lint(inside) if entry[0] == "lane-nodes"]

    assert found == expected


def test_a_pool_without_its_process_is_worth_a_warning(lint):
    pools = '<collaboration id="c"><participant id="P" processRef="q"/></collaboration>'

    assert lint('<startEvent id="s"/><endEvent id="e"/>[s-e]', pools) == [("pools", "P")]


def test_links_without_their_other_end_are_refused(lint):
    inside = """<startEvent id="s"/><endEvent id="e"/>[s-a][b-e][c-e][d-e]
      <intermediateThrowEvent id="a"><linkEventDefinition name="A"/></intermediateThrowEvent>
      <intermediateCatchEvent id="b"><linkEventDefinition name="B"/></intermediateCatchEvent>
      <intermediateCatchEvent id="c"><linkEventDefinition name="C"/></intermediateCatchEvent>
      <intermediateCatchEvent id="d"><linkEventDefinition name="C"/></intermediateCatchEvent>"""

    found = [entry for entry in lint(inside) if entry[0] == "bpmn-10.5.5-link-pair"]

    assert found == [
        ("bpmn-10.5.5-link-pair", "a"),
        ("bpmn-10.5.5-link-pair", "b"),
        ("bpmn-10.5.5-link-pair", "c"),
        ("bpmn-10.5.5-link-pair", "d"),
    ]


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ('<callActivity id="n"/>', [("derived-name", "n")]),
        (
            f'<callActivity id="n">{ext("<zeebe:calledElement/>")}</callActivity>',
            [("called-process", "n")],
        ),
        ('<callActivity id="n" calledElement="nobody"/>', [("called-process", "n")]),
        ('<callActivity id="n" calledElement="other"/>', []),
        ('<callActivity id="n" calledElement="p"/>', []),
        (
            (
                f'<callActivity id="n">{ext("<zeebe:calledElement processId=&quot;= x&quot;/>")}'
                "</callActivity>"
            ),
            [],
        ),
        (
            f'<businessRuleTask id="n">{ext("<zeebe:calledDecision decisionId=&quot;no&quot; resultVariable=&quot;r&quot;/>")}</businessRuleTask>',
            [("called-decision", "n")],
        ),
        (
            f'<userTask id="n" name="登记">{ext(FORM + " formId=&quot;no&quot;/>")}</userTask>',
            [("form", "n")],
        ),
        (f'<userTask id="n" name="登记">{ext(FORM + "/>")}</userTask>', [("form", "n")]),
        (
            f'<userTask id="n" name="登记">{ext(FORM + " formKey=&quot;register&quot;/>")}</userTask>',
            [],
        ),
    ],
)
def test_called_processes_decisions_and_forms_exist(around, node, expected):
    assert around(node.replace("&quot;", '"')) == expected
