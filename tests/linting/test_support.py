"""What this release does not execute is refused at deployment, by element id, in plain words."""

import pytest

from engine.model import Severity


@pytest.mark.parametrize(
    ("node", "rule"),
    [
        ('<task id="n" isForCompensation="true"/>', "unsupported-compensation"),
        ('<intermediateCatchEvent id="n"/>', "unsupported-event"),
        (
            (
                '<intermediateCatchEvent id="n" parallelMultiple="true"><signalEventDefinition '
                'signalRef="S"/><linkEventDefinition name="l"/></intermediateCatchEvent>'
            ),
            "unsupported-event",
        ),
        ('<task id="n" camunda:topic="x"/>', "unsupported-extension"),
        (
            '<task id="n"><extensionElements><zeebe:executionListeners/></extensionElements></task>',
            "unsupported-extension",
        ),
        (
            '<task id="n"><extensionElements><spiffworkflow:preScript/></extensionElements></task>',
            "unsupported-extension",
        ),
    ],
)
def test_what_is_not_executed_is_refused(around, node, rule):
    assert (rule, "n") in around(node, '<signal id="S" name="火警"/>')


def test_a_sub_process_starts_plainly_and_an_event_sub_process_by_an_event(lint):
    timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    inside = f"""<startEvent id="s"/><endEvent id="e"/>[s-n][n-e]
      <subProcess id="n"><startEvent id="s1">{timer}</startEvent><endEvent id="e1"/>[s1-e1]
      </subProcess><subProcess id="esp" triggeredByEvent="true">
      <startEvent id="s2"/><endEvent id="e2"/>[s2-e2]</subProcess>"""

    assert lint(inside) == [("unsupported-event", "s1"), ("unsupported-event", "s2")]


TRIGGERS = {
    "none": "",
    "message": '<messageEventDefinition messageRef="M"/>',
    "timer": "<timerEventDefinition><timeDuration>PT4H</timeDuration></timerEventDefinition>",
    "signal": '<signalEventDefinition signalRef="S"/>',
    "error": '<errorEventDefinition errorRef="E"/>',
    "escalation": '<escalationEventDefinition escalationRef="X"/>',
    "terminate": "<terminateEventDefinition/>",
    "compensate": "<compensateEventDefinition/>",
    "cancel": "<cancelEventDefinition/>",
    "conditional": "<conditionalEventDefinition><condition>= a</condition>"
    "</conditionalEventDefinition>",
}
PLACES = {
    "start": '<startEvent id="n">{}</startEvent><endEvent id="e"/>[n-e]',
    "end": '<startEvent id="s"/><endEvent id="n">{}</endEvent>[s-n]',
    "catch": '<startEvent id="s"/><intermediateCatchEvent id="n">{}</intermediateCatchEvent>'
    '<endEvent id="e"/>[s-n][n-e]',
    "throw": '<startEvent id="s"/><intermediateThrowEvent id="n">{}</intermediateThrowEvent>'
    '<endEvent id="e"/>[s-n][n-e]',
    "boundary": '<startEvent id="s"/><subProcess id="sub"><startEvent id="a"/><endEvent id="b"/>'
    '<callActivity id="c" calledElement="other"/>[a-c][c-b]</subProcess><endEvent id="e"/>[s-sub][sub-e]'
    '<boundaryEvent id="n" attachedToRef="sub">{}</boundaryEvent>[n-e]',
    "sub-process": '<startEvent id="s"/><subProcess id="sub"><startEvent id="n">{}</startEvent>'
    '<endEvent id="b"/>[n-b]</subProcess><endEvent id="e"/>[s-sub][sub-e]',
    "event sub-process": '<startEvent id="s"/><subProcess id="sub" triggeredByEvent="true">'
    '<startEvent id="n">{}</startEvent><endEvent id="b"/>[n-b]</subProcess>'
    '<endEvent id="e"/>[s-e]',
}
BOTH = (
    '<startEvent id="n" parallelMultiple="true"><messageEventDefinition messageRef="M"/>{}'
    '</startEvent><endEvent id="e"/>[n-e]'
)
BESIDE = """<message id="M" name="撤诉"><extensionElements>
  <zeebe:subscription correlationKey="= business_key"/></extensionElements></message>
  <signal id="S" name="火警"/><error id="E" name="失败" errorCode="E1"/>
  <escalation id="X" name="上报" escalationCode="X1"/>"""


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("place", PLACES)
def test_an_event_is_refused_exactly_where_the_interpreter_does_not_execute_it(
    lint, refused, place, trigger
):
    inside = PLACES[place].format(TRIGGERS[trigger])

    linted = lint(inside, BESIDE)

    assert bool(linted) == bool(refused(inside, BESIDE))
    assert set(linted) <= {("unsupported-event", "n"), ("unsupported-compensation", "n")}


