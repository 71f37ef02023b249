"""What events throw and catch: the messages, signals, errors and escalations of a file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from engine.diagram.model import EventDefinition, Fault, Message, Signal, Timer, TimerKind
from engine.diagram.naming import code_of, names
from engine.diagram.nodes import (
    bpmn,
    child_text,
    extension,
    flag,
    formula,
    local,
    reference,
    required_id,
    text_of,
)
from engine.diagram.standard import job, message_ref
from engine.diagram.xml import Node

_SUFFIX: Final = "EventDefinition"
_REFERENCE: Final = "eventDefinitionRef"
_TASKS: Final = frozenset({"sendTask", "receiveTask"})
_REFERENCES: Final = {
    "signal": "signalRef",
    "error": "errorRef",
    "escalation": "escalationRef",
    "compensate": "activityRef",
}
_TIMERS: Final[tuple[tuple[str, TimerKind], ...]] = (
    ("timeDate", "date"),
    ("timeDuration", "duration"),
    ("timeCycle", "cycle"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything in a file that an event may refer to, by id."""

    messages: Mapping[str, Message]
    signals: Mapping[str, Signal]
    errors: Mapping[str, Fault]
    escalations: Mapping[str, Fault]
    derived: Mapping[tuple[str, str], str]
    """What events without a reference go by (see `naming`), by element id and kind of event."""

    def name_and_code(self, kind: str, ref: str | None) -> tuple[str | None, str | None]:
        """Return the name and the code of what an event refers to; None where it has none."""
        tables: dict[str, Mapping[str, Message | Signal | Fault]] = {
            "message": self.messages,
            "signal": self.signals,
            "error": self.errors,
            "escalation": self.escalations,
        }
        found = tables.get(kind, {}).get(ref or "")
        if found is None:
            return None, None
        return found.name, found.code if isinstance(found, Fault) else None


def catalogue(root: Node) -> Catalogue:
    """Gather what the events of a file may refer to."""
    messages = (_message(node) for node in root.iterfind(bpmn("message")))
    signals = (
        Signal(id=required_id(node), name=node.get("name") or "")
        for node in root.iterfind(bpmn("signal"))
    )
    return Catalogue(
        messages=MappingProxyType({message.id: message for message in messages}),
        signals=MappingProxyType({signal.id: signal for signal in signals}),
        errors=_faults(root, "error", "errorCode"),
        escalations=_faults(root, "escalation", "escalationCode"),
        derived=names(root),
    )


def definitions(node: Node, known: Catalogue) -> tuple[EventDefinition, ...]:
    """Return the event definitions of an event, or the message of a receive or send task."""
    named = local(node) in _TASKS and message_ref(node) is not None
    if named or _is_named_task(node, known):
        return (_named(definition(node, "message", known), node, known),)
    return tuple(
        _named(definition(child, local(child).removesuffix(_SUFFIX), known), node, known)
        for child in map(_referred, node.iterchildren(bpmn("*")))
        if local(child).endswith(_SUFFIX) or local(child) == _REFERENCE
    )


def _is_named_task(node: Node, known: Catalogue) -> bool:
    """Whether a task without a reference sends or awaits a message by itself, without a worker."""
    derived = (node.get("id") or "", "message") in known.derived
    worker = extension(node, "taskDefinition") is not None or job(node) is not None
    return local(node) in _TASKS and derived and not worker


def _named(event: EventDefinition, holder: Node, known: Catalogue) -> EventDefinition:
    """Give an event that refers to nothing the name that is derived for it."""
    name = known.derived.get((holder.get("id") or "", event.kind))
    if event.ref is not None or name is None:
        return event
    code = name if event.kind in ("error", "escalation") else None
    return replace(event, name=name, code=code)


def _referred(child: Node) -> Node:
    """Return the shared event definition that an `eventDefinitionRef` names (BPMN 2.0.2, 10.5.1).

    One that names nothing stays what it is: an event of a kind that nobody executes.
    """
    if local(child) != _REFERENCE:
        return child
    wanted = (text_of(child) or "").rpartition(":")[2]
    shared = child.getroottree().getroot().iterchildren(bpmn("*"))
    found = (one for one in shared if one.get("id") == wanted and local(one).endswith(_SUFFIX))
    return next(found, child)


def _message(node: Node) -> Message:
    entry = extension(node, "subscription")
    key = None if entry is None else entry.get("correlationKey")
    return Message(id=required_id(node), name=node.get("name") or "", correlation_key=key)


def _faults(root: Node, name: str, code: str) -> Mapping[str, Fault]:
    faults = (
        Fault(
            id=required_id(node),
            name=node.get("name") or "",
            code=code_of(node, code),
        )
        for node in root.iterfind(bpmn(name))
    )
    return MappingProxyType({fault.id: fault for fault in faults})


def definition(node: Node, kind: str, known: Catalogue) -> EventDefinition:
    """Read one event definition."""
    ref = message_ref(node) if kind == "message" else None
    if kind in _REFERENCES:
        ref = reference(node, _REFERENCES[kind])
    name, code = known.name_and_code(kind, ref)
    return EventDefinition(
        kind=kind,
        id=node.get("id"),
        ref=ref,
        name=node.get("name") if kind == "link" else name,
        code=code,
        timer=_timer(node),
        condition=formula(node, "condition"),
        waits=flag(node, "waitForCompletion", default=True),
    )


def _timer(node: Node) -> Timer | None:
    for name, kind in _TIMERS:
        child = node.find(bpmn(name))
        if child is not None:
            return Timer(kind=kind, text=child_text(node, name) or "")
    return None
