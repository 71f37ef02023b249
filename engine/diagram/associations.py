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