def test_an_event_sub_process_cannot_loop(lint):
    inside = """<startEvent id="s"/><endEvent id="e"/>[s-e]<subProcess id="n"
      triggeredByEvent="true"><multiInstanceLoopCharacteristics><loopCardinality>= 2
      </loopCardinality></multiInstanceLoopCharacteristics><startEvent id="s2">
      <errorEventDefinition/></startEvent><endEvent id="e2"/>[s2-e2]</subProcess>"""

    assert ("unsupported-loop", "n") in lint(inside)


def test_a_receive_task_without_message_awaits_one_of_its_own_name(around):
    assert around('<receiveTask id="n"/>') == [("derived-name", "n")]


def test_an_ad_hoc_sub_process_holds_something_that_can_be_begun(around):
    inside = '<task id="a"/><task id="b"/>[a-b][b-a]'

    found = around(f'<adHocSubProcess id="n">{inside}</adHocSubProcess>')

    assert found == [("bpmn-10.3.5-ad-hoc-activity", "n")]


def test_settings_of_a_process_that_would_be_ignored_are_refused(lint):
    inside = """<extensionElements><zeebe:userTaskForm id="f"/><zeebe:versionTag value="1"/>
      </extensionElements><startEvent id="s"/><endEvent id="e"/>[s-e]"""

    assert lint(inside) == [("unsupported-extension", "p")]


def test_a_refusal_speaks_chinese_and_english_and_says_what_to_do(findings):
    process = """<process id="p" isExecutable="true"><startEvent id="s"/>
      <implicitThrowEvent id="n" name="隐式\n事件"/><endEvent id="e"/>[s-n][n-e]</process>"""

    (finding,) = (f for f in findings(process) if f.rule == "unsupported-element")

    assert finding.severity is Severity.ERROR
    assert finding.message_zh == "“隐式 事件”：本版本不执行隐式抛出事件。"
    assert finding.message_en == "“隐式 事件”: implicitThrowEvent is not executed in this release."
    assert finding.hint_zh
    assert finding.hint_en


@pytest.mark.parametrize(
    ("trigger", "executed"), [("signal", True), ("timer", False), ("conditional", False)]
)
def test_a_case_begins_with_several_events_together_where_each_finds_its_case(
    lint, refused, trigger, executed
):
    inside = BOTH.format(TRIGGERS[trigger])

    found = lint(inside, BESIDE)

    assert found == ([] if executed else [("unsupported-event", "n")])
    assert bool(refused(inside, BESIDE)) is not executed


GATEWAY = """<eventBasedGateway id="g" {}/><intermediateCatchEvent id="a"><messageEventDefinition
  messageRef="M"/></intermediateCatchEvent><intermediateCatchEvent id="b">{}
  </intermediateCatchEvent><userTask id="u" name="核实"><extensionElements><zeebe:userTask/>
  <zeebe:assignmentDefinition candidateGroups="x"/></extensionElements></userTask>
  <endEvent id="e"/>[g-a][g-b][a-u][b-u][u-e]"""
PARALLEL = 'instantiate="true" eventGatewayType="Parallel"'
LED = '<startEvent id="s"/><userTask id="n"/>[s-n][n-{}]'
RECEIVE = (
    '<receiveTask id="g" instantiate="true" messageRef="M">{}</receiveTask><endEvent id="e"/>[g-e]'
)
INSIDE = """<startEvent id="s"/><subProcess id="sub">{}</subProcess><endEvent id="e2"/>
  [s-sub][sub-e2]"""
