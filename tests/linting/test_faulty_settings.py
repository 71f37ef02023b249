"""One fault at a time in a diagram without faults: each is found and named at its element.

A row is (rule, element, what stands in the good diagram, what stands there instead).
Here: structure, expressions and settings, which are rules of their own.
"""

import re

import pytest

from engine.linting import EXECUTED
from engine.linting.support import EVENT_SUBPROCESS_STARTS, SUBPROCESS_STARTS

STRUCTURE = [
    ("schema", "start", '<startEvent id="start">', '<startEvent id="start" colour="red">'),
    ("schema", "user", "<documentation>请核对。</documentation>", "<unknown/>"),
    ("executable-process", "p", 'name="投诉" isExecutable="true"', 'name="投诉" isExecutable="false"'),
    ("executable-unmarked", "p", 'name="投诉" isExecutable="true"', 'name="投诉"'),
    ("bpmn-7.6.1-flow-within-scope", "ok-end", "[merge-end]", "[merge-end][ok-end]"),
    ("bpmn-7.6.1-flow-within-scope", "user-ok", "[merge-end]", "[merge-end][user-ok]"),
    ("bpmn-8.4.13-flow-ends", "x", "[merge-end]", '[merge-end]<sequenceFlow id="x" sourceRef="user" targetRef="note"/>'),
    ("bpmn-8.4.13-flow-ends", "x", "[merge-end]", '[merge-end]<sequenceFlow id="x" sourceRef="user" targetRef="nobody"/>'),
    ("bpmn-8.4.13-flow-ends", "x", "[merge-end]", '[merge-end]<sequenceFlow id="x" sourceRef="cg" targetRef="user"/>'),
    ("bpmn-8.4.13-flow-ends", "x", "[merge-end]", '[merge-end]<eventBasedGateway id="g9" instantiate="true"/><sequenceFlow id="x" sourceRef="g9" targetRef="nobody"/>'),
    ("bpmn-8.4.13-default-outgoing", "choice", 'default="choice-ebg"', 'default="merge-end"'),
    ("bpmn-8.4.13-default-outgoing", "user", '<userTask id="user"', '<userTask id="user" default="merge-end"'),
    ("bpmn-10.5.2-start-incoming", "user-start", "[merge-end]", "[merge-end][user-start]"),
    ("bpmn-10.5.2-start-outgoing", "start", "[start-user]", ""),
    ("bpmn-10.5.2-start-implicit", "p", '<startEvent id="start"><messageEventDefinition id="startm" messageRef="M2"><operationRef>t:op</operationRef></messageEventDefinition></startEvent>', '<task id="start"/>'),
    ("bpmn-10.5.2-start-missing", "esp", '<startEvent id="s3" isInterrupting="false"><messageEventDefinition messageRef="M"/></startEvent>', '<task id="s3"/>'),
    ("bpmn-10.5.2-one-plain-start", "p", "[merge-end]", '[merge-end]<startEvent id="n1"/><startEvent id="n2"/>[n1-user][n2-user]'),
    ("bpmn-10.5.2-start-trigger-twice", "n1", "[merge-end]", '[merge-end]<startEvent id="n1"><messageEventDefinition messageRef="M2"/></startEvent>[n1-user]'),
    ("bpmn-10.3.5-subprocess-one-start", "sub", '<startEvent id="s2"/>', '<startEvent id="s2"/><startEvent id="s9"/>[s9-ok]'),
    ("bpmn-10.3.5-subprocess-one-start", "esp", '<subProcess id="esp" triggeredByEvent="true">', '<subProcess id="esp" triggeredByEvent="true"><startEvent id="s9"><signalEventDefinition signalRef="S"/></startEvent>[s9-e3]'),
    ("bpmn-10.3.5-event-subprocess-incoming", "user-esp", "[merge-end]", "[merge-end][user-esp]"),
    ("bpmn-10.3.5-event-subprocess-outgoing", "esp-user", "[merge-end]", "[merge-end][esp-user]"),
    ("bpmn-10.5.3-end-outgoing", "reminded-user", "[merge-end]", "[merge-end][reminded-user]"),
    ("bpmn-10.5.4-boundary-incoming", "user-late", "[merge-end]", "[merge-end][user-late]"),
    ("bpmn-10.5.4-boundary-outgoing", "failed", "[failed-merge]", ""),
    ("bpmn-10.5.4-boundary-host", "failed", 'id="failed" attachedToRef="user"', 'id="failed" attachedToRef="nobody"'),
    ("bpmn-10.5.4-boundary-host", "failed", 'id="failed" attachedToRef="user"', 'id="failed" attachedToRef="fork"'),
    ("bpmn-10.5.4-boundary-host", "failed", 'id="failed" attachedToRef="user"', 'id="failed" attachedToRef="esp"'),
    ("bpmn-10.5.4-boundary-host", "failed", 'id="failed" attachedToRef="user"', 'id="failed" attachedToRef="ok"'),
    ("boundary-never-waits", "failed", 'id="failed" attachedToRef="user"', 'id="failed" attachedToRef="script"'),
    ("bpmn-10.5.6-error-interrupts", "failed", 'id="failed" attachedToRef="user"', 'id="failed" attachedToRef="user" cancelActivity="false"'),
    ("bpmn-10.5.6-error-interrupts", "s4", '<startEvent id="s4"', '<startEvent id="s4" isInterrupting="false"'),
    ("bpmn-10.5.5-link-throw-outgoing", "jump-user", "[merge-end]", "[merge-end][jump-user]"),
    ("bpmn-10.5.5-link-catch-incoming", "user-land", "[merge-end]", "[merge-end][user-land]"),
    ("bpmn-10.5.5-link-pair", "jump", '"land"><linkEventDefinition name="A"', '"land"><linkEventDefinition name="B"'),
    ("bpmn-10.5.5-link-pair", "land", '"jump"><linkEventDefinition name="A"', '"jump"><linkEventDefinition name="B"'),
    ("leads-on", "service", "[service-join]", ""),
    ("leads-on", "remind", "[remind-reminded]", ""),
    ("reachable", "script", "[fork-script]", ""),
    ("reachable", "landed", "[land-landed]", ""),
    ("way-to-end", "gm", "[gm-merge]", '[gm-w]<task id="w"/>[w-w2]<task id="w2"/>[w2-w]'),
    ("parallel-join", "join", '<parallelGateway id="fork" gatewayDirection="Diverging"/>', '<exclusiveGateway id="fork" default="fork-script"/>'),
    ("condition-missing", "choice-jump", "[choice-jump: = n = 1]", "[choice-jump]"),
    ("condition-missing", "ok-bad", "[ok-bad: = n > 1]", "[ok-bad]"),
    ("condition-ignored", "fork-service", "[fork-service]", "[fork-service: = n > 1]"),
    ("condition-ignored", "choice-ebg", "[choice-ebg]", "[choice-ebg: = n > 1]"),
    ("condition-ignored", "ebg-gm", "[ebg-gm]", "[ebg-gm: = n > 1]"),
    ("no-default", "x", "[merge-end]", '<exclusiveGateway id="x"/>[merge-x][x-end: = n = 1][x-landed: = n = 2]'),
    ("no-default", "x", "[merge-end]", '<inclusiveGateway id="x"/>[merge-x][x-end: = n > 1][x-landed: = n > 2]'),
    ("no-default", "x", "[merge-end]", '<task id="x"/>[merge-x][x-end: = n > 1][x-landed: = n > 2]'),
    ("bpmn-10.6.6-outgoing", "ebg", "[ebg-gt]", ""),
    ("bpmn-10.6.6-target", "ebg", "[merge-end]", "[merge-end][ebg-merge]"),
    ("bpmn-10.6.6-target", "ebg", "[merge-end]", '[merge-end]<receiveTask id="r" messageRef="M"><standardLoopCharacteristics/></receiveTask>[ebg-r][r-merge]'),
    ("bpmn-10.6.6-target-incoming", "ebg", "[merge-end]", "[merge-end][user-gm]"),
    ("event-reference", "waited", 'signalRef="S"/></intermediateCatch', 'signalRef="M"/></intermediateCatch'),
    ("event-reference", "waited", 'signalRef="S"/></intermediateCatch', 'signalRef="no"/></intermediateCatch'),
    ("event-reference", "waited", '<signalEventDefinition signalRef="S"/></intermediateCatch', "<signalEventDefinition/></intermediateCatch"),
    ("event-reference", "waited", 'name="火警"', 'name=""'),
    ("event-reference", "receive", 'id="M" name="撤诉"', 'id="M" name=""'),
    ("event-reference", "bad", 'errorCode="E2"', ""),
    ("event-reference", "up", 'escalationCode="X2"', ""),
    ("event-reference", "bad", '<endEvent id="bad"><errorEventDefinition errorRef="E2"/>', '<endEvent id="bad"><errorEventDefinition/>'),
    ("event-reference", "thrown", '<intermediateThrowEvent id="thrown"><messageEventDefinition messageRef="M2"/>', '<intermediateThrowEvent id="thrown"><signalEventDefinition/>'),
    ("event-reference", "s3", 'isInterrupting="false"><messageEventDefinition messageRef="M"/>', 'isInterrupting="false"><messageEventDefinition/>'),
    ("message-correlation", "receive", '<extensionElements><zeebe:subscription correlationKey="= case.number"/></extensionElements>', ""),
    ("message-correlation", "gm", 'id="gm"><messageEventDefinition messageRef="M"', 'id="gm"><messageEventDefinition messageRef="M2"'),
    ("message-correlation", "s3", 'isInterrupting="false"><messageEventDefinition messageRef="M"', 'isInterrupting="false"><messageEventDefinition messageRef="M2"'),
    ("lane-nodes", "L", "<flowNodeRef>start</flowNodeRef>", "<flowNodeRef>nobody</flowNodeRef>"),
    ("lane-nodes", "user", '<lane id="K" name="经理"/>', '<lane id="K" name="经理"><flowNodeRef>user</flowNodeRef></lane>'),
    ("pools", "Q", '<participant id="Q" name="业主"', '<participant id="Q" name="业主" processRef="nobody"'),
]  # fmt: skip
SETTINGS = [
    ("called-process", "call", 'processId="other"', 'processId="nobody"'),
    ("called-process", "call", 'processId="other"', 'processId=""'),
    ("called-decision", "rule", 'decisionId="sla"', 'decisionId="nobody"'),
    ("called-decision", "rule", 'decisionId="sla"', 'decisionId=""'),
    ("form", "user", 'formId="register"', 'formId="nobody"'),
    ("form", "user", 'formId="register"', ""),
    ("candidates", "multi", "<flowNodeRef>multi</flowNodeRef>", ""),
    ("candidates", "user", 'name="gj:assign" value="post(cs)"', 'name="colour" value="red"'),
    ("names", "user", 'name="受理"', 'name=" "'),
    ("derived-name", "service", '<zeebe:taskDefinition type="sms" retries="3"/>', ""),
    ("implementation", "service", 'type="sms"', 'type=""'),
    ("implementation", "script", '<zeebe:script expression="= 1 + 1" resultVariable="n"/></extensionElements>', "</extensionElements><script>n = 1</script>"),
    ("derived-name", "rule", '<zeebe:calledDecision decisionId="sla" resultVariable="sla"/>', ""),
    ("derived-name", "remind", '<extensionElements><zeebe:taskDefinition type="remind"/></extensionElements>', ""),
    ("derived-name", "send", '<sendTask id="send" messageRef="M2"/>', '<sendTask id="send"/>'),
    ("derived-name", "thrown", '<intermediateThrowEvent id="thrown"><messageEventDefinition messageRef="M2"/>', '<intermediateThrowEvent id="thrown"><messageEventDefinition/>'),
    ("multi-instance", "vote", "<loopCardinality>3</loopCardinality>", ""),
    ("multi-instance", "multi", 'outputElement="= vote"', ""),
    ("multi-instance", "multi", 'outputCollection="votes"', ""),
    ("must-be-feel", "service", "</serviceTask>", "<standardLoopCharacteristics><loopCondition language='juel'>again</loopCondition></standardLoopCharacteristics></serviceTask>"),
    ("must-be-feel", "script", 'expression="= 1 + 1"', 'expression="1 + 1"'),
    ("must-be-feel", "multi", 'inputCollection="= people"', 'inputCollection="people"'),
    ("must-be-feel", "multi", 'outputElement="= vote"', 'outputElement="vote"'),
    ("must-be-feel", "multi", "<completionCondition>= count", "<completionCondition language='juel'>count"),
    ("cycles", "gt", "<timeDate>2026-07-01T09:00:00+08:00</timeDate>", "<timeCycle>R3/PT1H</timeCycle>"),
    ("cycles", "often", 'attachedToRef="call" cancelActivity="false"', 'attachedToRef="call"'),
    ("variables", "user", 'target="d"', 'target="1d"'),
    ("variables", "user", 'target="d"', 'target="case.d"'),
    ("variables", "user", 'target="b"', 'target=""'),
    ("variables", "script", 'resultVariable="n"', 'resultVariable=""'),
    ("variables", "rule", 'resultVariable="sla"', 'resultVariable="a b"'),
    ("variables", "multi", 'inputElement="one"', 'inputElement="one-two"'),
    ("variables", "multi", 'outputCollection="votes"', 'outputCollection="case"'),
    ("setting-known", "user", 'name="gj:due"', 'name="gj:deu"'),
    ("setting-known", "user", 'name="gj:due"', 'name="gj:number"'),
    ("setting-known", "L", 'name="gj:scope"', 'name="gj:rights"'),
    ("setting-known", "p", 'name="gj:number"', 'name="gj:due"'),
    ("setting-known", "service", '<zeebe:taskDefinition type="sms" retries="3"/>', '<zeebe:taskDefinition type="sms"/><zeebe:properties><zeebe:property name="gj:assign" value="initiator"/></zeebe:properties>'),
    ("setting-value", "user", 'name="gj:due" value="work:P3D"', 'name="gj:warn" value="50, 100"'),
    ("setting-value", "user", 'name="gj:due" value="work:P3D"', 'name="gj:warn" value="half"'),
    ("setting-value", "p", 'name="gj:number" value="TS"', 'name="gj:messages" value="done: 已办结"'),
    ("setting-value", "p", 'name="gj:number" value="TS"', 'name="gj:messages" value="[]"'),
    ("setting-value", "p", 'name="gj:number" value="TS"', "name='gj:messages' value='{\"done\": {\"zh\": [\"已办结\"]}}'"),
    ("setting-value", "p", 'name="gj:number" value="TS"', "name='gj:messages' value='{\"done\": {\"en\": [\"Done\", \"It is\"]}}'"),
    ("posts", "L", "post(cs)", "post(nobody)"),
    ("done", "user", 'name="gj:exclude" value="initiator"', 'name="gj:exclude" value="done(service)"'),
    ("on-breach", "user", 'name="gj:onBreach" value="other"', 'name="gj:onBreach" value="nobody"'),
    ("data-store", "dref", '<dataObjectReference id="dref" name="单据" dataObjectRef="obj"/>', '<dataStoreReference id="dref" name="台账" dataStoreRef="store"/>'),
    ("data-name", "dref", 'name="单据"', 'name="投诉 单据"'),
    ("data-assignment", "user", "<targetRef>din</targetRef>", "<targetRef>din</targetRef><assignment><from>a</from><to>b.c</to></assignment>"),
    ("data-assignment", "user", "<targetRef>din</targetRef>", "<targetRef>din</targetRef><assignment><from>a</from><to>din.</to></assignment>"),
    ("must-be-feel", "user", "<targetRef>din</targetRef>", "<targetRef>din</targetRef><assignment><from xsi:type='tFormalExpression' language='juel'>a</from><to>din</to></assignment>"),
    ("feel-syntax", "user", "<targetRef>din</targetRef>", "<targetRef>din</targetRef><transformation>1 +</transformation>"),
    ("unsupported-loop", "esp2", '<startEvent id="s4"', '<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics><startEvent id="s4"'),
    ("derived-name", "receive", '<receiveTask id="receive" messageRef="M"/>', '<receiveTask id="receive"/>'),
    ("unsupported-event", "waited", '<signalEventDefinition signalRef="S"/></intermediateCatch', '<signalEventDefinition signalRef="S"/><terminateEventDefinition/></intermediateCatch'),
    ("unsupported-extension", "user", '<zeebe:formDefinition formId="register"/>', '<zeebe:formDefinition formId="register"/><zeebe:taskListeners/>'),
    ("unsupported-extension", "service", '<serviceTask id="service"', '<serviceTask id="service" camunda:class="x.Y"'),
    ("unsupported-extension", "p", 'processType="Private"', 'processType="Private" camunda:unheard="x"'),
]  # fmt: skip
VALUES = {
    "gj:due": ("user", "work:P3D", ["tomorrow", "P3M", "work:", "3 days", "P"]),
    "gj:repeat": ("user", "50", ["0", "1001", "half"]),
    "gj:cap": ("user", "3", ["-1", "100", "none"]),
    "gj:reminders": ("user", "5", ["-1", "100", "often"]),
    "gj:exclude": ("user", "initiator", ["somebody", "post(cs", "initiator,"]),
    "gj:assign": (
        "L",
        "post(cs)",
        ["cs", "post()", "boss(cs)", "post(cs) or post(x)", "post(cs) not_in (5)"],
    ),
    "gj:scope": ("L", "case.project", ["case", "everywhere"]),
    "gj:mode": ("L", "claim", ["all", "none"]),
    "gj:fallback": ("L", "superior, process_admin", ["nobody", "superior, boss"]),
    "gj:uniqueKey": ("p", "true", ["yes"]),
    "gj:number": ("p", "TS", [""]),
    "gj:title": ("p", "= room", ["room"]),
    "gj:search": ("p", "room", [""]),
    "gj:nameEn": ("user", "Register", [""]),
}
TIMES = {
    ("late", "timeDuration", "PT4H"): ["4h", "PT", "P", "4 hours", "2026-07-01"],
    ("gt", "timeDate", "2026-07-01T09:00:00+08:00"): ["tomorrow", "PT4H", "01.07.2026"],
    ("often", "timeCycle", "R3/PT1H"): ["PT1H", "R3", "every day", "R/PT"],
}
LITERALS = [
    ("user", 'dueDate="2026-07-01T09:00:00+08:00"', 'dueDate="tomorrow"'),
    ("user", 'followUpDate="= due"', 'followUpDate="soon"'),
    ("user", 'priority="50"', 'priority="high"'),
    ("service", 'retries="3"', 'retries="often"'),
]
BROKEN = [
    ("user", 'followUpDate="= due"', "followUpDate"), ("user", 'source="= a"', "source"), ("user", 'source="= c"', "source"),
    ("script", 'expression="= 1 + 1"', "expression"), ("multi", 'inputCollection="= people"', "inputCollection"),
    ("multi", 'outputElement="= vote"', "outputElement"), ("receive", 'correlationKey="= case.number"', "correlationKey"),
    ("user", 'priority="50"', "priority"), ("user", 'dueDate="2026-07-01T09:00:00+08:00"', "dueDate"),
    ("service", 'retries="3"', "retries"), ("service", 'type="sms"', "type"), ("call", 'processId="other"', "processId"),
    ("rule", 'decisionId="sla"', "decisionId"), ("user", 'formId="register"', "formId"), ("p", 'value="= room"', "value"),
    ("L", 'value="post(cs)"', "value"),
]  # fmt: skip
BROKEN_TEXTS = [
    ("multi", "<completionCondition>= count(votes) > 1", "<completionCondition>= count("),
    ("vote", "<loopCardinality>3", "<loopCardinality>= ("),
    ("late", "PT4H", "= duration("),
    ("choice-jump", "[choice-jump: = n = 1]", "[choice-jump: = n = ]"),
    ("choice-jump", "[choice-jump: = n = 1]", "[choice-jump: n == 1]"),
    ("choice-jump", "[choice-jump: = n = 1]", "[choice-jump: 金额 大于 一千]"),
    ("ok-bad", "[ok-bad: = n > 1]", "[ok-bad: ${n > 1}]"),
]  # fmt: skip
ELEMENTS = ["complexGateway", "transaction", "adHocSubProcess"]
NOT_EXECUTED = {
    "end": ("<terminateEventDefinition/>", ["compensate", "cancel"]),
    "waited": ('<signalEventDefinition signalRef="S"/></intermediateCatch', ["conditional", "escalation", "error", "compensate", "cancel"]),
    "start": ('<messageEventDefinition id="startm" messageRef="M2"><operationRef>t:op</operationRef></messageEventDefinition>', ["conditional", "error", "escalation", "compensate"]),
    "thrown": ('<intermediateThrowEvent id="thrown"><messageEventDefinition messageRef="M2"/>', ["compensate", "error"]),
    "failed": ('<boundaryEvent id="failed" attachedToRef="user"><errorEventDefinition errorRef="E"/>', ["conditional", "cancel", "compensate"]),
    "s4": ('<startEvent id="s4"><errorEventDefinition errorRef="E"/>', ["conditional", "compensate", "none"]),
    "s2": ('<startEvent id="s2"/>', ["message", "timer", "signal"]),
}  # fmt: skip
TRIGGERS = {
    "conditional": "<conditionalEventDefinition><condition/></conditionalEventDefinition>",
    "message": '<messageEventDefinition messageRef="M"/>',
    "signal": '<signalEventDefinition signalRef="S"/>',
    "timer": "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>",
    "none": "",
}


