"""Where a run of a process or sub-process begins: BPMN 2.0.2, 10.3.3, 10.5.2 and 10.6.6.

At a start event; at a receive task or behind an event-based gateway that is marked `instantiate`;
or, where there is none of these, at everything that no sequence flow leads to.
"""

from collections.abc import Iterator
from typing import Final

from engine.diagram.model import Element, Process

_INSTANTIATING: Final = frozenset({"receiveTask", "eventBasedGateway"})


def instantiating(process: Process) -> Iterator[Element]:
    """Yield the receive tasks and event-based gateways that begin a case, in the file's order."""
    return (
        element
        for element in process.children(process.id)
        if element.instantiate and element.kind in _INSTANTIATING
    )


def triggered(process: Process) -> Iterator[tuple[Element, Element]]:
    """Yield the elements whose events begin a case, each with the one where its token begins.

    These are start events, instantiating receive tasks, and what instantiating gateways lead to.
    """
    for element in process.children(process.id):
        if element.kind == "startEvent":
            yield element, element
    for element in instantiating(process):
        if element.kind == "receiveTask":
            yield element, element
        for flow_id in element.outgoing if element.kind == "eventBasedGateway" else ():
            target = process.elements.get(process.flows[flow_id].target)
            if target is not None:
                yield target, element


def unled(process: Process, scope_id: str) -> tuple[Element, ...]:
    """Return what begins with a scope that says nothing else: what no sequence flow leads to.

    Nothing where the scope has a start event, or a receive task or gateway that begins the case.
    Compensation handlers, boundary events, event sub-processes and link targets have their own way
    of being begun.
    """
    children = tuple(process.children(scope_id))
    begins = any(element.kind == "startEvent" for element in children)
    if begins or (scope_id == process.id and any(True for _ in instantiating(process))):
        return ()
    return tuple(element for element in children if not element.incoming and _plain(element))


def _plain(element: Element) -> bool:
    if element.for_compensation or element.is_event_subprocess or element.kind == "boundaryEvent":
        return False
    catches = element.kind == "intermediateCatchEvent"
    return not (catches and any(event.kind == "link" for event in element.events))
