"""Which flows a token leaves a node by, and who catches an error (BPMN 2.0.2, 13.3.1, 13.4, 13.5)."""

from tests.oracle.drawn import GATEWAYS


def chosen(graph, node, read):
    """Return the outgoing flows to take, or None where the node finds no way out.

    A node without outgoing flows ends the token's path (13.3.1: an implicit end).
    """
    flows = graph.outgoing[node.id]
    conditional = [flow for flow in flows if flow.condition is not None]
    if not conditional:
        return [f for f in flows if f.id != node.default] or flows
    met = [flow for flow in conditional if flow.condition.evaluate(read)]
    default = [flow for flow in flows if flow.id == node.default]
    if node.kind == "exclusiveGateway":  # 13.4.2: in order; the first that holds, and it alone
        return met[:1] or default or None
    free = [f for f in flows if f.condition is None and f.id != node.default]
    if node.kind in GATEWAYS:  # 13.4.3: all that hold
        return met or default or None
    return [*free, *met, *([] if met else default)] or None


def catcher(boundaries, code):
    """Return the boundary event for an error: the one with its code before one for any (10.5.6)."""
    errors = [b for b in boundaries if b.kind == "boundaryError"]
    exact = [b for b in errors if b.code == code]
    return next(iter(exact or [b for b in errors if b.code is None]), None)