ALLOWED = {
    "end": EXECUTED["endEvent"],
    "waited": EXECUTED["intermediateCatchEvent"],
    "start": EXECUTED["startEvent"],
    "thrown": EXECUTED["intermediateThrowEvent"],
    "failed": EXECUTED["boundaryEvent"],
    "s4": EVENT_SUBPROCESS_STARTS,
    "s2": SUBPROCESS_STARTS,
}


def triggered(element, old, trigger):
    made = TRIGGERS.get(trigger, f"<{trigger}EventDefinition/>")
    if element == "s2":
        return f'<startEvent id="s2">{made}</startEvent>'
    return re.sub(r"<\w+EventDefinition.*(/>|Definition>)", made, old, count=1)


def faults():
    yield from (*STRUCTURE, *SETTINGS)
    for name, (element, good, bad) in VALUES.items():
        old = f'name="{name}" value="{good}"'
        yield from (("setting-value", element, old, f'name="{name}" value="{one}"') for one in bad)
    for one in ("hidden", '{"phone": "secret"}', '["phone"]'):
        yield "setting-value", "user", """value='{"phone": "read"}'""", f"value='{one}'"
    for (element, tag, good), bad in TIMES.items():
        yield from (("timers", element, f"<{tag}>{good}", f"<{tag}>{one}") for one in bad)
    yield from (("literals", *row) for row in LITERALS)
    yield from (("feel-syntax", element, old, f'{name}="= 1 +"') for element, old, name in BROKEN)
    yield from (("feel-syntax", *row) for row in BROKEN_TEXTS)
    for kind in (one for one in ELEMENTS if one not in EXECUTED):
        inside = "" if kind == "complexGateway" else '<startEvent id="xs"/>'
        yield (
            "unsupported-element",
            "x",
            "[merge-end]",
            f'<{kind} id="x">{inside}</{kind}>[merge-x][x-end]',
        )
    for element, (old, kinds) in NOT_EXECUTED.items():
        refused = (kind for kind in kinds if kind not in ALLOWED[element])
        yield from (
            ("unsupported-event", element, old, triggered(element, old, kind)) for kind in refused
        )


FAULTS = list(faults())


@pytest.mark.parametrize(("rule", "element", "old", "new"), FAULTS)
def test_a_fault_is_found_and_named_at_its_element(faulty, rule, element, old, new):
    found = faulty(rule, element, old, new)

    assert len(found) >= 1
    assert all(f.message_zh and f.message_en and f.hint_zh and f.hint_en for f in found)
