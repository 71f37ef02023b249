"""Draws diagrams without structure: nodes in a row, and flows from each to any later one.

Flows back go to nodes that wait only, so that no token runs in circles by itself.  Joins may wait
for ever, gateways may meet tokens that nobody counted on: both sides have to agree on that too.
"""

from hypothesis import strategies as st

from tests.oracle import pieces
from tests.oracle.pieces import booleans

GATEWAYS = ["exclusiveGateway", "parallelGateway", "inclusiveGateway", "inclusiveGateway"]
JOINS = ["user", "user", "user", "inclusiveGateway", "inclusiveGateway", "exclusiveGateway"]
KINDS = ["wait", "wait", "wait", "script", "sub", *GATEWAYS]
MIXED = {"userTask", "scriptTask", "subProcess"}


def draw_process(draw, pad, draw_sub_process):
    """Draw a start, a tangle of five to ten nodes of all kinds, and ends."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=5, max_size=10))
    nodes = [_draw_node(draw, pad, kind, draw_sub_process) for kind in kinds]
    pad.flow(pad.node("startEvent"), nodes[0])
    _draw_ways(draw, pad, nodes, len(nodes))


def draw_joins(draw, pad):
    """Draw several tokens at once among tasks and inclusive gateways, with many flows."""
    kinds = ["parallelGateway", *draw(st.lists(st.sampled_from(JOINS), min_size=6, max_size=9))]
    nodes = [pad.node("userTask" if kind == "user" else kind) for kind in kinds]
    start = pad.node("startEvent")
    pad.flow(start, nodes[0])
    for node in nodes[2:4]:
        pad.flow(nodes[0], node)
    _draw_ways(draw, pad, nodes, 2 * len(nodes))


def _draw_ways(draw, pad, nodes, most):
    """Draw events at borders, and flows so that every node can be reached."""
    hosts = [n for n in nodes if pad.nodes[n].kind in {"userTask", "subProcess"}]
    borders = [
        pieces.draw_boundary(draw, pad, host, errors=pad.nodes[host].kind == "subProcess")
        for host in hosts
        if draw(st.integers(0, 2)) == 0
    ]
    ends = {source: set() for source in [*nodes, *borders]}
    for number, node in enumerate(nodes[1:], 1):
        ends[nodes[draw(st.integers(0, number - 1))]].add(node)
    _draw_more(draw, pad, nodes, ends, most)
    for event in borders:
        after = nodes[nodes.index(pad.nodes[event].host) + 1 :]
        if choice := [*after, *_waiting(pad, nodes)]:
            ends[event].add(draw(st.sampled_from(choice)))
    for source, targets in ends.items():
        _draw_flows(draw, pad, source, sorted(targets, key=nodes.index))


def _draw_node(draw, pad, kind, draw_sub_process):
    if kind == "wait":
        return (
            pieces.draw_user(draw, pad) if draw(st.integers(0, 3)) else pieces.draw_catch(draw, pad)
        )
    if kind == "script":
        return pieces.draw_script(draw, pad)
    if kind == "sub":
        return draw_sub_process(draw, pad, 1)
    return pad.node(kind)


def _draw_more(draw, pad, nodes, ends, most):
    """Add flows: forward to anywhere, back to where a token waits."""
    waiting = _waiting(pad, nodes)
    for _ in range(draw(st.integers(most // 3, most))):
        source = draw(st.integers(0, len(nodes) - 1))
        later = nodes[source + 1 :]
        back = draw(st.integers(0, 2)) == 0
        if choice := waiting if back else later:
            ends[nodes[source]].add(draw(st.sampled_from(choice)))


def _waiting(pad, nodes):
    return [node for node in nodes if _waits(pad.nodes[node])]


def _waits(node):
    return node.kind in {"timerCatch", "messageCatch"} or (
        node.kind == "userTask" and node.loop is None and node.again is None
    )


def _draw_flows(draw, pad, source, targets):
    """Draw the flows out of a node, with the conditions that its kind takes."""
    kind = pad.nodes[source].kind
    if not targets:
        if kind not in MIXED or draw(booleans):
            pad.flow(source, pad.node("endEvent"))
        return
    decides = len(targets) > 1 and kind in {"exclusiveGateway", "inclusiveGateway"}
    if decides or (kind in MIXED and draw(booleans)):
        *conditional, last = targets
        if kind in MIXED and len(conditional) > 1 and draw(booleans):
            pad.flow(source, conditional.pop())  # beside conditions and a default
        for target in conditional:
            pad.flow(source, target, draw(pieces.conditions))
        if kind in MIXED and draw(booleans):
            pad.flow(source, last)
        elif conditional:
            pad.default(source, last)
        else:
            pad.flow(source, last)
        return
    for target in targets:
        pad.flow(source, target)
