"""Constraints on the drawing that belongs to the diagram (clause 12.2): all of them warnings."""

from typing import Final

from engine.diagram import kinds
from engine.diagram.nodes import local
from engine.diagram.xml import Node
from engine.linting.constraint import Constraint, Source
from engine.linting.facts import Text
from engine.model import Severity

_NODES: Final = kinds.FLOW_NODES | kinds.DATA | {"lane", "participant", "textAnnotation", "group"}
_FLOWS: Final = frozenset({"sequenceFlow", "messageFlow", "association"})
_SAVE: Final = Text("请用设计器打开并重新保存。", "Open it in a modeller and save it again.")


def _not_drawn(source: Source, node: Node) -> bool:
    """Whether an element is missing in a drawing that shows others of its scope."""
    scope = node.getparent()
    if scope is None or node.get("id") in source.drawn:
        return False
    return any(one.get("id") in source.drawn for one in scope if local(one) in kinds.FLOW_NODES)


def _drawn_before(source: Source, shape: Node) -> bool:
    """Whether the same plane shows the same element once before."""
    del source
    earlier = shape.itersiblings(str(shape.tag), preceding=True)
    return any(one.get("bpmnElement") == shape.get("bpmnElement") for one in earlier)


def _shows(wanted: frozenset[str], source: Source, shape: Node) -> bool:
    shown = source.named(shape, "bpmnElement")
    return shown is not None and local(shown) in wanted


def _is_positive(size: str | None) -> bool:
    try:
        return float(size or 0) > 0
    except ValueError:
        return False


def _no_size(_: Source, shape: Node) -> bool:
    bounds = shape.find("{*}Bounds")
    sizes = [] if bounds is None else [bounds.get("width"), bounds.get("height")]
    return not all(map(_is_positive, sizes))


DRAWING: Final[tuple[Constraint, ...]] = (
    Constraint(
        rule="bpmn-12.2-not-drawn",
        tags=(*sorted(kinds.FLOW_NODES), "sequenceFlow", "lane"),
        broken=_not_drawn,
        zh="没有画出来，看图的人不知道它",
        en="is not drawn: nobody who looks at the diagram sees it",
        hint=_SAVE,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-12.2-drawn-twice",
        tags=("BPMNShape", "BPMNEdge"),
        broken=_drawn_before,
        zh="画了两次",
        en="shows an element that is drawn already",
        hint=_SAVE,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-12.2-shape-of-flow",
        tags=("BPMNShape",),
        broken=lambda source, node: _shows(_FLOWS, source, node),
        zh="把连线画成了图形",
        en="draws a flow as a shape",
        hint=_SAVE,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-12.2-edge-of-node",
        tags=("BPMNEdge",),
        broken=lambda source, node: _shows(_NODES, source, node),
        zh="把节点画成了连线",
        en="draws a node as an edge",
        hint=_SAVE,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-12.2-size",
        tags=("BPMNShape",),
        broken=_no_size,
        zh="没有大小",
        en="has no size",
        hint=_SAVE,
        severity=Severity.WARNING,
    ),
)
