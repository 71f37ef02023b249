"""How events go with handlers, with transactions, and with each other."""

from collections.abc import Mapping
from types import MappingProxyType

from engine.diagram import kinds
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


def go_together(element: Element) -> bool:
    """Whether the several event definitions of an event can all be meant (BPMN 2.0.2, 10.5.5).

    Of what is caught compensation and cancelling stand alone.  Of what is thrown a link does, for
    it goes on elsewhere, and cancelling has its own way out, which an error or a termination bars.
    """
    triggers = {event.kind for event in element.events}
    if element.kind not in kinds.THROWING:
        return triggers.isdisjoint({"cancel", "compensate", "link"})
    barred = "cancel" in triggers and not triggers.isdisjoint({"error", "terminate"})
    return "link" not in triggers and not barred
