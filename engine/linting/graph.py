"""Who follows whom inside one scope, as tokens may go."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from engine.diagram import Element, Process, SequenceFlow, unled


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The nodes of one process or sub-process and the ways between them.

    A way is an id: of a sequence flow, or of a boundary or link catch event where the token goes
    there without a flow.  `ways` maps each to (from, to).
    """

    nodes: Mapping[str, Element]
    ways: Mapping[str, tuple[str, str]]
    leaving: Mapping[str, tuple[str, ...]]
    entries: tuple[str, ...]
    together: frozenset[str]
    """The entries that begin side by side, each with a token of its own."""

    def reached(self, starts: Iterable[str], without: Collection[str] = ()) -> set[str]:
        """Return the nodes that a token may reach, the starts included, not using some ways."""
        found = set(starts)
        open_ = list(found)
        while open_:
            for way in self.leaving.get(open_.pop(), ()):
                target = self.ways[way][1]
                if way not in without and target not in found:
                    found.add(target)
                    open_.append(target)
        return found

    def reaching(self, goals: Iterable[str]) -> set[str]:
        """Return the nodes from which one of the goals may be reached, the goals included."""
        arriving: dict[str, list[str]] = defaultdict(list)
        for source, target in self.ways.values():
            arriving[target].append(source)
        found = set(goals)
        open_ = list(found)
        while open_:
            for source in arriving[open_.pop()]:
                if source not in found:
                    found.add(source)
                    open_.append(source)
        return found


def graph(process: Process, scope: str) -> Graph:
    """Return the graph of one scope; flows that leave the scope or lead nowhere are left out."""
    nodes = {element.id: element for element in process.children(scope)}
    ways = {
        flow.id: (flow.source, flow.target)
        for flow in process.flows.values()
        if flow.source in nodes and flow.target in nodes
    }
    ways |= {
        node.id: (node.attached_to, node.id)
        for node in nodes.values()
        if node.kind == "boundaryEvent" and node.attached_to in nodes
    }
    ways |= _links(nodes.values())
    leaving: dict[str, list[str]] = defaultdict(list)
    for way, (source, _) in ways.items():
        leaving[source].append(way)
    together = tuple(node.id for node in unled(process, scope))
    apart = tuple(node.id for node in nodes.values() if _is_entry(node))
    return Graph(
        nodes=nodes,
        ways=ways,
        leaving={source: tuple(found) for source, found in leaving.items()},
        entries=(*apart, *together),
        together=frozenset(together),
    )


def link_name(element: Element, kind: str) -> str | None:
    """Return the name of a link event of this kind of element, else None."""
    links = (event.name or "" for event in element.events if event.kind == "link")
    return next(links, None) if element.kind == kind else None


def conditional(flows: Iterable[SequenceFlow]) -> list[SequenceFlow]:
    """Return the flows that have a condition."""
    return [flow for flow in flows if flow.condition is not None]


def _links(nodes: Iterable[Element]) -> dict[str, tuple[str, str]]:
    every = list(nodes)
    catches = {link_name(node, "intermediateCatchEvent"): node.id for node in every}
    found = {}
    for node in every:
        name = link_name(node, "intermediateThrowEvent")
        if name is not None and name in catches:
            found[node.id] = (node.id, catches[name])
    return found


def _is_entry(node: Element) -> bool:
    begins = node.instantiate and node.kind in ("receiveTask", "eventBasedGateway")
    return node.kind == "startEvent" or node.is_event_subprocess or begins
