"""A flow: one run of a process or of an embedded sub-process, with its tokens and its scope."""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from engine.interpreter import prune
from engine.interpreter.expressions import Names, Purse
from engine.interpreter.graph import Graph
from engine.interpreter.library import COMPLETED, BpmnSubWorkflow, BpmnWorkflow
from engine.interpreter.program import Program
from engine.interpreter.scopes import Changes, Scope
from engine.interpreter.tokens import Phase, Token
from engine.model import part_id
from engine.model.events import (
    CancellationCompleted,
    Event,
    InstanceCompleted,
    MessageUnsubscribed,
    SignalUnsubscribed,
    TimerDisarmed,
    VariablesChanged,
)

Undo = list[Any]
"""An activity that can be compensated: element id, the variables it saw, what it holds or null.

A fourth part, true, says that it had not completed itself: only what it holds can be compensated.
"""
Row = list[Any]
"""What a snapshot keeps of a token: ordinal, node, state, phase, and what else it has."""


@dataclass(slots=True, kw_only=True)
class Watch:
    """Something armed: a timer, a subscription to a message or a signal, or a condition.

    `owner` is the token that waits for it or that it may interrupt; for an event sub-process it is
    the root of the flow around.
    """

    id: int
    kind: str
    element_id: str
    owner: Token
    name: str = ""
    key: str = ""
    due_at: datetime | None = None
    cycle: Mapping[str, Any] | None = None
    held: bool = False
    """Whether the condition was true when it was looked at last."""
    which: int = 0
    """The place among the event definitions of the element."""
    brought: Mapping[str, Any] | None = None
    """Of what has come (`gathering`): its variables, and in `then` what it would wait for next."""
    then: "Watch | None" = None


class Flow(ABC):
    """What the run of a process and of a sub-process have in common."""

    spec: Graph
    tasks: dict[int, Token]
    task_tree: Token
    top_workflow: "Case"
    completed: bool
    scope: Scope
    host: Token | None
    open: dict[int, Token]
    """The living tokens by ordinal: waiting, running, or stopped by an incident."""
    cold: dict[int, Row]
    """Waiting multi-instance bodies of which only the snapshot's row is known so far."""
    undo: list[Undo]
    """What can be compensated in here, in the order of completion."""
    cut: int
    """Counts how often everything in this flow was withdrawn."""

    @property
    @abstractmethod
    def decides(self) -> bool:
        """Whether an end event in here says how the case ended."""

    def plant(self, ordinal: int) -> None:
        """Set the root of the task tree: no token, but owner of the event sub-process watches."""
        self.open = {}
        self.cold = {}
        self.undo = []
        self.cut = 0
        self.task_tree = Token(self, self.spec.start, None, COMPLETED, ordinal=ordinal)
        self.task_tree.phase = Phase.MAPPED
        del self.open[ordinal]

    def _task_completed_notify(self, token: Token) -> None:
        """Splice the token out; the last one ends the flow."""
        prune.splice(token)
        if not self.completed and self.is_over(token):
            self.completed = True
            self.top_workflow.disarm_all(self.task_tree)
            self.ended()

    @abstractmethod
    def is_over(self, token: Token) -> bool:
        """Whether the flow ends with this token."""

    def warm(self, row: Row) -> Token:
        """Make the living token that a row of a snapshot tells of."""
        ordinal, name, state, phase = row[:4]
        more = row[4] if len(row) > 4 else {}  # noqa: PLR2004  (what a token lacks is left out)
        parent = self.tasks[more["p"]] if "p" in more else self.task_tree
        token = Token(self, self.spec.task_specs["#" + name], parent, state, ordinal=ordinal)
        token.phase = Phase(phase)
        token.via, token.counter = more.get("v"), more.get("n")
        token.internal_data = more.get("d") or {}
        if "s" in more:
            token.scope = Scope(ordinal, token.outer, more["s"])
            token.scope.closed, token.scope.past = "c" in more, "t" in more
        if "i" in more:
            token.incident = more["i"]
            self.top_workflow.incidents[more["i"]] = token
        return token

    def warm_bodies(self, wrapper: int) -> None:
        """Make living tokens of all cold bodies of one multi-instance activity."""
        for ordinal in [ordinal for ordinal, row in self.cold.items() if row[4]["p"] == wrapper]:
            self.warm(self.cold.pop(ordinal))

    def rows(self) -> list[Row]:
        """Return what a snapshot keeps of the tokens, in the order in which they became real."""
        root = self.task_tree.id
        rows = [*self.cold.values(), *(_row(token, root) for token in self.open.values())]
        return sorted(rows, key=itemgetter(0))

    @abstractmethod
    def ended(self) -> None:
        """Answer the end of the flow."""


def _row(token: Token, root: int) -> Row:
    row: Row = [token.id, token.task_spec.name[1:], token.state, token.phase]
    scope, parent = token.scope, token._parent  # noqa: SLF001  (the library's tree)
    more = {
        "p": None if parent == root else parent,
        "v": token.via,
        "n": token.counter,
        "i": token.incident,
        "d": token.internal_data or None,
        "s": None if scope is None else scope.local,
        "c": True if scope is not None and scope.closed else None,
        "t": True if scope is not None and scope.past else None,
    }
    more = {name: found for name, found in more.items() if found is not None}
    return [*row, more] if more else row


