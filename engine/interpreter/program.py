"""A compiled definition: what can be shared by every case of it, never changed once made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.diagram import Diagram, Element, EventDefinition, Process
from engine.interpreter.graph import Graph
from engine.interpreter.rulings import Rulings


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Program:
    """The graph of one process with all that its nodes ask for."""

    diagram: Diagram
    process: Process
    graph: Graph
    graphs: Mapping[str, Graph]
    """The graphs inside, by id of their sub-process."""
    decisions: Rulings

    def correlation_key(self, event: EventDefinition) -> str | None:
        """Return the expression of the correlation key of the event's message."""
        message = self.diagram.messages.get(event.ref or "")
        return None if message is None else message.correlation_key

    def converses(self) -> bool:
        """Whether a message of the process has no correlation key of its own."""
        return any(
            event.kind == "message" and not self.correlation_key(event)
            for element in self.process.elements.values()
            for event in element.events
        )

    def settings(self, element: Element) -> Mapping[str, str]:
        """Return the `gj:` settings in force for an element, its own over its lanes'."""
        found = self.process.effective(element)
        return {name: text for name, text in found.items() if name.startswith("gj:")}

    def node(self, element_id: str) -> Any:
        """Return the node of an element of whichever level."""
        parent = self.process.elements[element_id].parent_id
        return self.graphs.get(parent, self.graph).node(element_id)
