"""Constraints: whatever the standard lets one element name exists and is of the named kind."""

import re
from collections.abc import Callable
from typing import Final

from engine.diagram import kinds
from engine.diagram.nodes import bpmn, local, reference, text_of
from engine.diagram.xml import Node
from engine.linting.constraint import Constraint, Source
from engine.linting.facts import Text
from engine.model import Severity

_ITEM: Final = frozenset({"itemDefinition"})
_DATA: Final = frozenset(
    {"dataObject", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput"}
    | {"property", "inputDataItem", "outputDataItem"}
)
_ANY: Final[frozenset[str]] = frozenset()
_DRAWN: Final = frozenset({"BPMNShape", "BPMNEdge", "BPMNPlane"})
_CONVERSING: Final = frozenset(
    {"participant", "conversation", "subConversation", "callConversation"}
)

# (clause, tag, attribute or `/child`, kinds that it may name; none = whatever has an id)
_ATTRIBUTES: Final[tuple[tuple[str, str, str, frozenset[str]], ...]] = (
    ("10.4.1", "dataObjectReference", "dataObjectRef", frozenset({"dataObject"})),
    ("10.4.1", "dataStoreReference", "dataStoreRef", frozenset({"dataStore"})),
    ("10.4.1", "dataInputAssociation", "/sourceRef", _DATA),
    ("10.4.1", "dataInputAssociation", "/targetRef", _DATA),
    ("10.4.1", "dataOutputAssociation", "/sourceRef", _DATA),
    ("10.4.1", "dataOutputAssociation", "/targetRef", _DATA),
    ("10.4.1", "inputSet", "/dataInputRefs", frozenset({"dataInput"})),
    ("10.4.1", "inputSet", "/optionalInputRefs", frozenset({"dataInput"})),
    ("10.4.1", "inputSet", "/whileExecutingInputRefs", frozenset({"dataInput"})),
    ("10.4.1", "inputSet", "/outputSetRefs", frozenset({"outputSet"})),
    ("10.4.1", "outputSet", "/dataOutputRefs", frozenset({"dataOutput"})),
    ("10.4.1", "outputSet", "/optionalOutputRefs", frozenset({"dataOutput"})),
    ("10.4.1", "outputSet", "/whileExecutingOutputRefs", frozenset({"dataOutput"})),
    ("10.4.1", "outputSet", "/inputSetRefs", frozenset({"inputSet"})),
    ("8.4.10", "dataObject", "itemSubjectRef", _ITEM),
    ("8.4.10", "dataInput", "itemSubjectRef", _ITEM),
    ("8.4.10", "dataOutput", "itemSubjectRef", _ITEM),
    ("8.4.10", "dataStore", "itemSubjectRef", _ITEM),
    ("8.4.10", "property", "itemSubjectRef", _ITEM),
    ("8.4.11", "message", "itemRef", _ITEM),
    ("8.4.3", "error", "structureRef", _ITEM),
    ("8.4.4", "escalation", "structureRef", _ITEM),
    ("10.5.5", "signal", "structureRef", _ITEM),
    ("9.4", "messageFlow", "sourceRef", _ANY),
    ("9.4", "messageFlow", "targetRef", _ANY),
    ("9.4", "messageFlow", "messageRef", frozenset({"message"})),
    ("9.3", "participantAssociation", "/innerParticipantRef", frozenset({"participant"})),
    ("9.3", "participantAssociation", "/outerParticipantRef", frozenset({"participant"})),
    ("9.5", "conversationLink", "sourceRef", _CONVERSING | kinds.FLOW_NODES),
    ("9.5", "conversationLink", "targetRef", _CONVERSING | kinds.FLOW_NODES),
    ("10.3.3", "serviceTask", "operationRef", frozenset({"operation"})),
    ("10.3.3", "sendTask", "operationRef", frozenset({"operation"})),
    ("10.3.3", "receiveTask", "operationRef", frozenset({"operation"})),
    ("10.5.5", "messageEventDefinition", "/operationRef", frozenset({"operation"})),
    ("10.5.5", "compensateEventDefinition", "activityRef", kinds.ACTIVITIES),
    ("8.5", "operation", "/inMessageRef", frozenset({"message"})),
    ("8.5", "operation", "/outMessageRef", frozenset({"message"})),
    ("8.5", "operation", "/errorRef", frozenset({"error"})),
    ("10.2", "process", "definitionalCollaborationRef", frozenset({"collaboration"})),
    ("10.2", "process", "/supports", frozenset({"process"})),
    ("10.8", "lane", "partitionElementRef", _ANY),
    ("8.4.1", "group", "categoryValueRef", frozenset({"categoryValue"})),
    ("8.4.1", "association", "sourceRef", _ANY),
    ("8.4.1", "association", "targetRef", _ANY),
    ("8.4.2", "correlationSubscription", "correlationKeyRef", frozenset({"correlationKey"})),
    (
        "8.4.2",
        "correlationPropertyBinding",
        "correlationPropertyRef",
        frozenset({"correlationProperty"}),
    ),
    ("8.4.2", "correlationKey", "/correlationPropertyRef", frozenset({"correlationProperty"})),
    ("8.4.2", "correlationPropertyRetrievalExpression", "messageRef", frozenset({"message"})),
    ("8.4.12", "performer", "/resourceRef", frozenset({"resource"})),
    ("8.4.12", "humanPerformer", "/resourceRef", frozenset({"resource"})),
    ("8.4.12", "potentialOwner", "/resourceRef", frozenset({"resource"})),
    ("8.4.12", "resourceParameterBinding", "parameterRef", frozenset({"resourceParameter"})),
    ("10.3.8", "multiInstanceLoopCharacteristics", "oneBehaviorEventRef", _ANY),
    ("10.3.8", "multiInstanceLoopCharacteristics", "noneBehaviorEventRef", _ANY),
    ("12.2", "BPMNShape", "bpmnElement", _ANY),
    ("12.2", "BPMNEdge", "bpmnElement", _ANY),
    ("12.2", "BPMNPlane", "bpmnElement", _ANY),
    ("12.2", "BPMNEdge", "sourceElement", _DRAWN),
    ("12.2", "BPMNEdge", "targetElement", _DRAWN),
    ("12.2", "BPMNLabel", "labelStyle", frozenset({"BPMNLabelStyle"})),
)
_HINT: Final = Text(
    "请重新选择，或用设计器重新保存。", "Choose it again, or save it with a modeller."
)


def _named(node: Node, where: str) -> list[str]:
    """Return the ids named there; what another file's namespace qualifies is left out."""
    if not where.startswith("/"):
        value = node.get(where)
        return [reference(node, where) or ""] if value and not _elsewhere(node, value) else []
    texts = (text_of(one) for one in node.iterfind(bpmn(where[1:])))
    return [t.rpartition(":")[2] for t in texts if t and not _elsewhere(node, t)]


def _elsewhere(node: Node, name: str) -> bool:
    prefix, colon, _ = name.partition(":")
    space = node.nsmap.get(prefix) if colon else None
    here = node.getroottree().getroot().get("targetNamespace")
    return space is not None and space != here


def _broken(where: str, wanted: frozenset[str]) -> Callable[[Source, Node], bool]:
    def broken(source: Source, node: Node) -> bool:
        found = [source.by_id.get(name) for name in _named(node, where)]
        return any(one is None or (wanted and local(one) not in wanted) for one in found)

    return broken


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", r"-\1", name.removeprefix("/")).lower()


REFERENCES: Final = tuple(
    Constraint(
        rule=f"bpmn-{clause}-{_kebab(tag)}-{_kebab(where)}",
        tags=(tag,),
        broken=_broken(where, wanted),
        zh=f"的 {where.removeprefix('/')} 指向不存在或不合适的对象",
        en=f"names something in {where.removeprefix('/')} that is not there or of another kind",
        hint=_HINT,
        severity=Severity.WARNING if clause == "12.2" else Severity.ERROR,
    )
    for clause, tag, where, wanted in _ATTRIBUTES
)