class SubFlow(Flow, BpmnSubWorkflow):
    """The run of an embedded sub-process or event sub-process."""

    host: Token

    def __init__(self, graph: Graph, host: Token, root: int) -> None:
        """Begin empty."""
        super().__init__(graph, host.id, host.case, deserializing=True)
        self.host = host
        self.scope = host.own_scope()
        self.plant(root)
        self.top_workflow.subprocesses[host.id] = self

    def _calculate_depth(self) -> int:
        """Nobody asks for the depth; the library would count it by walking up."""
        return 0

    @property
    def decides(self) -> bool:
        """An event sub-process that interrupted the process stands for it."""
        handles = self.host.task_spec.element.is_event_subprocess
        interrupts = handles and self.host.task_spec.start.element.interrupting
        return bool(interrupts) and self.host.workflow is self.top_workflow

    def is_over(self, token: Token) -> bool:
        """Whether the flow ends with this token, as its node sees it."""
        return bool(self.host.task_spec.is_over(self, token))

    def ended(self) -> None:
        """Let the sub-process itself go on."""
        del self.top_workflow.subprocesses[self.host.id]
        if self.undo:
            self.host.internal_data["undo"] = self.undo
        self.host.phase = Phase.LEAVING
        self.host.ready()


class Case(Flow, BpmnWorkflow):
    """The run of a process: everything a snapshot holds, and the events of the present command."""

    subprocesses: dict[int, SubFlow]
    success: bool

    def __init__(
        self, program: Program, instance_id: UUID, facts: Mapping[str, Any], now: datetime
    ) -> None:
        """Begin empty."""
        super().__init__(program.graph, script_engine=self, deserializing=True)
        self.program = program
        self.instance_id = instance_id
        self.facts = facts
        self.now = now
        self.purse = Purse()
        self.ordinal = 0
        self.host = None
        self.scope = Scope(0)
        self.queue: deque[Token] = deque()
        self.parked: list[int] = []
        """Tokens that wait until the incident at a runaway token is retried."""
        self.events: list[Event] = []
        self.watches: dict[int, Watch] = {}
        self.touched: set[int] = set()
        """Owners of the scopes that changed since conditions were looked at."""
        self.fresh: set[int] = set()
        """Conditions armed since then."""
        self.incidents: dict[int, Token] = {}
        self.outcome = ""
        self.reason = ""
        """Why tokens are being taken back by hand."""
        self.cancelling: str | None = None
        """Why the case is being cancelled; None = it is not."""
        self.todo: list[Undo] = []
        """What is still to be undone then, the last first."""
        self.called: dict[int, str] = {}
        """Calls and their elements whose called processes are undone before anything in here."""
        self.takes_along = False
        """Whether a call that is withdrawn now is one of them, else its process just ends."""

    @property
    def decides(self) -> bool:
        """The process's own end events do."""
        return True

    def next_ordinal(self) -> int:
        """Return the number of the next part that becomes real."""
        self.ordinal += 1
        return self.ordinal

    def id(self, ordinal: int) -> UUID:
        """Return the id by which the world knows a part."""
        return part_id(self.instance_id, ordinal)

    def id_or_none(self, ordinal: int) -> UUID | None:
        """Return the id of an activity; None stands for the process itself."""
        return self.id(ordinal) if ordinal else None

    def emit(self, event: Event) -> None:
        """Tell what happened."""
        self.events.append(event)

    def names(self, scope: Scope) -> Names:
        """Return what an expression sees from a scope."""
        return Names(scope, self.facts, self.now, self.purse)

    def flows(self) -> list[Flow]:
        """Return the process and its running sub-processes, outer before inner."""
        return [self, *self.subprocesses.values()]

    def token(self, ordinal: int) -> Token | None:
        """Return the living token with this number."""
        for flow in self.flows():
            if ordinal in flow.cold:
                return flow.warm(flow.cold.pop(ordinal))
            if ordinal in flow.open:
                return flow.open[ordinal]
        return None

    def changed(self, changes: Changes, activity: int) -> None:
        """Tell of changed variables, an event for each scope."""
        for scope, by_name in changes.by_scope.values():
            self.touched.add(scope.owner)
            self.emit(
                VariablesChanged(
                    changes=by_name,
                    scope_id=self.id_or_none(scope.owner),
                    activity_id=self.id_or_none(activity),
                )
            )

    def disarm(self, watch: Watch) -> None:
        """Take one watch back and say so."""
        self.forget(watch)
        part, element_id = self.id(watch.id), watch.element_id
        if watch.kind == "timer":
            self.emit(TimerDisarmed(timer_id=part, element_id=element_id))
        elif watch.kind == "message":
            self.emit(MessageUnsubscribed(subscription_id=part, element_id=element_id))
        elif watch.kind == "signal":
            self.emit(SignalUnsubscribed(subscription_id=part, element_id=element_id))

    def forget(self, watch: Watch) -> None:
        """Take one watch out that has served."""
        del self.watches[watch.id]
        watch.owner.watches.remove(watch.id)

    def disarm_all(self, owner: Token) -> None:
        """Take every watch of a token back."""
        for watch in [self.watches[ordinal] for ordinal in owner.watches]:
            self.disarm(watch)

    def is_over(self, token: Token) -> bool:  # noqa: ARG002  (a sub-process asks its node)
        """Whether the case ends with this token; one that is cancelled has all of it to undo."""
        return not self.open and not self.todo

    def ended(self) -> None:
        """Say that the process has come to its end."""
        if self.cancelling is None:
            self.emit(InstanceCompleted(outcome=self.outcome))
        else:
            self.emit(CancellationCompleted(reason=self.cancelling))
