"""What a file's associations join: how a compensation event names its handler."""

from collections.abc import Mapping
from types import MappingProxyType

from engine.diagram.model import Diagram, Element, Process
from engine.diagram.nodes import bpmn, reference


def compensation_handlers(diagram: Diagram, process: Process) -> Mapping[str, Element]:
    """Return, by id of the compensation boundary event, the activity that compensates.

    BPMN 2.0.2, 10.7.2: one association leads from the event to the handler, an activity of the
    same level marked `isForCompensation`.  Events without one handler are left out.
    """
    found: dict[str, list[Element]] = {}
    for node in diagram.root.iter(bpmn("association")):
        source = process.elements.get(reference(node, "sourceRef") or "")
        target = process.elements.get(reference(node, "targetRef") or "")
        if (
            source is not None
            and target is not None
            and source.kind == "boundaryEvent"
            and source.event is not None
            and source.event.kind == "compensate"
            and target.for_compensation
            and target.parent_id == source.parent_id
        ):
            found.setdefault(source.id, []).append(target)
    return MappingProxyType(
        {event: targets[0] for event, targets in found.items() if len(targets) == 1}
    )


def may_cancel(process: Process, element: Element) -> bool:
    """Whether a cancel event has its place here: they come in pairs (BPMN 2.0.2, 10.3.5)."""
    if element.kind == "boundaryEvent":
        host = process.elements.get(element.attached_to or "")
        return host is not None and host.kind == "transaction" and element.cancel_activity
    around = process.elements.get(element.parent_id)
    return (
        around is not None
        and around.kind == "transaction"
        and any(
            other.attached_to == around.id and "cancel" in {event.kind for event in other.events}
            for other in process.elements.values()
        )
    )
