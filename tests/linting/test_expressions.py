"""Every expression is FEEL that can be read, every literal what its place wants."""

import pytest


def ext(inside):
    return f"<extensionElements>{inside}</extensionElements>"


def node(kind, inside):
    return f'<{kind} id="n">{ext(inside)}</{kind}>'


def user(inside, after=""):
    people = '<zeebe:assignmentDefinition candidateGroups="cs"/>'
    inner = inside if "assignmentDefinition" in inside else people + inside
    return f'<userTask id="n" name="登记">{ext(inner)}{after}</userTask>'


def timed(text, kind="timeDuration"):
    return (
        f'<intermediateCatchEvent id="n"><timerEventDefinition><{kind}>{text}</{kind}>'
        "</timerEventDefinition></intermediateCatchEvent>"
    )


MULTI = "<multiInstanceLoopCharacteristics>{}</multiInstanceLoopCharacteristics>"
BROKEN = [
    timed("= 1 +"),
    user('<zeebe:assignmentDefinition assignee="= 1 +"/>'),
    user('<zeebe:assignmentDefinition candidateUsers="= 1 +"/>'),
    user('<zeebe:taskSchedule dueDate="= 1 +"/>'),
    user('<zeebe:taskSchedule followUpDate="= 1 +"/>'),
    user('<zeebe:priorityDefinition priority="= 1 +"/>'),
    user('<zeebe:formDefinition formId="= 1 +"/>'),
    user('<zeebe:ioMapping><zeebe:input source="= 1 +" target="a"/></zeebe:ioMapping>'),
    user('<zeebe:ioMapping><zeebe:output source="= 1 +" target="a"/></zeebe:ioMapping>'),
    user('<zeebe:properties><zeebe:property name="gj:due" value="= 1 +"/></zeebe:properties>'),
    user("", MULTI.format("<loopCardinality>= 1 +</loopCardinality>")),
    node("serviceTask", "<zeebe:taskDefinition type='= 1 +'/>"),
    node("serviceTask", "<zeebe:taskDefinition type='a' retries='= 1 +'/>"),
    node("callActivity", "<zeebe:calledElement processId='= 1 +'/>"),
    node("businessRuleTask", "<zeebe:calledDecision decisionId='= 1 +' resultVariable='r'/>"),
    node("scriptTask", "<zeebe:script expression='= 1 +' resultVariable='r'/>"),
    '<receiveTask id="n" messageRef="M"/>',
]


@pytest.mark.parametrize("broken", BROKEN)
def test_an_expression_that_cannot_be_read_is_refused_wherever_it_stands(around, broken):
    key = ext("<zeebe:subscription correlationKey='= 1 +'/>")
    message = f'<message id="M" name="a">{key}</message>'

    found = around(broken, message)

    assert ("feel-syntax", "n") in found
    assert {rule for rule, _ in found} <= {"feel-syntax", "called-decision"}


def test_an_expression_error_says_where_and_what_was_expected(findings):
    process = f"""<process id="p" isExecutable="true"><startEvent id="s"/>{timed("= 1 +")}
      <endEvent id="e"/>[s-n][n-e]</process>"""

    (finding,) = findings(process)

    assert finding.message_zh == "n 的定时表达式第 6 个字符处有误：= 1 +"
    assert "expected" in finding.message_en


@pytest.mark.parametrize(
    ("condition", "language"),
    [
        ("= n >", ""),
        ("n == 1", ""),
        ("${approved}", ""),
        ("= n = 1", ' language="python"'),
        ("n = 1", ' language="http://www.w3.org/1999/XPath"'),
    ],
)
def test_a_condition_that_is_not_feel_is_refused(lint, condition, language):
    inside = f"""<startEvent id="s"/><exclusiveGateway id="g" default="g-e"/><task id="a"/>
      <endEvent id="e"/>[s-g][g-e][a-e]<sequenceFlow id="f" sourceRef="g" targetRef="a">
      <conditionExpression{language}><![CDATA[{condition}]]></conditionExpression></sequenceFlow>"""

    found = [entry for entry in lint(inside) if entry[0] != "schema"]

    assert found == [("feel-syntax", "f")]


@pytest.mark.parametrize(
    "node",
    [
        node("scriptTask", "<zeebe:script expression='n' resultVariable='r'/>"),
        user("", MULTI.format(ext("<zeebe:loopCharacteristics inputCollection='list'/>"))),
    ],
)
def test_a_setting_that_is_always_computed_needs_an_equals_sign(around, node):
    assert around(node) == [("must-be-feel", "n")]


def test_a_formal_expression_of_bpmn_itself_needs_none(lint):
    inside = """<startEvent id="s"/><exclusiveGateway id="g" default="g-e"/><task id="n"/>
      <endEvent id="e"/>[s-g][g-e][n-e][g-n: amount > 1000 and not(urgent)]"""
    loop = MULTI.format(
        "<loopCardinality>n</loopCardinality><completionCondition>done</completionCondition>"
    )

    assert lint(inside) == []
    assert lint(f'<startEvent id="s"/>{user("", loop)}<endEvent id="e"/>[s-n][n-e]') == []