LOOP = "<standardLoopCharacteristics loopMaximum='2'/>"


@pytest.mark.parametrize(
    ("inside", "rules"),
    [
        (GATEWAY.format('instantiate="true"', TRIGGERS["signal"]), set()),
        (GATEWAY.format('instantiate="true"', TRIGGERS["signal"] + TRIGGERS["timer"]), set()),
        (
            GATEWAY.format('instantiate="true"', TRIGGERS["signal"]) + LED.format("g"),
            {"bpmn-10.6.6-instantiate"},
        ),
        (GATEWAY.format(PARALLEL, TRIGGERS["signal"]), {"bpmn-10.6.6-parallel-messages"}),
        (GATEWAY.format(PARALLEL, TRIGGERS["message"].replace("M", "M2")), set()),
        (
            GATEWAY.format('eventGatewayType="Parallel"', TRIGGERS["signal"])
            + '<startEvent id="s"/>[s-g]',
            {"bpmn-10.6.6-parallel-type"},
        ),
        (RECEIVE.format(""), set()),
        (RECEIVE.format("") + LED.format("g"), {"bpmn-10.3.3-receive-instantiate"}),
        (RECEIVE.format(LOOP), {"bpmn-10.3.3-receive-instantiate"}),
        (
            INSIDE.format(RECEIVE.format("")),
            {"bpmn-10.3.3-receive-instantiate"},
        ),
    ],
)
def test_what_begins_cases_stands_where_it_can_begin_them(findings, refused, inside, rules):
    beside = BESIDE + '<message id="M2" name="补充"/>'
    process = f'<process id="p" name="投诉" isExecutable="true">{inside}</process>'

    found = {f.rule for f in findings(process, beside) if f.severity is Severity.ERROR}

    assert found == rules
    assert bool(refused(inside, beside)) == bool(rules)


def test_a_join_behind_a_gateway_that_waits_for_all_does_not_wait_for_ever(findings):
    joined = GATEWAY.replace("[a-u][b-u]", '<parallelGateway id="j"/>[a-j][b-j][j-u]')
    inside = joined.format(PARALLEL, TRIGGERS["message"].replace("M", "M2"))
    process = f'<process id="p" name="投诉" isExecutable="true">{inside}</process>'

    assert findings(process, BESIDE + '<message id="M2" name="补充"/>') == ()


def test_a_choice_behind_two_beginnings_is_not_made_once(lint):
    inside = """<manualTask id="a"/><manualTask id="b"/><exclusiveGateway id="x" default="x-c"/>
      <manualTask id="c"/><parallelGateway id="j"/><endEvent id="e"/>[a-x][b-x][x-c][x-j: = n]
      [c-j][j-e]"""

    assert "parallel-join" not in {rule for rule, _ in lint(inside)}


@pytest.mark.parametrize(
    ("place", "triggers", "executed"),
    [
        ("end", ("signal", "compensate"), True),
        ("throw", ("signal", "compensate"), True),
        ("end", ("terminate", "compensate"), True),
        ("boundary", ("signal", "compensate"), False),
    ],
)
def test_what_is_thrown_together_and_what_is_caught_together(
    lint, refused, place, triggers, executed
):
    inside = PLACES[place].format("".join(TRIGGERS[trigger] for trigger in triggers))

    found = lint(inside, BESIDE)

    assert (("unsupported-event", "n") in found) is not executed
    assert bool(refused(inside, BESIDE)) is not executed


@pytest.mark.parametrize("other", ["error", "terminate"])
def test_cancelling_goes_with_nothing_that_bars_its_way_out(lint, refused, other):
    end = f'<endEvent id="n"><cancelEventDefinition/>{TRIGGERS[other]}</endEvent>'
    inside = f"""<startEvent id="s"/><transaction id="t"><startEvent id="a"/>{end}[a-n]</transaction>
      <boundaryEvent id="c" attachedToRef="t"><cancelEventDefinition/></boundaryEvent>
      <endEvent id="e"/><endEvent id="f"/>[s-t][t-e][c-f]"""

    assert ("unsupported-event", "n") in lint(inside, BESIDE)
    assert refused(inside, BESIDE)
