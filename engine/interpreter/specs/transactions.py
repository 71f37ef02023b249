"""Transactions: a cancel end event undoes what was done and leaves by the cancel boundary event.

BPMN 2.0.2, 10.3.5 and 10.5.3: whatever still runs in the transaction is withdrawn, completed
activities are compensated, the latest first, and then the case goes on from the boundary event.
"""

from engine.interpreter import withdrawing
from engine.interpreter.flows import Flow
from engine.interpreter.specs.compensation import CompensationAmong, ThrowCompensation, ask
from engine.interpreter.tokens import Token


class CancelEnd(ThrowCompensation):
    """The end event that cancels its transaction."""

    def begin(self, token: Token) -> bool:
        """Withdraw what still runs and begin to compensate."""
        flow: Flow = token.workflow
        for other in list(flow.open.values()):
            if other is not token and other.alive:
                withdrawing.withdraw(other)
        token.case.disarm_all(flow.task_tree)
        ask(token, [flow], None)
        return not self.go_on(token)

    def completed(self, token: Token) -> None:
        """Leave the transaction by its cancel boundary event."""
        flow: Flow = token.workflow
        host = flow.host
        assert host is not None  # it stands in a transaction: checked at deployment
        if host.counter is not None:
            host = host.workflow.tasks[host._parent]  # noqa: SLF001  (the library's tree)
        boundaries = host.task_spec.boundaries
        next(node for node in boundaries if node.event.kind == "cancel").react(host, {})


class CancelAmong(CompensationAmong, CancelEnd):
    """An end event that cancels its transaction when its other effects have happened."""
