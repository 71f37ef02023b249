"""The nodes of one process or sub-process, wired: what the library calls a process specification.

A graph is built once per definition and never changes while cases run: it is shared by all of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.diagram import Element, SequenceFlow
from engine.interpreter.library import BpmnProcessSpec

_PARTS: Final = re.compile(r"([^\[\]~/#*+|]+)(.*)", re.DOTALL)
"""An element's id, in which XML allows none of these marks, and what its node's name adds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An outgoing sequence flow and the node that it leads to."""

    id: str
    target: Any
    condition: str | None
    is_default: bool


def node_name(element_id: str) -> str:
    """Return the name of an element's node: no legal id collides with the library's own names."""
    return f"#{element_id}"


def undoing_name(element_id: str) -> str:
    """Return the name of the node that compensates a completed sub-process."""
    return f"#{element_id}~"


def part_name(element_id: str, which: int) -> str:
    """Return the name of the node for one of several effects of an event."""
    return f"#{element_id}/{which}"


def body_name(element_id: str) -> str:
    """Return the name of the node that one instance of a multi-instance activity visits."""
    return f"#{element_id}[]"


def parted(name: str) -> tuple[str, str]:
    """Return the element id in a node's name (without the leading mark), and what follows it."""
    match = _PARTS.fullmatch(name)
    assert match is not None  # every node is named by the functions above
    return match[1], match[2]


class Graph(BpmnProcessSpec):
    """One level of a diagram.  `element` is the sub-process; None for the process itself."""

    def __init__(self, scope_id: str, element: Element | None) -> None:
        """Begin without nodes."""
        super().__init__(scope_id)
        self.element = element
        self.entry: Any = None
        """The none start event's node; None where there is none, and where there are several."""
        self.unled: tuple[Any, ...] = ()
        """Nodes that begin with the scope because no flow leads to them and nothing else does."""
        self.entrances: dict[str, Any] = {}
        """Nodes where a case begins, by id of the element whose event begins it."""
        self.starts: dict[str, Any] = {}
        """Start event nodes by element id."""
        self.handlers: tuple[Any, ...] = ()
        """Nodes of the event sub-processes."""
        self.links: dict[str, Any] = {}
        """Link catch event nodes by link name."""
        self.undoing: dict[str, Any] = {}
        """By id of a completed sub-process inside: the node that compensates what it holds."""
        self.compensation: Any = None
        """The compensation event sub-process's node."""

    def node(self, element_id: str) -> Any:
        """Return an element's node."""
        return self.task_specs[node_name(element_id)]

    def wire(self, elements: list[Element], flows: Mapping[str, SequenceFlow]) -> None:
        """Connect the nodes by the sequence flows, boundary events and links of the diagram."""
        for element in elements:
            node = self.node(element.id)
            node.ways = tuple(
                self._way(node, flows[flow_id], element.default) for flow_id in element.outgoing
            )
            if element.kind == "boundaryEvent" and element.attached_to is not None:
                host = self.node(element.attached_to)
                host.boundaries = (*host.boundaries, node)
            if element.kind == "intermediateCatchEvent":
                names = [event.name or "" for event in element.events if event.kind == "link"]
                self.links |= dict.fromkeys(names, node)
            if element.kind == "startEvent":
                self.starts[element.id] = node
        plain = [node for node in self.starts.values() if not node.element.events]
        self.entry = plain[0] if len(plain) == 1 else None
        self.handlers = tuple(
            self.node(element.id) for element in elements if element.is_event_subprocess
        )

    def _way(self, node: Any, flow: SequenceFlow, default: str | None) -> Way:
        target = self.node(flow.target)
        node.connect(target)
        is_default = flow.id == default
        condition = None if is_default else flow.condition
        return Way(id=flow.id, target=target, condition=condition, is_default=is_default)