def test_a_file_whose_expressions_are_xpath_is_refused_where_it_has_one(lint_file):
    def file(condition):
        return f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
          expressionLanguage="http://www.w3.org/1999/XPath" targetNamespace="urn:test">
          <process id="p" isExecutable="true"><startEvent id="s"/>
          <exclusiveGateway id="g" default="g-e"/><task id="a"/><endEvent id="e"/>
          [s-g][g-e][a-e][g-a: {condition}]</process></definitions>"""

    refused = [(f.rule, f.element_id) for f in lint_file(file("amount > 1000"))]
    marked = [(f.rule, f.element_id) for f in lint_file(file("= amount > 1000"))]

    assert ("feel-syntax", "g-a") in refused
    assert {rule for rule, _ in marked} == {"bpmn-8.2-expression-language"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("PT4H", "timeDuration"),
        ("P1Y2M3DT4H5M6.5S", "timeDuration"),
        ("P2W", "timeDuration"),
        ("= t_handle", "timeDuration"),
        ("2026-07-01", "timeDate"),
        ("2026-07-01T09:00:00", "timeDate"),
        ("2026-07-01T09:00:00.5+08:00", "timeDate"),
        ("2026-07-01T09:00Z", "timeDate"),
        ("2026-07-01T09:00:00@Asia/Shanghai", "timeDate"),
    ],
)
def test_a_timer_may_be_iso_8601_cron_or_feel(around, text, kind):
    assert around(timed(text, kind)) == []


@pytest.mark.parametrize(
    "text",
    [
        *("R3/PT1H", "R/P1D", "R-1/PT1H", "R5/2026-07-01T09:00:00Z/P1D"),
        *("R/P1D/2099-07-01T09:00:00Z", "R2/2026-07-01T09:00:00+08:00[Asia/Shanghai]/P1D"),
        *("0 0 9 * * MON-FRI", "@daily", "= rule"),
    ],
)
def test_a_cycle_may_be_iso_8601_cron_or_feel(lint, text):
    cycle = f"<timerEventDefinition><timeCycle>{text}</timeCycle></timerEventDefinition>"
    inside = f'<startEvent id="s">{cycle}</startEvent><endEvent id="e"/>[s-e]'

    assert lint(inside) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("4 hours", "timeDuration"),
        ("P", "timeDuration"),
        ("PT", "timeDuration"),
        ("P1DT", "timeDuration"),
        ('"PT4H"', "timeDuration"),
        ("t_handle", "timeDuration"),
        ("", "timeDuration"),
        ("tomorrow", "timeDate"),
    ],
)
def test_a_timer_that_nobody_can_read_is_refused(around, text, kind):
    assert around(timed(text, kind)) == [("timers", "n")]


@pytest.mark.parametrize(
    "text", ["PT4H", "0 9 * * *", "R3", "@never", "R/2026-07-01/P1D/2026-08-01"]
)
def test_a_cycle_that_nobody_can_read_is_refused(lint, text):
    cycle = f"<timerEventDefinition><timeCycle>{text}</timeCycle></timerEventDefinition>"
    inside = f'<startEvent id="s">{cycle}</startEvent><endEvent id="e"/>[s-e]'

    assert lint(inside) == [("timers", "s")]


def test_a_cycle_where_an_event_happens_once_is_worth_a_warning(lint):
    cycle = "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"
    inside = f"""<startEvent id="s"/><callActivity id="n" calledElement="other"/>
      <intermediateCatchEvent id="c">{cycle}</intermediateCatchEvent><endEvent id="e"/>
      <boundaryEvent id="b1" attachedToRef="n">{cycle}</boundaryEvent>
      <boundaryEvent id="b2" attachedToRef="n" cancelActivity="false">{cycle}</boundaryEvent>
      [s-n][n-c][c-e][b1-e][b2-e]"""

    assert lint(inside) == [("cycles", "c"), ("cycles", "b1")]


def test_a_timer_without_a_time_is_refused(around):
    node = '<intermediateCatchEvent id="n"><timerEventDefinition/></intermediateCatchEvent>'

    assert around(node) == [("timers", "n")]


@pytest.mark.parametrize(
    "node",
    [
        user('<zeebe:taskSchedule dueDate="tomorrow"/>'),
        user('<zeebe:taskSchedule followUpDate="PT4H"/>'),
        user('<zeebe:priorityDefinition priority="high"/>'),
        node("serviceTask", "<zeebe:taskDefinition type='a' retries='many'/>"),
    ],
)
def test_literals_that_mean_nothing_are_refused(around, node):
    assert around(node) == [("literals", "n")]


@pytest.mark.parametrize(
    "node",
    [
        user('<zeebe:ioMapping><zeebe:input source="= a" target=""/></zeebe:ioMapping>'),
        user('<zeebe:ioMapping><zeebe:output source="= a" target="1a"/></zeebe:ioMapping>'),
        user('<zeebe:ioMapping><zeebe:output source="= a" target="case.x"/></zeebe:ioMapping>'),
        user('<zeebe:ioMapping><zeebe:output source="= a" target="a b"/></zeebe:ioMapping>'),
        node("scriptTask", "<zeebe:script expression='= 1'/>"),
        node("businessRuleTask", "<zeebe:calledDecision decisionId='sla'/>"),
        user(
            "",
            MULTI.format(
                ext("<zeebe:loopCharacteristics inputCollection='= a' inputElement='1'/>")
            ),
        ),
    ],
)
def test_results_go_to_names_of_variables(around, node):
    assert around(node) == [("variables", "n")]
