"""How messages go by name where a plain diagram names none.

A modeller that draws two pools and a message flow between two events need not say `messageRef`.
Both ends of a message flow speak of the same message, so they get one name: that of the message
that the flow or the other end names, else the flow's own name, else its id.  Flow nodes that are
joined by several message flows share one name; a pool's border joins nothing.

In a process that does not say whether it is executable (see `running`) an event or task without any
message flow goes by its own name, else by its id, and a signal likewise: BPMN 2.0.2 demands the
message of an event, and the code of an error or escalation that is thrown, from executable
processes alone (10.5.5, 8.4.3).  A send or receive task need not say
it anywhere (10.3.3).  The work of an automatic task that says nothing of it, or of a call activity
that calls nothing, goes by its name too, for a worker or a person to complete.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from engine.diagram import kinds
from engine.diagram.nodes import bpmn, local, reference
from engine.diagram.running import is_unmarked, running
from engine.diagram.standard import message_ref
from engine.diagram.xml import Node

_TASKS: Final = frozenset({"sendTask", "receiveTask"})
_NAMED: Final = ("message", "signal")
_CODED: Final = ("error", "escalation")
_THROWING: Final = ("endEvent", "intermediateThrowEvent")
"""Where an error or escalation needs a code; what catches and names none catches all."""
_WORK: Final = ("serviceTask", "businessRuleTask", "globalBusinessRuleTask", "callActivity")


def names(root: Node) -> Mapping[tuple[str, str], str]:
    """Return the names that the file does not give, by (element id, kind of event)."""
    found = {(id_, "message"): name for id_, name in _of_flows(root).items()}
    return MappingProxyType({**_of_elements(root), **found})


def _of_elements(root: Node) -> dict[tuple[str, str], str]:
    """Return what elements go by that need not say it: their names, else their ids."""
    wanted = running(root)
    found = {(id_, "job"): name for id_, name in _called(root, _WORK)}
    found |= {(id_, "message"): name for id_, name in _called(root, _TASKS)}
    for process in root.iterfind(bpmn("process")):
        if process.get("id") in wanted and is_unmarked(process):
            for id_, name in _called(process, kinds.EVENTS):
                found |= {(id_, kind): name for kind in _NAMED}
            for id_, name in _called(process, _THROWING):
                found |= {(id_, kind): name for kind in _CODED}
    return found


def code_of(fault: Node, attribute: str) -> str | None:
    """Return the code of an error or escalation, by the name of its attribute; None = none.

    In a file in which what runs does not say so, one without a code goes by its name, else its id.
    """
    code = fault.get(attribute)
    if code or not _is_plain(fault.getroottree().getroot()):
        return code
    return fault.get("name") or fault.get("id")


def _is_plain(root: Node) -> bool:
    wanted = running(root)
    processes = root.iterfind(bpmn("process"))
    return any(is_unmarked(one) for one in processes if one.get("id") in wanted)


def _called(inside: Node, tags: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the id and the name, else the id again, of the nodes of these kinds."""
    for node in inside.iter(*map(bpmn, tags)):
        id_ = node.get("id") or ""
        yield id_, _plain(node.get("name")) or id_


def _holders(inside: Node) -> Iterator[tuple[Node, str]]:
    """Yield the flow nodes that may speak of a message, each with its id."""
    for node in inside.iter(*(bpmn(name) for name in kinds.EVENTS | _TASKS)):
        yield node, node.get("id") or ""


def _of_flows(root: Node) -> dict[str, str]:
    """Return the name of the message by the id of each flow node that a message flow touches."""
    flows = list(root.iter(bpmn("messageFlow")))
    nodes = {id_: node for node, id_ in _holders(root)}
    touching: dict[str, list[Node]] = defaultdict(list)
    for flow in flows:
        for end in _ends(flow):
            if end in nodes:
                touching[end].append(flow)
    found: dict[str, str] = {}
    for id_ in touching:
        if id_ not in found:
            group, joined = _group(id_, touching)
            name = _name(root, [nodes[one] for one in group], joined)
            found |= dict.fromkeys(group, name)
    return found


def _ends(flow: Node) -> tuple[str, str]:
    return reference(flow, "sourceRef") or "", reference(flow, "targetRef") or ""


def _group(first: str, touching: Mapping[str, list[Node]]) -> tuple[list[str], list[Node]]:
    """Return all flow nodes that message flows join with the first, and these flows."""
    group, flows = [first], []
    for id_ in group:  # grows while it is walked
        for flow in touching[id_]:
            if flow not in flows:
                flows.append(flow)
            group += [end for end in _ends(flow) if end in touching and end not in group]
    return group, flows


def _name(root: Node, nodes: list[Node], flows: list[Node]) -> str:
    said = [_message(root, one) for one in (*flows, *(_event(node) for node in nodes))]
    drawn = [_plain(flow.get("name")) for flow in flows]
    return next((name for name in (*said, *drawn) if name), flows[0].get("id") or "")


def _event(node: Node) -> Node:
    """Return the node that names the message: a task itself, else its event definition."""
    inner = node.find(bpmn("messageEventDefinition"))
    return node if inner is None or local(node) in _TASKS else inner


def _message(root: Node, node: Node) -> str | None:
    """Return the name of the message that a node refers to."""
    id_ = message_ref(node)
    messages = root.iterfind(bpmn("message")) if id_ else ()
    return next((one.get("name") for one in messages if one.get("id") == id_), None)


def _plain(name: str | None) -> str:
    """Return a name on one line, and not mistaken for an expression."""
    return " ".join((name or "").split()).lstrip("= ")
