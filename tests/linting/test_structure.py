"""Tokens can start, stay within borders, reach every node, and come to an end."""

import pytest

from engine.model import Severity


def test_a_file_without_executable_process_is_refused(findings):
    found = findings('<process id="p" isExecutable="false"><startEvent id="s"/></process>')

    assert [(f.rule, f.element_id) for f in found] == [("executable-process", "p")]


def test_a_file_without_any_process_is_refused(findings):
    found = findings("")

    assert [(f.rule, f.element_id) for f in found] == [("executable-process", None)]


def test_a_flow_across_the_border_of_a_sub_process_is_refused(lint):
    inside = """<startEvent id="s"/><subProcess id="sub"><startEvent id="s2"/><task id="t"/>
      <endEvent id="e2"/>[s2-t][t-e2]</subProcess><endEvent id="e"/>[s-sub][sub-e][t-e]"""

    assert lint(inside) == [("bpmn-7.6.1-flow-within-scope", "t-e")]


def test_flows_that_go_the_wrong_way_are_refused(lint):
    inside = """<startEvent id="s"/><task id="a"/><endEvent id="e"/>[s-a][a-e][a-s][e-a]
      <subProcess id="esp" triggeredByEvent="true"><startEvent id="s2"><errorEventDefinition/>
      </startEvent><endEvent id="e2"/>[s2-e2]</subProcess>[a-esp][esp-a]
      <boundaryEvent id="b" attachedToRef="a"><errorEventDefinition/></boundaryEvent>[b-e][a-b]
      <intermediateThrowEvent id="l"><linkEventDefinition name="L"/></intermediateThrowEvent>
      <intermediateCatchEvent id="m"><linkEventDefinition name="L"/></intermediateCatchEvent>
      [a-l][l-a][a-m][m-e]"""

    found = set(lint(inside))

    assert found >= {
        ("bpmn-10.5.2-start-incoming", "a-s"),
        ("bpmn-10.5.3-end-outgoing", "e-a"),
        ("bpmn-10.3.5-event-subprocess-incoming", "a-esp"),
        ("bpmn-10.3.5-event-subprocess-outgoing", "esp-a"),
        ("bpmn-10.5.4-boundary-incoming", "a-b"),
        ("bpmn-10.5.5-link-throw-outgoing", "l-a"),
        ("bpmn-10.5.5-link-catch-incoming", "a-m"),
    }


def test_events_that_lead_nowhere_are_refused(lint):
    inside = """<startEvent id="s"/><callActivity id="a" calledElement="other"/><endEvent id="e"/><startEvent id="s2">
      <timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition></startEvent>
      <boundaryEvent id="b" attachedToRef="a"><errorEventDefinition/></boundaryEvent>[s-a][a-e]"""

    assert lint(inside) == [
        ("bpmn-10.5.2-start-outgoing", "s2"),
        ("bpmn-10.5.4-boundary-outgoing", "b"),
    ]


def test_a_path_that_just_stops_is_worth_a_warning(findings):
    process = """<process id="p" isExecutable="true"><startEvent id="s"/><task id="a"/>[s-a]
      </process>"""

    (finding,) = findings(process)

    assert (finding.rule, finding.element_id, finding.severity) == ("leads-on", "a", "warning")


HANDLER = """<startEvent id="s"/><endEvent id="e"/>[s-e]
  <subProcess id="sub" triggeredByEvent="true"><task id="t"/></subProcess>"""
SUB = '<startEvent id="s"/><subProcess id="sub">{}</subProcess><endEvent id="e"/>[s-sub][sub-e]'


@pytest.mark.parametrize(
    ("inside", "rule", "scope"),
    [
        ('<task id="a"/><task id="b"/>[a-b][b-a]', "bpmn-10.5.2-start-missing", "p"),
        ('<task id="a"/>', "bpmn-10.5.2-start-implicit", "p"),
        (
            '<startEvent id="s"/><startEvent id="s2"/><endEvent id="e"/>[s-e][s2-e]',
            "bpmn-10.5.2-one-plain-start",
            "p",
        ),
        (
            HANDLER,
            "bpmn-10.5.2-start-missing",
            "sub",
        ),
        (
            SUB.format('<startEvent id="a"/><startEvent id="b"/><endEvent id="c"/>[a-c][b-c]'),
            "bpmn-10.3.5-subprocess-one-start",
            "sub",
        ),
    ],
)
def test_a_scope_without_the_start_events_that_it_needs_is_refused(lint, inside, rule, scope):
    found = [entry for entry in lint(inside) if "start" in entry[0]]

    assert found == [(rule, scope)]


