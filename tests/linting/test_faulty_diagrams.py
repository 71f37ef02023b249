"""One fault at a time in a diagram without faults: each is found and named at its element.

A row is (rule, element, what stands in the good diagram, what stands there instead).
Here: what the standard says in prose, a row at least for every constraint of `engine.linting`.
"""

import re

import pytest

from engine.linting import CONSTRAINTS

DRAWN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:test"
 xmlns:D="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:C="http://www.omg.org/spec/DD/20100524/DC"
 xmlns:I="http://www.omg.org/spec/DD/20100524/DI" id="defs">
<process id="p" isExecutable="true"><startEvent id="s"/><task id="a"/><endEvent id="e"/>[s-a][a-e]</process>
<D:BPMNDiagram id="d"><D:BPMNPlane id="plane" bpmnElement="p">
<D:BPMNShape id="S_s" bpmnElement="s"><C:Bounds x="0" y="0" width="36" height="36"/><D:BPMNLabel id="label" labelStyle="style"/></D:BPMNShape>
<D:BPMNShape id="S_a" bpmnElement="a"><C:Bounds x="90" y="0" width="100" height="80"/></D:BPMNShape>
<D:BPMNShape id="S_e" bpmnElement="e"><C:Bounds x="250" y="0" width="36" height="36"/></D:BPMNShape>
<D:BPMNEdge id="E_1" bpmnElement="s-a" sourceElement="S_s" targetElement="S_a"><I:waypoint x="36" y="18"/><I:waypoint x="90" y="18"/></D:BPMNEdge>
<D:BPMNEdge id="E_2" bpmnElement="a-e"><I:waypoint x="190" y="18"/><I:waypoint x="250" y="18"/></D:BPMNEdge>
</D:BPMNPlane><D:BPMNLabelStyle id="style"><C:Font name="x" size="9"/></D:BPMNLabelStyle></D:BPMNDiagram></definitions>"""

# (clause and rule, element, the reference as it stands); the fault is that it names nothing
REFERENCES = [
    ("10.4.1-data-object-reference-data-object-ref", "dref", 'dataObjectRef="obj"'),
    ("10.4.1-data-input-association-source-ref", "dia", "<sourceRef>dref</sourceRef>"),
    ("10.4.1-data-input-association-target-ref", "dia", "<targetRef>din</targetRef>"),
    ("10.4.1-data-output-association-source-ref", "doa", "<sourceRef>dout</sourceRef>"),
    ("10.4.1-data-output-association-target-ref", "doa", "<targetRef>dref</targetRef>"),
    ("10.4.1-input-set-data-input-refs", "is", "<dataInputRefs>din</dataInputRefs>"),
    ("10.4.1-input-set-output-set-refs", "is", "<outputSetRefs>os</outputSetRefs>"),
    ("10.4.1-output-set-data-output-refs", "os", "<dataOutputRefs>dout</dataOutputRefs>"),
    ("10.4.1-output-set-input-set-refs", "os", "<inputSetRefs>is</inputSetRefs>"),
    ("8.4.10-data-object-item-subject-ref", "obj", 'id="obj" itemSubjectRef="t:Item"'),
    ("8.4.10-data-input-item-subject-ref", "din", 'id="din" itemSubjectRef="t:Item"'),
    ("8.4.10-data-output-item-subject-ref", "dout", 'id="dout" itemSubjectRef="t:Item"'),
    ("8.4.10-data-store-item-subject-ref", "store", 'id="store" itemSubjectRef="t:Item"'),
    ("8.4.10-property-item-subject-ref", "pp", 'id="pp" itemSubjectRef="t:Item"'),
    ("8.4.11-message-item-ref", "M", 'itemRef="t:Item"'),
    ("8.4.3-error-structure-ref", "E", 'errorCode="E1" structureRef="t:Item"'),
    ("8.4.4-escalation-structure-ref", "X", 'escalationCode="X1" structureRef="t:Item"'),
    ("10.5.5-signal-structure-ref", "S", 'name="火警" structureRef="t:Item"'),
    ("9.4-message-flow-source-ref", "mf2", 'sourceRef="send"'),
    ("9.4-message-flow-target-ref", "mf1", 'targetRef="start"'),
    ("9.4-message-flow-message-ref", "mf1", 'targetRef="start" messageRef="t:M"'),
    ("9.3-participant-association-inner-participant-ref", "pa", "<innerParticipantRef>P</innerParticipantRef>"),
    ("9.3-participant-association-outer-participant-ref", "pa", "<outerParticipantRef>Q</outerParticipantRef>"),
    ("9.5-conversation-link-source-ref", "cl", 'id="cl" sourceRef="talk"'),
    ("9.5-conversation-link-target-ref", "cl", 'sourceRef="talk" targetRef="Q"'),
    ("10.5.5-message-event-definition-operation-ref", "start", "<operationRef>t:op</operationRef>"),
    ("8.5-operation-in-message-ref", "op", "<inMessageRef>t:M</inMessageRef>"),
    ("8.5-operation-out-message-ref", "op", "<outMessageRef>t:M2</outMessageRef>"),
    ("8.5-operation-error-ref", "op", "<errorRef>t:E</errorRef>"),
    ("10.2-process-definitional-collaboration-ref", "p", 'definitionalCollaborationRef="collab"'),
    ("8.4.1-group-category-value-ref", "grp", 'categoryValueRef="t:value"'),
    ("8.4.1-association-source-ref", "assoc", 'sourceRef="note"'),
    ("8.4.1-association-target-ref", "assoc", 'sourceRef="note" targetRef="user"'),
    ("8.4.2-correlation-subscription-correlation-key-ref", "cs", 'correlationKeyRef="t:ck"'),
    ("8.4.2-correlation-property-binding-correlation-property-ref", "cs", '<correlationPropertyBinding correlationPropertyRef="t:prop"'),
    ("8.4.2-correlation-key-correlation-property-ref", "ck", "<correlationPropertyRef>t:prop</correlationPropertyRef>"),
    ("8.4.2-correlation-property-retrieval-expression-message-ref", "prop", 'Expression messageRef="t:M"'),
]  # fmt: skip
ADDED_REFERENCES = [
    ("10.4.1-input-set-optional-input-refs", "is", "<outputSetRefs>os", "<optionalInputRefs>no</optionalInputRefs><outputSetRefs>os"),
    ("10.4.1-input-set-while-executing-input-refs", "is", "<outputSetRefs>os", "<whileExecutingInputRefs>no</whileExecutingInputRefs><outputSetRefs>os"),
    ("10.4.1-output-set-optional-output-refs", "os", "<inputSetRefs>is", "<optionalOutputRefs>no</optionalOutputRefs><inputSetRefs>is"),
    ("10.4.1-output-set-while-executing-output-refs", "os", "<inputSetRefs>is", "<whileExecutingOutputRefs>no</whileExecutingOutputRefs><inputSetRefs>is"),
    ("10.4.1-data-store-reference-data-store-ref", "dsr", '<dataObject id="obj"', '<dataStoreReference id="dsr" dataStoreRef="t:no"/><dataObject id="obj"'),
    ("10.3.3-service-task-operation-ref", "service", '<serviceTask id="service"', '<serviceTask id="service" operationRef="t:no"'),
    ("10.3.3-send-task-operation-ref", "send", '<sendTask id="send"', '<sendTask id="send" operationRef="t:M"'),
    ("10.3.3-receive-task-operation-ref", "receive", '<receiveTask id="receive"', '<receiveTask id="receive" operationRef="no"'),
    ("10.2-process-supports", "p", '</process>\n<process id="picture"', '<supports>no</supports></process>\n<process id="picture"'),
    ("10.8-lane-partition-element-ref", "K", '<lane id="K"', '<lane id="K" partitionElementRef="no"'),
    ("8.4.12-performer-resource-ref", "user", "<targetRef>dref</targetRef></dataOutputAssociation>", "<targetRef>dref</targetRef></dataOutputAssociation><performer><resourceRef>t:no</resourceRef></performer>"),
    ("8.4.12-human-performer-resource-ref", "user", "<targetRef>dref</targetRef></dataOutputAssociation>", "<targetRef>dref</targetRef></dataOutputAssociation><humanPerformer><resourceRef>t:no</resourceRef></humanPerformer>"),
    ("8.4.12-potential-owner-resource-ref", "user", "<targetRef>dref</targetRef></dataOutputAssociation>", "<targetRef>dref</targetRef></dataOutputAssociation><potentialOwner><resourceRef>t:no</resourceRef></potentialOwner>"),
    ("8.4.12-resource-parameter-binding-parameter-ref", "user", "<targetRef>dref</targetRef></dataOutputAssociation>", '<targetRef>dref</targetRef></dataOutputAssociation><performer><resourceRef>t:res</resourceRef><resourceParameterBinding parameterRef="t:no"><expression/></resourceParameterBinding></performer>'),
    ("10.3.8-multi-instance-loop-characteristics-one-behavior-event-ref", "multi", 'id="mi"', 'id="mi" oneBehaviorEventRef="t:no"'),
    ("10.3.8-multi-instance-loop-characteristics-none-behavior-event-ref", "multi", 'id="mi"', 'id="mi" noneBehaviorEventRef="t:no"'),
]  # fmt: skip
DRAWING = [
    ("bpmn-12.2-bpmnshape-bpmn-element", "S_a", 'bpmnElement="a"', 'bpmnElement="no"'),
    ("bpmn-12.2-bpmnedge-bpmn-element", "E_2", 'bpmnElement="a-e"', 'bpmnElement="no"'),
    ("bpmn-12.2-bpmnplane-bpmn-element", "plane", 'bpmnElement="p"', 'bpmnElement="no"'),
    ("bpmn-12.2-bpmnedge-source-element", "E_1", 'sourceElement="S_s"', 'sourceElement="no"'),
    ("bpmn-12.2-bpmnedge-target-element", "E_1", 'targetElement="S_a"', 'targetElement="label"'),
    ("bpmn-12.2-bpmnlabel-label-style", "label", 'labelStyle="style"', 'labelStyle="no"'),
    ("bpmn-12.2-not-drawn", "a", 'bpmnElement="a"', 'bpmnElement="p"'),
    ("bpmn-12.2-not-drawn", "a-e", 'bpmnElement="a-e"', 'bpmnElement="s-a"'),
    ("bpmn-12.2-drawn-twice", "S_a", 'bpmnElement="a"', 'bpmnElement="s"'),
    ("bpmn-12.2-shape-of-flow", "S_a", 'bpmnElement="a"', 'bpmnElement="a-e"'),
    ("bpmn-12.2-edge-of-node", "E_2", 'bpmnElement="a-e"', 'bpmnElement="a"'),
    ("bpmn-12.2-size", "S_e", 'x="250" y="0" width="36"', 'x="250" y="0" width="0"'),
    ("bpmn-12.2-size", "S_e", 'x="250" y="0" width="36"', 'x="250" y="0" width="wide"'),
]  # fmt: skip
STATED = [
    ("bpmn-8.2-import", "defs", '<itemDefinition id="Item"/>', '<import importType="x" location="y" namespace="z"/><itemDefinition id="Item"/>'),
    ("bpmn-8.2-expression-language", "defs", 'id="defs"', 'id="defs" expressionLanguage="http://www.w3.org/1999/XPath"'),
    ("bpmn-8.3-must-understand", "defs", '<itemDefinition id="Item"/>', '<extension mustUnderstand="true" definition="x"/><itemDefinition id="Item"/>'),
    ("bpmn-8.4.6-language", "multi", "<completionCondition>", '<completionCondition xsi:type="tFormalExpression" language="python">'),
    ("bpmn-8.4.6-language", "vote", "<loopCardinality>", '<loopCardinality xsi:type="tFormalExpression" language="juel">'),
    ("bpmn-8.4.6-language", "late", "<timeDuration>", '<timeDuration xsi:type="tFormalExpression" language="juel">'),
    ("bpmn-8.4.6-language", "gt", "<timeDate>", '<timeDate xsi:type="tFormalExpression" language="juel">'),
    ("bpmn-8.4.6-language", "often", "<timeCycle>", '<timeCycle xsi:type="tFormalExpression" language="juel">'),
    ("bpmn-10.2-public-executable", "p", 'processType="Private"', 'processType="Public"'),
    ("bpmn-10.3-start-quantity", "user", '<userTask id="user"', '<userTask id="user" startQuantity="0"'),
    ("bpmn-10.3-start-quantity", "sub", '<subProcess id="sub"', '<subProcess id="sub" startQuantity="1000"'),
    ("bpmn-10.3-completion-quantity", "call", '<callActivity id="call"', '<callActivity id="call" completionQuantity="-3"'),
    ("bpmn-10.3-completion-quantity", "script", '<scriptTask id="script"', '<scriptTask id="script" completionQuantity="two"'),
    ("bpmn-10.3.3-receive-instantiate", "receive", '<receiveTask id="receive"', '<receiveTask id="receive" instantiate="true"'),
    ("bpmn-10.3.3-script-beside", "script", "</scriptTask>", "<script>x = 1</script></scriptTask>"),
    ("bpmn-10.3.3-script-missing", "script", '<zeebe:script expression="= 1 + 1" resultVariable="n"/>', ""),
    ("bpmn-10.3.4-resource-role", "user", "<targetRef>dref</targetRef></dataOutputAssociation>", "<targetRef>dref</targetRef></dataOutputAssociation><potentialOwner><resourceAssignmentExpression><formalExpression>${manager}</formalExpression></resourceAssignmentExpression></potentialOwner>"),
    ("bpmn-10.3.4-rendering", "user", "<targetRef>dref</targetRef></dataOutputAssociation>", "<targetRef>dref</targetRef></dataOutputAssociation><rendering/>"),
    ("bpmn-10.3.6-called-twice", "call", '<callActivity id="call"', '<callActivity id="call" calledElement="another"'),
    ("bpmn-10.5.5-compensate-event-definition-activity-ref", "end", "<terminateEventDefinition/>", '<compensateEventDefinition activityRef="nowhere"/>'),
    ("bpmn-10.7-compensate-activity", "end", "<terminateEventDefinition/>", '<compensateEventDefinition activityRef="user"/>'),
    ("bpmn-10.7-compensate-activity", "up", '<escalationEventDefinition escalationRef="X2"/></endEvent>[s2', '<compensateEventDefinition activityRef="sub"/></endEvent>[s2'),
    ("bpmn-10.3.5-ad-hoc-activity", "x", "[merge-end]", '<adHocSubProcess id="x"/>[merge-x][x-end]'),
    ("bpmn-10.3.5-ad-hoc-start", "xs", "[merge-end]", '<adHocSubProcess id="x"><startEvent id="xs"/><task id="xt"/>[xs-xt]</adHocSubProcess>[merge-x][x-end]'),
    ("bpmn-10.3.5-ad-hoc-end", "xe", "[merge-end]", '<adHocSubProcess id="x"><task id="xt"/><endEvent id="xe"/>[xt-xe]</adHocSubProcess>[merge-x][x-end]'),
    ("bpmn-10.3.8-behavior", "multi", 'id="mi"', 'id="mi" behavior="Some"'),
    ("bpmn-10.3.8-behavior", "vote", 'id="mj"', 'id="mj" behavior="none"'),
    ("bpmn-10.3.8-complex-behavior", "multi", 'id="mi"', 'id="mi" behavior="Complex"'),
    ("bpmn-10.3.8-complex-behavior", "vote", 'isSequential="true"><loopCardinality>3</loopCardinality>', 'behavior="Complex"><loopCardinality>3</loopCardinality><complexBehaviorDefinition><condition>= true</condition></complexBehaviorDefinition>'),
    ("bpmn-10.3.8-behavior-event", "multi", 'id="mi"', 'id="mi" behavior="One" oneBehaviorEventRef="S"'),
    ("bpmn-10.3.8-behavior-event", "vote", 'isSequential="true"><loopCardinality>3</loopCardinality>', 'behavior="Complex"><loopCardinality>3</loopCardinality><complexBehaviorDefinition><condition>= true</condition><event id="thrownby"><terminateEventDefinition/></event></complexBehaviorDefinition>'),
    ("bpmn-10.3.8-loop-data", "dx", '<multiInstanceLoopCharacteristics id="mj" isSequential="true"><loopCardinality>3</loopCardinality>', '<dataInputAssociation id="dx"><sourceRef>dref</sourceRef><targetRef>obj</targetRef><assignment><from>a</from><to>obj</to></assignment></dataInputAssociation><multiInstanceLoopCharacteristics id="mj" isSequential="true"><loopDataInputRef>obj</loopDataInputRef>'),
    ("bpmn-10.3.8-loop-data", "dx", '<multiInstanceLoopCharacteristics id="mj" isSequential="true"><loopCardinality>3</loopCardinality>', '<dataOutputAssociation id="dx"><sourceRef>dz</sourceRef><targetRef>dref</targetRef><transformation>1</transformation></dataOutputAssociation><multiInstanceLoopCharacteristics id="mj" isSequential="true"><loopDataInputRef>obj</loopDataInputRef><loopDataOutputRef>dz</loopDataOutputRef>'),
    ("multi-instance-element", "vote", "<loopCardinality>3</loopCardinality>", '<loopCardinality>3</loopCardinality><inputDataItem id="i"/>'),
    ("bpmn-10.3.8-cardinality-and-collection", "vote", "<loopCardinality>3</loopCardinality>", "<loopCardinality>3</loopCardinality><loopDataInputRef>obj</loopDataInputRef>"),
    ("bpmn-10.3.8-cardinality-and-collection", "multi", "<completionCondition>= count", "<loopCardinality>3</loopCardinality><completionCondition>= count"),
    ("bpmn-10.3.8-cardinality-number", "vote", "<loopCardinality>3", "<loopCardinality>-1"),
    ("bpmn-10.3.8-cardinality-number", "vote", "<loopCardinality>3", "<loopCardinality>1.5"),
    ("bpmn-10.3.8-loop-endless", "service", "</serviceTask>", "<standardLoopCharacteristics/></serviceTask>"),
    ("bpmn-10.3.8-loop-maximum", "service", "</serviceTask>", '<standardLoopCharacteristics loopMaximum="0"/></serviceTask>'),
    ("multi-instance-element", "multi", 'inputCollection="= people"', ""),
    ("bpmn-10.5.1-event-definition-ref", "end", "<terminateEventDefinition/>", "<eventDefinitionRef>t:x</eventDefinitionRef>"),
    ("bpmn-10.5.1-event-definition-ref", "waited", '<signalEventDefinition signalRef="S"/>', "<eventDefinitionRef>t:x</eventDefinitionRef>"),
    ("bpmn-10.5.1-parallel-multiple", "waited", '<intermediateCatchEvent id="waited"', '<intermediateCatchEvent id="waited" parallelMultiple="true"'),
    ("bpmn-10.5.1-parallel-multiple", "start", '<startEvent id="start"', '<startEvent id="start" parallelMultiple="true"'),
    ("bpmn-10.5.2-start-condition", "start", "[start-user]", "[start-user: = n > 1]"),
    ("bpmn-10.5.2-is-interrupting", "start", '<startEvent id="start"', '<startEvent id="start" isInterrupting="false"'),
    ("bpmn-10.5.2-is-interrupting", "s2", '<startEvent id="s2"', '<startEvent id="s2" isInterrupting="false"'),
    ("start-form-hidden", "start", '<startEvent id="start">', '<startEvent id="start"><extensionElements><zeebe:formDefinition formId="register"/></extensionElements>'),
    ("bpmn-10.5.4-event-condition", "waited", "[waited-multi]", "[waited-multi: = n > 1]"),
    ("bpmn-10.5.4-event-condition", "thrown", "[thrown-waited]", "[thrown-waited: = n > 1]"),
    ("bpmn-10.5.4-event-condition", "failed", "[failed-merge]", "[failed-merge: = n > 1]"),
    ("bpmn-10.5.5-link-name", "jump", '"jump"><linkEventDefinition name="A"/>', '"jump"><linkEventDefinition name=" "/>'),
    ("bpmn-10.5.5-link-name", "land", '"land"><linkEventDefinition name="A"/>', '"land"><linkEventDefinition name=""/>'),
    ("timer-at-once", "late", "PT4H", "PT0S"),
    ("timer-at-once", "late", "PT4H", "P0D"),
    ("timer-never", "often", "R3/PT1H", "R0/PT1H"),
    ("bpmn-10.5.6-caught-twice", "failed2", '<boundaryEvent id="told"', '<boundaryEvent id="failed2" attachedToRef="user"><errorEventDefinition errorRef="E"/></boundaryEvent><boundaryEvent id="told"'),
    ("bpmn-10.5.6-caught-twice", "told", '<sendTask id="remind"', '<boundaryEvent id="told2" attachedToRef="user"><escalationEventDefinition escalationRef="X"/></boundaryEvent><sendTask id="remind"'),
    ("bpmn-10.5.6-handled-twice", "esp2", '<startEvent id="s4"><errorEventDefinition errorRef="E"/>', '<startEvent id="s4"><messageEventDefinition messageRef="M"/>'),
    ("bpmn-10.5.6-error-unheard", "bad", 'id="caught" attachedToRef="sub"><errorEventDefinition errorRef="E2"', 'id="caught" attachedToRef="sub"><errorEventDefinition errorRef="E"'),
    ("bpmn-10.5.6-escalation-unheard", "up", '<escalationEventDefinition escalationRef="X2"/></boundaryEvent>', '<escalationEventDefinition escalationRef="X"/></boundaryEvent>'),
    ("bpmn-10.5.6-never-thrown", "caught", '<endEvent id="bad"><errorEventDefinition errorRef="E2"/></endEvent>', '<endEvent id="bad"/>'),
    ("bpmn-10.5.6-never-thrown", "heard", '<endEvent id="up"><escalationEventDefinition escalationRef="X2"/></endEvent>', '<endEvent id="up"/>'),
    ("bpmn-8.4.11-message-twice", "M3", '<signal id="S"', '<message id="M3" name="通知"/><signal id="S"'),
    ("bpmn-10.5.5-signal-twice", "S2", '<error id="E"', '<signal id="S2" name="火警"/><error id="E"'),
    ("bpmn-8.4.3-error-twice", "E2", 'errorCode="E2"', 'errorCode="E1"'),
    ("bpmn-8.4.4-escalation-twice", "X2", 'escalationCode="X2"', 'escalationCode="X1"'),
    ("bpmn-8.4.13-incoming-listed", "user", "<incoming>start-user", "<incoming>user-fork"),
    ("bpmn-8.4.13-outgoing-listed", "user", "<outgoing>user-fork", "<outgoing>start-user"),
    ("bpmn-8.4.13-flow-twice", "again", "[user-fork]", '[user-fork]<sequenceFlow id="again" sourceRef="user" targetRef="fork"/>'),
    ("bpmn-8.4.9-converging", "fork", '"fork" gatewayDirection="Diverging"', '"fork" gatewayDirection="Converging"'),
    ("bpmn-8.4.9-diverging", "join", '"join" gatewayDirection="Converging"', '"join" gatewayDirection="Diverging"'),
    ("bpmn-8.4.9-mixed", "choice", 'gatewayDirection="Diverging"/>\n <intermediateThrow', 'gatewayDirection="Mixed"/>\n <intermediateThrow'),
    ("bpmn-8.4.9-gateway-idle", "idle", "[merge-end]", '<exclusiveGateway id="idle"/>[merge-idle][idle-end]'),
    ("bpmn-10.6.6-instantiate", "ebg", '<eventBasedGateway id="ebg"', '<eventBasedGateway id="ebg" instantiate="true"'),
    ("bpmn-10.6.6-parallel-type", "ebg", '<eventBasedGateway id="ebg"', '<eventBasedGateway id="ebg" eventGatewayType="Parallel"'),
    ("bpmn-10.6.6-parallel-messages", "ebg", '<eventBasedGateway id="ebg"', '<eventBasedGateway id="ebg" instantiate="true" eventGatewayType="Parallel"'),
    ("bpmn-10.6.6-message-and-receive", "ebg", "[merge-end]", '[merge-end]<receiveTask id="r" messageRef="M"/>[ebg-r][r-merge]'),
    ("bpmn-10.6.6-receive-boundary", "ebg", "[merge-end]", '[merge-end]<receiveTask id="r" messageRef="M"/><boundaryEvent id="rb" attachedToRef="r"><signalEventDefinition signalRef="S"/></boundaryEvent>[rb-merge][ebg-r][r-merge]'),
    ("bpmn-10.4.1-data-object-scope", "dref", 'dataObjectRef="obj"', 'dataObjectRef="inner"'),
    ("bpmn-10.4.2-one-source", "dia", "<sourceRef>dref</sourceRef>", "<sourceRef>dref</sourceRef><sourceRef>obj</sourceRef>"),
    ("bpmn-7.6.2-message-flow-source", "mf2", 'sourceRef="send"', 'sourceRef="fork"'),
    ("bpmn-7.6.2-message-flow-source", "mf2", 'sourceRef="send"', 'sourceRef="gm"'),
    ("bpmn-7.6.2-message-flow-target", "mf4", 'targetRef="gm"/>', 'targetRef="choice"/>'),
    ("bpmn-7.6.2-message-flow-target", "mf4", 'targetRef="gm"/>', 'targetRef="thrown"/>'),
    ("bpmn-7.6.2-message-flow-one-pool", "mf2", 'sourceRef="send" targetRef="Q"', 'sourceRef="send" targetRef="gm"'),
    ("bpmn-7.6.2-message-flow-one-pool", "mf2", 'sourceRef="send" targetRef="Q"', 'sourceRef="send" targetRef="P"'),
    ("bpmn-9.4-source-trigger", "mf3", 'sourceRef="thrown"', 'sourceRef="jump"'),
    ("bpmn-9.4-target-trigger", "mf4", 'targetRef="gm"/>', 'targetRef="gt"/>'),
    ("bpmn-10.3.3-send-incoming-message", "mf4", 'targetRef="gm"/>', 'targetRef="send"/>'),
    ("bpmn-10.3.3-receive-outgoing-message", "mf3", 'sourceRef="thrown"', 'sourceRef="receive"'),
    ("bpmn-9.3-process-twice", "Q", '<participant id="Q" name="业主"', '<participant id="Q" name="业主" processRef="p"'),
    ("bpmn-9.3-multiplicity", "Q", 'minimum="1" maximum="2"', 'minimum="3" maximum="2"'),
    ("bpmn-9.3-multiplicity", "Q", 'minimum="1" maximum="2"', 'minimum="-1" maximum="2"'),
]  # fmt: skip


def emptied(reference):
    """Let the last name in a reference be one that nothing has."""
    return re.sub(r'(t:)?\w+(</\w+>|"?)$', r"\1nothing\2", reference, count=1)


FAULTS = [
    *((f"bpmn-{rule}", element, old, emptied(old)) for rule, element, old in REFERENCES),
    *((f"bpmn-{rule}", *rest) for rule, *rest in ADDED_REFERENCES),
    *STATED,
]


def test_the_diagrams_without_faults_have_no_findings(good, lint_file):
    assert lint_file(good) == ()
    assert lint_file(DRAWN) == ()


@pytest.mark.parametrize(("rule", "element", "old", "new"), FAULTS)
def test_a_fault_is_found_and_named_at_its_element(faulty, rule, element, old, new):
    found = faulty(rule, element, old, new)

    assert len(found) >= 1
    assert all(f.message_zh and f.message_en and f.hint_zh and f.hint_en for f in found)


@pytest.mark.parametrize(("rule", "element", "old", "new"), DRAWING)
def test_a_fault_of_the_drawing_is_found_and_allows_the_deployment(
    lint_file, rule, element, old, new
):
    found = lint_file(DRAWN.replace(old, new, 1))

    assert [f.severity for f in found if (f.rule, f.element_id) == (rule, element)] == ["warning"]


def test_there_is_a_faulty_diagram_for_every_constraint():
    tried = {row[0] for row in (*FAULTS, *DRAWING)}

    assert {constraint.rule for constraint in CONSTRAINTS} - tried == set()


def test_a_constraint_is_told_apart_by_its_name():
    names = [constraint.rule for constraint in CONSTRAINTS]

    assert len(set(names)) == len(names)


def test_a_picture_is_not_asked_what_an_executable_process_is_asked(good, lint_file):
    picture = good.replace('name="投诉" isExecutable="true"', 'name="投诉" isExecutable="false"')

    assert [f.rule for f in lint_file(picture)] == ["executable-process"]
