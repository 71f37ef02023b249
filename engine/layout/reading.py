"""Reading a level off the diagram: its nodes, and the flows from one to another."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from engine.diagram import kinds
from engine.diagram.nodes import bpmn, is_bpmn, local, reference
from engine.diagram.xml import Node
from engine.layout.geometry import Point, Sheet
from engine.layout.grid import Flow, grid
from engine.layout.levels import Beside, Level, Size
from engine.layout.sheets import EVENT, place
from engine.layout.ways import ways

_GATEWAY: Final = Size(50, 50)  # the sizes in which bpmn-js makes them
_TASK: Final = Size(100, 80)
_BESIDE: Final = {
    "dataObjectReference": Size(36, 50),
    "dataStoreReference": Size(50, 50),
    "textAnnotation": Size(140, 60),
}
_BETWEEN: Final = 45  # pixels from one boundary event of a node to the next
_FRAME: Final = 20  # around what stands in a sub-process


def level_of(holder: Node, lanes: Sequence[Node], near: Mapping[str, Sequence[Node]]) -> Level:
    """Read a process or sub-process with all that stands in it.

    `near` says by data and note with what it is connected.  A flow that leads out of the level has
    no place in it.
    """
    children = {each.get("id", ""): each for each in holder if is_bpmn(each) and each.get("id")}
    hosts = {
        id_: reference(each, "attachedToRef") or ""
        for id_, each in children.items()
        if local(each) == "boundaryEvent"
    }
    standing = {
        id_: each
        for id_, each in children.items()
        if local(each) in kinds.FLOW_NODES and hosts.get(id_) not in children
    }
    inner: dict[str, Sheet] = {}
    sizes = {id_: _size(each, inner, near) for id_, each in standing.items()}
    events: dict[str, list[str]] = defaultdict(list)
    for id_, host in hosts.items():
        if host in sizes:
            events[host].append(id_)
            wide = _BETWEEN * (len(events[host]) + 1)
            sizes[host] = sizes[host]._replace(width=max(sizes[host].width, wide))
    flows = list(_flows(children, standing, hosts))
    cells = grid(list(standing), flows, _lanes(lanes), max(1, len(lanes)))
    return Level(
        nodes=sizes,
        inner=inner,
        events=events,
        beside=[
            Beside(id_, _BESIDE[local(each)], _near(holder, hosts, near.get(id_, ())))
            for id_, each in children.items()
            if local(each) in _BESIDE
        ],
        grid=cells,
        ways=ways(flows, cells),
    )


def _size(node: Node, inner: dict[str, Sheet], near: Mapping[str, Sequence[Node]]) -> Size:
    """Return how large a node is; what stands in a sub-process is laid out for that."""
    kind = local(node)
    if kind in kinds.EVENTS:
        return Size(EVENT, EVENT)
    if kind in kinds.GATEWAYS:
        return _GATEWAY
    level = level_of(node, (), near) if kind in kinds.SUBPROCESSES else None
    if level is None or not level.nodes:
        return _TASK
    placed = place(level, level.measure())
    framed = Sheet()
    framed.add(placed.sheet, Point(0, _FRAME))
    inner[node.get("id", "")] = framed
    height = placed.rows.height + 2 * _FRAME
    return Size(max(placed.width, _TASK.width), max(height, _TASK.height))


def _flows(
    children: Mapping[str, Node], standing: Mapping[str, Node], hosts: Mapping[str, str]
) -> Iterator[Flow]:
    for id_, each in children.items():
        if each.tag == bpmn("sequenceFlow"):
            source = reference(each, "sourceRef") or ""
            target = reference(each, "targetRef") or ""
            at = source if hosts.get(source) in standing else None
            source = hosts[source] if at else source
            if source in standing and target in standing:
                yield Flow(id_, source, target, each.get("name", ""), at)


def _lanes(lanes: Sequence[Node]) -> dict[str, int]:
    """Return by node the number of its innermost lane."""
    return {
        (each.text or "").strip().rpartition(":")[2]: number
        for number, lane in enumerate(lanes)
        for each in lane.iterfind(bpmn("flowNodeRef"))
    }


def _near(holder: Node, hosts: Mapping[str, str], linked: Sequence[Node]) -> str:
    """Return the id of the node of this level with which data or a note is connected."""
    for node in linked:
        inside = [node, *node.iterancestors()]
        if holder in inside[1:]:
            id_ = inside[inside.index(holder) - 1].get("id", "")
            return hosts.get(id_, id_)
    return ""