def test_a_sub_process_needs_no_start_event(lint):
    assert lint(SUB.format('<manualTask id="t"/><endEvent id="d"/>[t-d]')) == []


def test_a_sub_process_with_nothing_inside_is_pointed_out(lint):
    assert lint(SUB.format("")) == [("subprocess-empty", "sub")]


def test_two_start_events_cannot_wait_for_the_same_message(lint):
    message = '<messageEventDefinition messageRef="M"/>'
    inside = f"""<startEvent id="s">{message}</startEvent><startEvent id="s2">{message}
      </startEvent><endEvent id="e"/>[s-e][s2-e]"""

    assert lint(inside, '<message id="M" name="投诉"/>') == [
        ("bpmn-10.5.2-start-trigger-twice", "s2")
    ]


@pytest.mark.parametrize(
    "boundary",
    [
        '<boundaryEvent id="b" attachedToRef="nobody"><errorEventDefinition/></boundaryEvent>',
        '<boundaryEvent id="b" attachedToRef="s"><errorEventDefinition/></boundaryEvent>',
        '<boundaryEvent id="b" attachedToRef="t"><errorEventDefinition/></boundaryEvent>',
    ],
)
def test_a_boundary_event_sits_on_an_activity_of_its_level(lint, boundary):
    inside = f"""<startEvent id="s"/><subProcess id="n"><startEvent id="s2"/><task id="t"/>
      <endEvent id="e2"/>[s2-t][t-e2]</subProcess><endEvent id="e"/>[s-n][n-e]{boundary}[b-e]"""

    found = [entry for entry in lint(inside) if "boundary" in entry[0]]

    assert found == [("bpmn-10.5.4-boundary-host", "b")]


@pytest.mark.parametrize("kind", ["task", "manualTask", "scriptTask"])
def test_a_boundary_event_on_an_activity_that_never_waits_is_refused(lint, kind):
    script = '<extensionElements><zeebe:script expression="= 1" resultVariable="n"/>'
    inside = f"""<startEvent id="s"/><{kind} id="n">{script}</extensionElements></{kind}>
      <endEvent id="e"/>[s-n][n-e][b-e]
      <boundaryEvent id="b" attachedToRef="n"><errorEventDefinition/></boundaryEvent>"""

    assert lint(inside) == [("boundary-never-waits", "b")]


def test_an_error_that_does_not_interrupt_is_refused(lint):
    inside = """<startEvent id="s"/><subProcess id="n"><startEvent id="s1"/><endEvent id="e1"/>
      [s1-e1]</subProcess><endEvent id="e"/>[s-n][n-e][b-e]<subProcess id="esp"
      triggeredByEvent="true"><startEvent id="s2" isInterrupting="false"><errorEventDefinition/>
      </startEvent><endEvent id="e2"/>[s2-e2]</subProcess><boundaryEvent id="b" attachedToRef="n"
      cancelActivity="false"><errorEventDefinition/></boundaryEvent>"""

    rule = "bpmn-10.5.6-error-interrupts"
    assert [e for e in lint(inside) if e[0] == rule] == [(rule, "s2"), (rule, "b")]


def test_a_flow_that_is_kept_on_another_level_than_its_ends_is_refused(lint):
    inside = """<startEvent id="s"/><task id="a"/><subProcess id="sub"><startEvent id="s2"/>
      <endEvent id="e2"/>[s2-e2][a-e]</subProcess><endEvent id="e"/>[s-a][a-sub][sub-e]"""

    assert lint(inside) == [("bpmn-7.6.1-flow-within-scope", "a-e")]


def test_a_node_that_no_token_reaches_is_refused(lint):
    inside = """<startEvent id="s"/><endEvent id="e"/>[s-e]<task id="a"/><task id="b"/>
      [a-b][b-a][b-e]"""

    assert lint(inside) == [("reachable", "a"), ("reachable", "b")]


def test_a_loop_without_a_way_out_is_refused_once(findings):
    process = """<process id="p" isExecutable="true"><startEvent id="s"/><task id="a"/>
      <task id="b" name="等待"/>[s-a][a-b][b-a]</process>"""

    found = [f for f in findings(process) if f.rule == "way-to-end"]

    assert [f.element_id for f in found] == ["s"]
    assert "“等待”" in found[0].message_zh


LOOP = """<startEvent id="s2"/><task id="a"/><task id="b"/>[s2-a][a-b][b-a]"""
SIGNAL = '<signalEventDefinition signalRef="G"/>'
BORDER = '<boundaryEvent id="x" attachedToRef="p1" {}>{}</boundaryEvent><endEvent id="e2"/>[x-e2]'


