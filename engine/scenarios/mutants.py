"""Mutants: copies of a diagram with one thing wrong, which some story ought to notice.

A condition is turned round, a default flow is never taken, a timer fires later.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from engine.diagram import xml
from engine.diagram.nodes import bpmn
from engine.diagram.xml import Node

_NUMBER: Final = re.compile(r"\d+(?!.*\d)")
_NEVER: Final = "P365D"  # later than any story goes on
_KINDS: Final = ("timeDuration", "timeDate", "timeCycle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One thing that is wrong, and the diagram that has it."""

    part: str
    """The flow or the event that was changed."""
    at: tuple[str, ...]
    """The elements where that matters: what a story must come by to notice."""
    what: str
    diagram: bytes


def mutants(diagram: bytes) -> Iterator[Mutant]:
    """Yield a mutant for each condition, default flow and timer of a diagram."""
    root = xml.read(diagram)
    yield from _conditions(root)
    yield from _defaults(root)
    yield from _timers(root)


def _conditions(root: Node) -> Iterator[Mutant]:
    for node in root.iter(bpmn("conditionExpression")):
        flow, said = _parent(node), (node.text or "").strip()
        if said.startswith("="):
            yield Mutant(
                part=flow.get("id", ""),
                at=(flow.get("sourceRef", ""),),
                what=f"the condition {said} is turned round",
                diagram=_with(root, node, f"=not({said[1:].strip()})"),
            )


def _defaults(root: Node) -> Iterator[Mutant]:
    flows = {flow.get("id"): flow for flow in root.iter(bpmn("sequenceFlow"))}
    for node in root.iterfind(".//*[@default]"):
        flow = flows[str(node.attrib.pop("default"))]
        never = etree.SubElement(flow, bpmn("conditionExpression"))
        never.text = "=false"
        yield Mutant(
            part=flow.get("id", ""),
            at=(node.get("id", ""),),
            what="the default flow is never taken",
            diagram=etree.tostring(root),
        )
        flow.remove(never)
        node.set("default", flow.get("id", ""))


def _timers(root: Node) -> Iterator[Mutant]:
    for node in root.iter(*map(bpmn, _KINDS)):
        event, said = _parent(_parent(node)), (node.text or "").strip()
        later = _later(said, node)
        yield Mutant(
            part=event.get("id", ""),
            at=tuple(filter(None, (event.get("id"), event.get("attachedToRef")))),
            what=f"the timer {said} is {later}",
            diagram=_with(root, node, later),
        )


def _later(said: str, node: Node) -> str:
    """Return a later time: a little where that can be said, else beyond the end of any story."""
    if not said.startswith("="):
        return _NUMBER.sub(lambda found: str(int(found[0]) + 1), said, count=1)
    kind = etree.QName(node).localname
    if kind == "timeCycle":
        return f"R/{_NEVER}"
    if kind == "timeDate" or said[1:].lstrip().startswith("duration("):
        return f'=({said[1:].strip()}) + duration("P1D")'
    return _NEVER


def _with(root: Node, node: Node, text: str) -> bytes:
    """Return the whole diagram while a node says something else."""
    before, node.text = node.text, text
    try:
        return etree.tostring(root)
    finally:
        node.text = before


def _parent(node: Node) -> Node:
    found = node.getparent()
    assert found is not None  # a flow's condition and an event's timer lie inside them
    return found
