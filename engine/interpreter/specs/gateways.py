"""Gateways: which ways are taken, and when waiting arrivals are let through.

Joins keep one waiting token per arrival and take one of each incoming flow when they fire; what is
surplus stays for the next firing, so that a join inside a rework loop fires once per round.
"""

from abc import abstractmethod
from collections.abc import Collection, Iterable

from engine.interpreter.expressions import condition
from engine.interpreter.failures import Failure
from engine.interpreter.flows import Flow
from engine.interpreter.graph import Way
from engine.interpreter.library import COMPLETED, READY, STARTED, WAITING
from engine.interpreter.specs.node import Node, holds
from engine.interpreter.tokens import Token

_HELD = frozenset({WAITING, STARTED})


class ExclusiveGateway(Node):
    """Takes the first way whose condition is true, else the default."""

    def choose(self, token: Token) -> list[Way]:
        """Return the one way."""
        names = token.case.names(token.inner)
        for way in self.ways:
            if not way.is_default and holds(way, names):
                return [way]
        default = [way for way in self.ways if way.is_default]
        if self.ways and not default:
            raise Failure(
                "condition", f"{self.bpmn_id}: no condition is true and there is no default"
            )
        return default


class ParallelGateway(Node):
    """Waits for a token of every incoming flow, then takes every way."""

    def choose(self, _: Token) -> list[Way]:
        """Return every way: conditions on a parallel split mean nothing (BPMN 2.0.2, 13.4.1)."""
        return list(self.ways)

    def _update_hook(self, token: Token) -> bool:
        if token.via is None:
            return True  # put here by hand: it waits for nobody
        taken = first_arrivals(self, token.workflow)
        if len(taken) < len(self.element.incoming):
            token._set_state(WAITING)  # noqa: SLF001  (the library's life cycle)
            return False
        consume(taken, token)
        return True


class Joining(Node):
    """A gateway that is asked, once nothing else goes on, whether it waits any longer."""

    reach: dict[str, frozenset[str]]
    """By element id: the incoming flows that a token there can still reach."""

    @abstractmethod
    def release(self, flow: Flow) -> bool:
        """Go on where nothing is waited for any more; whether anything happened."""

    def expects(self, flow: Flow, present: Collection[str]) -> bool:
        """Whether a token can still come to an incoming flow that has none.

        BPMN 2.0.2, 13.4.3: a token that can reach an empty incoming flow is waited for, unless it
        can also reach one that has its token already.
        """
        missing, here = set(self.element.incoming).difference(present), set(present)
        for other in flow.open.values():
            node = other.task_spec
            reach = self.reach.get(node.bpmn_id, frozenset())
            if node is not self and node.leads_on(other) and reach & missing and not reach & here:
                return True
        return False


class InclusiveGateway(Joining):
    """Waits for every token that can still come, then takes every way whose condition is true."""

    def choose(self, token: Token) -> list[Way]:
        """Return all ways whose condition is true, else the default."""
        names = token.case.names(token.inner)
        taken = [
            way
            for way in self.ways
            if not way.is_default and (way.condition is None or condition(way.condition, names))
        ]
        taken = taken or [way for way in self.ways if way.is_default]
        if self.ways and not taken:
            raise Failure(
                "condition", f"{self.bpmn_id}: no condition is true and there is no default"
            )
        return taken

    def _update_hook(self, token: Token) -> bool:
        if token.via is not None and len(self.element.incoming) > 1:
            token._set_state(WAITING)  # noqa: SLF001  (the library's life cycle)
            return False
        return True

    def release(self, flow: Flow) -> bool:
        """Let the waiting arrivals through when nothing can join them any more."""
        taken = first_arrivals(self, flow)
        if self.expects(flow, taken):
            return False
        oldest = min(taken.values(), key=lambda arrival: arrival.id)
        consume(taken, oldest)
        oldest.ready()
        return True


def first_arrivals(node: Node, flow: Flow) -> dict[str, Token]:
    """Return the oldest waiting arrival of each incoming flow."""
    taken: dict[str, Token] = {}
    for token in flow.open.values():
        if token.task_spec is node and token.state < READY and token.via is not None:
            taken.setdefault(token.via, token)
    return taken


def consume(taken: dict[str, Token], through: Token) -> None:
    """Take the arrivals out but the one that goes through, which tells of them."""
    if len(through.task_spec.element.incoming) > 1:
        through.internal_data["arrivals"] = sorted(arrival.id for arrival in taken.values())
    for arrival in taken.values():
        if arrival is not through:
            arrival.drop(COMPLETED)


def release_joins(flows: Iterable[Flow]) -> bool:
    """Let joins through that wait for nothing any more; whether one went."""
    for flow in flows:
        waiting = {
            token.task_spec
            for token in flow.open.values()
            if token.state in _HELD and isinstance(token.task_spec, Joining)
        }
        for node in sorted(waiting, key=lambda node: node.bpmn_id):
            if node.release(flow):
                return True
    return False