@pytest.mark.parametrize(
    ("inside", "beside", "severity"),
    [
        ("", "", Severity.ERROR),
        ("", BORDER.format("", SIGNAL), Severity.WARNING),
        ("", BORDER.format('cancelActivity="false"', SIGNAL), Severity.ERROR),
        (
            "",
            '<boundaryEvent id="x" attachedToRef="p1"><compensateEventDefinition/></boundaryEvent>',
            Severity.ERROR,
        ),
        (
            '<subProcess id="h" triggeredByEvent="true"><startEvent id="hs">'
            + SIGNAL
            + '</startEvent><endEvent id="he"/>[hs-he]</subProcess>',
            "",
            Severity.WARNING,
        ),
        ("", '<endEvent id="t"><terminateEventDefinition/></endEvent>[s-t]', Severity.WARNING),
    ],
)
def test_a_loop_that_something_else_ends_is_no_more_than_doubtful(
    findings, inside, beside, severity
):
    process = f"""<signal id="G" name="g"/><process id="p" isExecutable="true"><startEvent id="s"/>
      <subProcess id="p1">{LOOP}{inside}</subProcess><endEvent id="e"/>[s-p1][p1-e]{beside}</process>"""

    found = [f.severity for f in findings(process) if f.rule == "way-to-end"]

    assert found == [severity]


def test_a_boundary_event_is_a_way_out_of_a_loop(lint):
    inside = """<startEvent id="s"/><callActivity id="a" calledElement="other"/><task id="b"/>[s-a][a-b][b-a]
      <boundaryEvent id="x" attachedToRef="a"><errorEventDefinition/></boundaryEvent>
      <endEvent id="e"/>[x-e]"""

    assert lint(inside) == []


def test_the_schema_of_bpmn_is_checked_and_the_place_named(findings):
    process = """<process id="p" isExecutable="true"><startEvent id="s"/><endEvent id="e"/>[s-e]
      <task id="a" colour="blue"/>\n<nonsense/></process>"""

    found = [f for f in findings(process) if f.rule == "schema"]

    assert [f.element_id for f in found] == ["a", "p"]
    assert found[0].message_zh.endswith("行不符合 BPMN 2.0 的结构规范。")
    assert "'colour'" in found[0].message_en
    assert "nonsense" in found[1].message_en


def test_of_many_schema_errors_the_first_twenty_are_told(findings):
    tasks = "".join(f'<task id="t{number}" colour="blue"/>' for number in range(30))

    found = findings(f'<process id="p">{tasks}</process>')

    assert sum(f.rule == "schema" for f in found) == 20


UNTIDY = """<process id="p" isExecutable="true"><startEvent id="s"/><task id="t"/>
  <association id="a" sourceRef="t" targetRef="n"/><textAnnotation id="n"/>{}
  <endEvent id="e"><incoming>t-e</incoming><documentation>好</documentation></endEvent>[s-t][t-e]</process>"""


def test_parts_in_another_order_than_the_schemas_are_untidy_and_no_more(findings):
    found = findings(UNTIDY.format(""))

    assert [(f.rule, f.element_id, f.severity) for f in found] == [
        ("schema-order", "p", Severity.WARNING),
        ("schema-order", "e", Severity.WARNING),
    ]


def test_what_is_wrong_in_an_untidy_file_is_still_an_error(findings):
    found = findings(UNTIDY.format('<task id="x" colour="red"/>\n[s-x][x-e]'))

    assert [(f.rule, f.element_id) for f in found if f.severity is Severity.ERROR] == [
        ("schema", "x")
    ]


def test_the_order_around_what_bpmn_does_not_know_is_left_alone(findings):
    inside = '<startEvent id="s"/><nonsense/><laneSet id="l"/><endEvent id="e"/>[s-e]'

    found = findings(f'<process id="p" isExecutable="true">{inside}</process>')

    assert {f.rule for f in found if f.severity is Severity.ERROR} == {"schema"}


def test_what_has_no_id_is_named_by_what_is_around_it(findings):
    loop = "<completionCondition>true</completionCondition><loopCardinality>2</loopCardinality>"
    task = f'<task id="t"><multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics></task>'

    found = findings(
        f'<process id="p" isExecutable="true"><startEvent id="s"/>{task}<endEvent id="e"/>[s-t][t-e]</process>'
    )

    assert ("schema-order", "t") in [(f.rule, f.element_id) for f in found]
