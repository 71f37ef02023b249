"""Rule: branches that run side by side are joined before what follows is done twice.

Reported only where it can be seen: two flows into a node that does not wait for both can be reached
through different branches of one parallel split alone.
"""

from collections.abc import Iterator
from itertools import combinations

from engine.diagram import Element
from engine.linting.facts import Facts, Text, called, warning
from engine.linting.graph import Graph, graph
from engine.model import Finding

_WAITING = frozenset({"complexGateway", "parallelGateway", "inclusiveGateway", "endEvent"})


def unsynchronised(facts: Facts) -> Iterator[Finding]:
    """Branches of a parallel split meet in a join, or what follows is done once for each."""
    for process, scope in facts.scopes():
        ways = graph(process, scope)
        splits = [node for node in ways.nodes.values() if _splits(ways, node)]
        for node in ways.nodes.values():
            if len(node.incoming) > 1 and not _waits(node):
                split = next((one for one in splits if _doubles(ways, one, node)), None)
                if split is not None:
                    yield _twice(node, split)


def _waits(node: Element) -> bool:
    return node.kind in _WAITING or node.start_quantity != "1"


def _splits(ways: Graph, node: Element) -> bool:
    return node.kind == "parallelGateway" and len(ways.leaving.get(node.id, ())) > 1


def _doubles(ways: Graph, split: Element, node: Element) -> bool:
    """Whether two flows into the node lie behind different branches of the split."""
    branches = ways.leaving[split.id]
    others = [ways.reached(ways.entries, without=(branch,)) for branch in branches]
    needed = [
        {
            number
            for number, branch in enumerate(branches)
            if flow == branch or ways.ways[flow][0] not in others[number]
        }
        for flow in node.incoming
        if flow in ways.ways
    ]
    return any(a and b and not a & b for a, b in combinations(needed, 2))


def _twice(node: Element, split: Element) -> Finding:
    return warning(
        "unsynchronised",
        node.id,
        Text(
            f"{called(split)} 的并行分支在 {called(node)} 相遇而没有汇合，其后的步骤会做多遍。",
            f"Parallel branches of {called(split)} meet at {called(node)} without a join: "
            "what follows is done once for each.",
        ),
        Text("请先用并行网关汇合。", "Join them with a parallel gateway first."),
    )
