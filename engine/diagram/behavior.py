"""What a multi-instance activity throws as its instances complete (BPMN 2.0.2, 10.3.8, 13.3.7)."""

import re
from typing import Final

from engine.diagram.events import Catalogue, definition, definitions
from engine.diagram.model import EventDefinition, Thrown
from engine.diagram.nodes import bpmn, formula, local, reference
from engine.diagram.xml import Node

QUANTITY: Final = re.compile(r"[1-9]\d{0,2}")
"""Tokens that begin or end an activity: up to 999, more at once is a mistake."""
THROWN: Final = frozenset({"error", "escalation", "message", "signal"})
"""What an instance of a multi-instance activity may throw to its boundary events."""
_ATTRIBUTES: Final = {"None": "noneBehaviorEventRef", "One": "oneBehaviorEventRef"}


def thrown(node: Node, known: Catalogue) -> tuple[Thrown, ...]:
    """Return what is thrown; nothing for `All`, the default.

    `None` throws each time, `One` the first time, `Complex` by its conditions.  Where `None` and
    `One` name no event it is a signal with the id of the activity: the standard's default.
    """
    loop = node.find(bpmn("multiInstanceLoopCharacteristics"))
    if loop is None:
        return ()
    behavior = loop.get("behavior") or "All"
    if behavior in _ATTRIBUTES:
        return (Thrown(event=_referred(node, loop, _ATTRIBUTES[behavior], known)),)
    if behavior != "Complex":
        return ()
    return tuple(
        Thrown(event=event, condition=formula(one, "condition"))
        for one in loop.iterfind(bpmn("complexBehaviorDefinition"))
        for implicit in one.iterfind(bpmn("event"))
        for event in definitions(implicit, known)
    )


def _referred(node: Node, loop: Node, attribute: str, known: Catalogue) -> EventDefinition:
    ref = reference(loop, attribute)
    if ref is None:
        return EventDefinition(kind="signal", name=node.get("id"))
    everywhere = loop.getroottree().getroot().iter(bpmn("*"))
    found = next((one for one in everywhere if one.get("id") == ref), None)
    if found is None or not local(found).endswith("EventDefinition"):
        return EventDefinition(kind="unknown", ref=ref)
    return definition(found, local(found).removesuffix("EventDefinition"), known)
