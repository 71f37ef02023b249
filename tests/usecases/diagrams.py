"""Small processes for the tests of the use cases, each about one thing."""

import itertools
from collections.abc import Mapping


def bpmn(
    key: str, body: str, *, settings: Mapping[str, str] | None = None, more: str = ""
) -> bytes:
    """Wrap flow elements into a file with one executable process; `more` stands beside it."""
    properties = "".join(
        f'<zeebe:property name="{name}" value="{value}"/>'
        for name, value in (settings or {}).items()
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:modeler="http://camunda.org/schema/modeler/1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0"
  id="Definitions_{key}" targetNamespace="http://guanjia.example/test">
  {more}
  <process id="{key}" name="{key} 流程" isExecutable="true">
    <extensionElements><zeebe:properties>{properties}</zeebe:properties></extensionElements>
    {body}
  </process>
</definitions>""".encode()


def flow(source: str, target: str, condition: str = "") -> str:
    inner = (
        f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>'
        if condition
        else ""
    )
    return f'<sequenceFlow id="F_{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def path(*elements: str) -> str:
    """Connect elements in this order."""
    return "".join(flow(a, b) for a, b in itertools.pairwise(elements))


def user(
    id_: str,
    *,
    groups: str = "staff",
    form: str = "",
    settings: Mapping[str, str] | None = None,
    extensions: str = "",
    inner: str = "",
) -> str:
    properties = "".join(
        f'<zeebe:property name="{name}" value="{value}"/>'
        for name, value in (settings or {}).items()
    )
    return f"""<userTask id="{id_}" name="{id_}"><documentation>请办理</documentation><extensionElements>
      <zeebe:userTask/>
      {f'<zeebe:assignmentDefinition candidateGroups="{groups}"/>' if groups else ""}
      {f'<zeebe:formDefinition formId="{form}"/>' if form else ""}
      {extensions}
      <zeebe:properties>{properties}</zeebe:properties>
    </extensionElements>{inner}</userTask>"""


START = '<startEvent id="StartEvent_1"/>'
END = '<endEvent id="End_1"/>'

REQUEST = bpmn(
    "request",
    START
    + user("UT_Fill", form="request_fill")
    + user(
        "UT_Approve",
        groups="managers",
        form="request_approve",
        settings={
            "gj:exclude": "done(UT_Fill)",
            "gj:rights": "{&quot;room&quot;: &quot;read&quot;, &quot;approved&quot;: &quot;required&quot;, &quot;secret&quot;: &quot;hidden&quot;}",
        },
    )
    + '<exclusiveGateway id="G_1" default="F_G_1_UT_Fill"/>'
    + END
    + path("StartEvent_1", "UT_Fill", "UT_Approve", "G_1")
    + flow("G_1", "End_1", "=approved = true")
    + flow("G_1", "UT_Fill"),
    settings={
        "gj:number": "RQ",
        "gj:title": "=room + &quot; &quot; + (if is defined(reason) then reason else &quot;&quot;)",
        "gj:search": "room, reason",
        "gj:uniqueKey": "true",
    },
)
"""Fill in, approve or fill in again; named and found by its room."""

PARALLEL = bpmn(
    "parallel",
    START
    + '<parallelGateway id="G_Split"/><parallelGateway id="G_Join"/>'
    + user("UT_A")
    + user("UT_B")
    + END
    + path("StartEvent_1", "G_Split", "UT_A", "G_Join", "End_1")
    + path("G_Split", "UT_B", "G_Join"),
)

CALLED = bpmn(
    "called",
    START
    + user("UT_Sub")
    + '<exclusiveGateway id="G_Sub" default="F_G_Sub_End_1"/>'
    + END
    + '<endEvent id="End_Error"><errorEventDefinition id="ED_1" errorRef="Error_1"/></endEvent>'
    + path("StartEvent_1", "UT_Sub", "G_Sub", "End_1")
    + flow("G_Sub", "End_Error", "=if is defined(broken) then broken else false"),
    more='<error id="Error_1" name="坏了" errorCode="BROKEN"/>',
)

CALLER = bpmn(
    "caller",
    START
    + """<callActivity id="CA_Sub" name="子流程"><extensionElements>
      <zeebe:calledElement processId="called" propagateAllParentVariables="false" propagateAllChildVariables="false"/>
      <zeebe:ioMapping><zeebe:input source="=room" target="room"/><zeebe:output source="=answer" target="answer"/></zeebe:ioMapping>
    </extensionElements></callActivity>
    <boundaryEvent id="B_Error" attachedToRef="CA_Sub"><errorEventDefinition id="ED_2" errorRef="Error_2"/></boundaryEvent>
    <boundaryEvent id="B_Stop" attachedToRef="CA_Sub"><messageEventDefinition id="ED_3" messageRef="Msg_Stop"/></boundaryEvent>"""
    + user("UT_After")
    + user("UT_Failed")
    + user("UT_Stopped")
    + END
    + '<endEvent id="End_2"/><endEvent id="End_3"/>'
    + path("StartEvent_1", "CA_Sub", "UT_After", "End_1")
    + path("B_Error", "UT_Failed", "End_2")
    + path("B_Stop", "UT_Stopped", "End_3"),
    settings={"gj:number": "CL"},
    more="""<error id="Error_2" name="坏了" errorCode="BROKEN"/>
    <message id="Msg_Stop" name="Msg_Stop"><extensionElements><zeebe:subscription correlationKey="=case.number"/></extensionElements></message>""",
)

STRAIGHT_THROUGH = bpmn("through", START + END + path("StartEvent_1", "End_1"))

RECURSIVE = bpmn(
    "recursive",
    START
    + '<callActivity id="CA_Self"><extensionElements><zeebe:calledElement processId="recursive"/></extensionElements></callActivity>'
    + END
    + path("StartEvent_1", "CA_Self", "End_1"),
)

WITH_DEADLINE = bpmn(
    "with-deadline",
    START
    + user("UT_Work", settings={"gj:due": "natural:PT4H", "gj:onBreach": "escalation"})
    + END
    + path("StartEvent_1", "UT_Work", "End_1"),
    settings={"gj:number": "WD"},
)

ESCALATION = bpmn(
    "escalation",
    START + user("UT_Decide", groups="managers") + END + path("StartEvent_1", "UT_Decide", "End_1"),
)

WITH_TIMERS = bpmn(
    "with-timers",
    START
    + '<intermediateCatchEvent id="T_Wait"><timerEventDefinition id="TD_1"><timeDuration xsi:type="tFormalExpression">PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>'
    + user("UT_Work")
    + '<boundaryEvent id="T_Remind" attachedToRef="UT_Work" cancelActivity="false"><timerEventDefinition id="TD_2"><timeCycle xsi:type="tFormalExpression">R3/PT1H</timeCycle></timerEventDefinition></boundaryEvent>'
    + END
    + '<endEvent id="End_Reminded"/>'
    + path("StartEvent_1", "T_Wait", "UT_Work", "End_1")
    + path("T_Remind", "End_Reminded"),
)

MESSAGES = """<message id="Msg_Answer" name="Msg_Answer"><extensionElements><zeebe:subscription correlationKey="=order"/></extensionElements></message>
<message id="Msg_New" name="Msg_New"/>"""

WAITS_FOR_MESSAGE = bpmn(
    "waits",
    START
    + '<intermediateCatchEvent id="M_Answer"><messageEventDefinition id="MD_1" messageRef="Msg_Answer"/></intermediateCatchEvent>'
    + user("UT_After")
    + END
    + path("StartEvent_1", "M_Answer", "UT_After", "End_1"),
    more=MESSAGES,
)

STARTS_BY_MESSAGE = bpmn(
    "by-message",
    '<startEvent id="M_New"><messageEventDefinition id="MD_2" messageRef="Msg_New"/></startEvent>'
    + START
    + user("UT_Look")
    + END
    + path("M_New", "UT_Look", "End_1")
    + path("StartEvent_1", "UT_Look"),
    more=MESSAGES,
)

SENDS_MESSAGES = bpmn(
    "sends",
    START
    + """<intermediateThrowEvent id="M_Send"><extensionElements><zeebe:ioMapping><zeebe:input source="=text" target="text"/></zeebe:ioMapping></extensionElements>
    <messageEventDefinition id="MD_3" messageRef="Msg_Answer"/></intermediateThrowEvent>"""
    + END
    + path("StartEvent_1", "M_Send", "End_1"),
    more=MESSAGES,
)

SIGNALS = '<signal id="Sig_Alarm" name="Sig_Alarm"/>'

HEARS_SIGNAL = bpmn(
    "hears",
    START
    + '<intermediateCatchEvent id="S_Alarm"><signalEventDefinition id="SD_1" signalRef="Sig_Alarm"/></intermediateCatchEvent>'
    + user("UT_React")
    + END
    + path("StartEvent_1", "S_Alarm", "UT_React", "End_1"),
    more=SIGNALS,
)

STARTS_BY_SIGNAL = bpmn(
    "by-signal",
    '<startEvent id="S_Start"><signalEventDefinition id="SD_2" signalRef="Sig_Alarm"/></startEvent>'
    + user("UT_Log")
    + END
    + path("S_Start", "UT_Log", "End_1"),
    more=SIGNALS,
)

THROWS_SIGNAL = bpmn(
    "throws",
    START
    + '<endEvent id="End_Alarm"><signalEventDefinition id="SD_3" signalRef="Sig_Alarm"/></endEvent>'
    + path("StartEvent_1", "End_Alarm"),
    more=SIGNALS,
)

STARTS_DAILY = bpmn(
    "daily",
    '<startEvent id="T_Daily"><timerEventDefinition id="TD_3"><timeCycle xsi:type="tFormalExpression">R/P1D</timeCycle></timerEventDefinition></startEvent>'
    + user("UT_Round")
    + END
    + path("T_Daily", "UT_Round", "End_1"),
)

WITH_JOB = bpmn(
    "with-job",
    START
    + '<serviceTask id="ST_Look"><extensionElements><zeebe:taskDefinition type="look-up" retries="2"/><zeebe:taskHeaders><zeebe:header key="where" value="register"/></zeebe:taskHeaders></extensionElements></serviceTask>'
    + '<boundaryEvent id="B_Unknown" attachedToRef="ST_Look"><errorEventDefinition id="ED_4" errorRef="Error_U"/></boundaryEvent>'
    + user("UT_Known")
    + user("UT_Unknown")
    + END
    + '<endEvent id="End_2"/>'
    + path("StartEvent_1", "ST_Look", "UT_Known", "End_1")
    + path("B_Unknown", "UT_Unknown", "End_2"),
    more='<error id="Error_U" name="unknown" errorCode="UNKNOWN"/>',
)

WITH_CONDITION = bpmn(
    "with-condition",
    START
    + '<exclusiveGateway id="G_1" default="F_G_1_End_1"/>'
    + user("UT_Big")
    + END
    + '<endEvent id="End_2"/>'
    + path("StartEvent_1", "G_1")
    + flow("G_1", "End_1")
    + flow("G_1", "UT_Big", "=amount &gt; 1000")
    + path("UT_Big", "End_2"),
)
"""A gateway that cannot decide without an amount."""

WITH_ESCALATION = bpmn(
    "with-escalation",
    START
    + user("UT_Work")
    + '<boundaryEvent id="B_Up" attachedToRef="UT_Work" cancelActivity="false"><escalationEventDefinition id="EsD_1" escalationRef="Esc_1"/></boundaryEvent>'
    + '<boundaryEvent id="B_Bad" attachedToRef="UT_Work"><errorEventDefinition id="ED_5" errorRef="Error_B"/></boundaryEvent>'
    + user("UT_Boss", groups="managers")
    + user("UT_Mend", groups="managers")
    + END
    + '<endEvent id="End_2"/><endEvent id="End_3"/>'
    + path("StartEvent_1", "UT_Work", "End_1")
    + path("B_Up", "UT_Boss", "End_2")
    + path("B_Bad", "UT_Mend", "End_3"),
    more='<escalation id="Esc_1" name="上报" escalationCode="UP"/><error id="Error_B" name="bad" errorCode="BAD"/>',
)

REQUEST_FILL = """{"id": "request_fill", "title": "申请",
  "schema": {"type": "object", "required": ["room"], "additionalProperties": false, "properties": {
    "room": {"type": "string", "title": "房号", "pattern": "^[0-9-]+$"},
    "reason": {"type": "string", "title": "事由"},
    "amount": {"type": "integer", "title": "金额"},
    "secret": {"type": "string", "title": "内部"}}},
  "ui": {"order": ["room", "reason", "amount", "secret"], "fields": {
    "room": {"widget": "text"}, "reason": {"widget": "text"},
    "amount": {"widget": "number"}, "secret": {"widget": "text"}}},
  "i18n": {"en": {"fields": {"room": "room", "reason": "reason", "amount": "amount", "secret": "secret"},
    "messages": {"amount.limit": "at most 100"}}},
  "x-rules": [{"id": "limit", "path": "amount",
    "when": "= if amount = null then true else amount <= 100", "message": "金额不得超过100"}]}""".encode()

REQUEST_APPROVE = """{"id": "request_approve", "title": "审批",
  "schema": {"type": "object", "properties": {
    "room": {"type": "string", "title": "房号"},
    "approved": {"type": "boolean", "title": "同意"},
    "secret": {"type": "string", "title": "内部"}}},
  "ui": {"order": ["room", "approved", "secret"], "fields": {
    "room": {"widget": "text"}, "approved": {"widget": "switch"}, "secret": {"widget": "text"}}},
  "i18n": {"en": {"fields": {"room": "room", "approved": "approved", "secret": "secret"}}}}""".encode()

REQUEST_FORMS = {"request_fill": REQUEST_FILL, "request_approve": REQUEST_APPROVE}
