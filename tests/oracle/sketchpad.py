"""Collects the nodes and flows of a diagram while it is being drawn; ids tell the kind."""

import itertools
from dataclasses import replace

from tests.oracle.drawn import Flow, Graph, Node

SHORT = {
    "startEvent": "Start",
    "endEvent": "End",
    "terminateEnd": "Terminate",
    "errorEnd": "Fail",
    "userTask": "User",
    "scriptTask": "Script",
    "exclusiveGateway": "Xor",
    "parallelGateway": "And",
    "inclusiveGateway": "Or",
    "eventBasedGateway": "Race",
    "timerCatch": "Wait",
    "messageCatch": "Hear",
    "subProcess": "Sub",
    "boundaryTimer": "Late",
    "boundaryMessage": "Called",
    "boundaryError": "Catch",
    "linkThrow": "Away",
    "linkCatch": "There",
}


class Sketchpad:
    """One graph being drawn; sub-processes share the numbering of the whole diagram."""

    def __init__(self, id_="p", numbers=None):
        self.id = id_
        self.numbers = numbers or itertools.count(1)
        self.nodes = {}
        self.flows = []

    def inner(self):
        return Sketchpad(f"inner{next(self.numbers)}", self.numbers)

    def node(self, kind, **facts):
        """Draw a node and return its id."""
        id_ = f"{SHORT[kind]}{next(self.numbers)}"
        self.nodes[id_] = Node(id=id_, kind=kind, **facts)
        return id_

    def change(self, id_, **facts):
        self.nodes[id_] = replace(self.nodes[id_], **facts)

    def flow(self, source, target, condition=None):
        """Draw a flow and return its id."""
        id_ = f"f{next(self.numbers)}_{source}_{target}"
        self.flows.append(Flow(id=id_, source=source, target=target, condition=condition))
        return id_

    def default(self, source, target):
        """Draw the default flow of a node."""
        self.change(source, default=self.flow(source, target))

    def graph(self):
        return Graph(id=self.id, nodes=tuple(self.nodes.values()), flows=tuple(self.flows))
