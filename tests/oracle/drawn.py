"""A diagram as the oracle sees it: plain values, and what can be asked of a graph of flows."""

from dataclasses import dataclass
from functools import cached_property

GATEWAYS = {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"}
ACTIVITIES = {"userTask", "scriptTask", "subProcess"}
BOUNDARIES = {"boundaryTimer", "boundaryMessage", "boundaryError"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """Multi-instance: over a list or a number, with what leaves it and when it is decided."""

    sequential: bool
    over: object
    numbered: bool = False
    """`over` is a number of instances (loopCardinality), not a list."""
    item: str = ""
    gathers: str = ""
    result: object = None
    until: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A standard loop: asked before or after each round, and a most of rounds."""

    before: bool
    condition: object
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    id: str
    kind: str
    default: str | None = None
    term: object = None
    result: str = ""
    loop: Loop | None = None
    again: Again | None = None
    inner: "Graph | None" = None
    host: str = ""
    """The activity that a boundary event is attached to."""
    interrupting: bool = True
    hours: int = 1
    times: int = 1
    """How often a timer fires."""
    code: str | None = None
    """Error code; None at a boundary event catches every error."""
    message: str = ""
    link: str = ""
    """Name of a link event."""
    inputs: tuple = ()
    """Pairs (term, name): zeebe:input."""
    outputs: tuple = ()
    """Pairs (term, name): zeebe:output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    id: str
    source: str
    target: str
    condition: object = None


@dataclass(frozen=True, kw_only=True)
class Graph:
    """The process or one sub-process; the order of flows is the order of outgoing flows."""

    id: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    @cached_property
    def by_id(self):
        return {node.id: node for node in self.nodes}

    @cached_property
    def flow(self):
        return {flow.id: flow for flow in self.flows}

    @cached_property
    def outgoing(self):
        return {n.id: [f for f in self.flows if f.source == n.id] for n in self.nodes}

    @cached_property
    def incoming(self):
        return {n.id: [f for f in self.flows if f.target == n.id] for n in self.nodes}

    @cached_property
    def boundaries(self):
        return {n.id: [b for b in self.nodes if b.host == n.id] for n in self.nodes}

    @cached_property
    def starts(self):
        return [node for node in self.nodes if node.kind == "startEvent"]

    def other_half(self, node_id):
        """Return the link catch event that a link throw event leads to (10.5.5); else None."""
        name = self.by_id[node_id].link
        if self.by_id[node_id].kind != "linkThrow":
            return None
        return next(n for n in self.nodes if n.kind == "linkCatch" and n.link == name)

    @cached_property
    def graphs(self):
        """This graph and every one within it, by id."""
        found = {self.id: self}
        for node in self.nodes:
            if node.inner is not None:
                found |= node.inner.graphs
        return found

    def reached_from(self, place, gateway):
        """Return the incoming flows of a gateway that end a path from a node, not through it.

        BPMN 2.0.2, 13.4.3: a directed path that does not visit the gateway.  What stands in an
        activity may leave by its boundary events too.
        """
        seen, found, todo = set(), set(), [place]
        while todo:
            node = todo.pop()
            if node in seen or node == gateway:
                continue
            seen.add(node)
            todo += [boundary.id for boundary in self.boundaries[node]]
            todo += [other.id for other in [self.other_half(node)] if other]
            for flow in self.outgoing[node]:
                if flow.target == gateway:
                    found.add(flow.id)
                todo.append(flow.target)
        return found
