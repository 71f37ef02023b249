"""A token: one visit of one node, kept by SpiffWorkflow's `Task` with an ordinal for its id.

Nothing is predicted: a token exists from the moment it is real, so ordinals do not depend on
whether the state was saved and loaded in between.
"""

from enum import IntEnum
from typing import Any

from engine.interpreter import prune
from engine.interpreter.library import CANCELLED, COMPLETED, FUTURE, Task
from engine.interpreter.scopes import Scope


class Phase(IntEnum):
    """How far a token has come at its node; a retry goes on from where it stopped."""

    NEW = 0
    ACTIVE = 1
    """ElementActivated has been told."""
    ARMED = 2
    """Inputs are mapped, boundary events are armed."""
    WAITING = 3
    """The node waits for the world outside."""
    LEAVING = 4
    """The node has done its work."""
    MAPPED = 5
    """Outputs are mapped; what is left is to choose the way out."""


class Token(Task):
    """One visit of one node.  `internal_data` holds JSON that the node needs until it is left."""

    def __init__(
        self, flow: Any, node: Any, parent: "Token | None", state: int = FUTURE, *, ordinal: int
    ) -> None:
        """Enter the token into its flow."""
        self.phase = Phase.NEW
        self.via: str | None = None
        self.counter: int | None = None
        self.incident: int | None = None
        self.watches: list[int] = []
        self.scope: Scope | None = None
        super().__init__(flow, node, parent, state, ordinal)
        flow.open[ordinal] = self

    def _set_state(self, value: int) -> None:
        """Change the state, without the library's log record and clock."""
        self._state = value
        if value in (COMPLETED, CANCELLED):
            self.workflow.open.pop(self.id, None)

    def _add_child(self, task_spec: Any, state: int = FUTURE) -> "Token":
        """Let a successor (or a multi-instance body) begin after this token."""
        case = self.workflow.top_workflow
        return Token(self.workflow, task_spec, self, state, ordinal=case.next_ordinal())

    def spawn(self, node: Any, via: str | None = None) -> "Token":
        """Let a token begin at a node; it takes its first step when the queue comes to it."""
        token = self._add_child(node)
        token.via = via
        return token

    @property
    def alive(self) -> bool:
        """Whether the token is on its way: waiting, running, or stopped by an incident."""
        return self.id in self.workflow.open

    @property
    def case(self) -> Any:
        """The run it belongs to."""
        return self.workflow.top_workflow

    @property
    def outer(self) -> Scope:
        """The scope around this token's own."""
        if self.counter is None:
            flow_scope: Scope = self.workflow.scope
            return flow_scope
        wrapper: Scope = self.workflow.tasks[self._parent].scope
        return wrapper

    @property
    def inner(self) -> Scope:
        """The scope that the token's expressions look out from."""
        return self.outer if self.scope is None else self.scope

    def own_scope(self) -> Scope:
        """Return this token's own scope, opened if it had none."""
        if self.scope is None:
            self.scope = Scope(self.id, self.outer)
        return self.scope

    def ready(self) -> None:
        """Queue the token to go on."""
        self._ready()

    def drop(self, state: int) -> None:
        """Take the token out without the node's doing anything: consumed or withdrawn."""
        self._set_state(state)
        prune.splice(self)

    def _inherit_data(self) -> None:
        """Variables live in scopes: nothing is copied from token to token."""
