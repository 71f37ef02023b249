"""What an ad-hoc sub-process offers: the nodes that no flow leads to (BPMN 2.0.2, 10.3.5)."""

from typing import Final

from engine.diagram.kinds import ACTIVITIES, GATEWAYS
from engine.diagram.model import Element, Process

CHOSEN: Final = ACTIVITIES | GATEWAYS | {"intermediateThrowEvent"}
"""Kinds of nodes that people can begin by hand."""


def startable(process: Process, ad_hoc: str) -> tuple[Element, ...]:
    """Return what can be chosen to begin, in the order of the file."""
    return tuple(
        element
        for element in process.children(ad_hoc)
        if element.kind in CHOSEN
        and not element.incoming
        and not element.is_event_subprocess
        and not element.for_compensation
    )


def listening(process: Process, ad_hoc: str) -> tuple[Element, ...]:
    """Return the catch events that wait as long as it is open, and may happen again and again."""
    return tuple(
        element
        for element in process.children(ad_hoc)
        if element.kind == "intermediateCatchEvent"
        and not element.incoming
        and all(event.kind != "link" for event in element.events)
    )
