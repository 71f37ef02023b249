"""What this release does not execute is refused at deployment, by element id, in plain words."""

import pytest

from engine.model import Severity


@pytest.mark.parametrize(
    ("node", "rule"),
    [
        ('<adHocSubProcess id="n"><task id="t"/></adHocSubProcess>', "unsupported-element"),
        ('<task id="n" isForCompensation="true"/>', "unsupported-compensation"),
        ('<intermediateCatchEvent id="n"/>', "unsupported-event"),
        (
            (
                '<intermediateCatchEvent id="n" parallelMultiple="true"><signalEventDefinition '
                'signalRef="S"/><signalEventDefinition signalRef="S"/></intermediateCatchEvent>'
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


def test_a_receive_task_without_message_is_refused(around):
    assert around('<receiveTask id="n"/>') == [("unsupported-event", "n")]


def test_a_start_event_of_a_refused_sub_process_is_not_blamed_as_well(around):
    inside = '<task id="a"/><task id="b"/>[a-b][b-a]'

    found = around(f'<adHocSubProcess id="n">{inside}</adHocSubProcess>')

    assert found == [("unsupported-element", "n")]


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
