"""Timers, subscriptions and conditions of a migrated case: kept, added, taken away, changed.

What the new version says in the same words goes on as it is.  A timer whose words have changed
keeps its due time or begins anew, as the caller says; everything else that changed begins anew.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engine.interpreter import arming
from engine.interpreter.failures import Failure
from engine.interpreter.flows import Case, Flow, Watch
from engine.interpreter.migration.counterparts import Counterparts
from engine.interpreter.migration.wording import reason
from engine.interpreter.program import Program
from engine.interpreter.specs.compensation import Undoing
from engine.interpreter.specs.events import CatchEvent, EventGateway
from engine.interpreter.specs.handlers import EventSubprocess, StartEvent
from engine.interpreter.specs.transactions import CancelEnd
from engine.interpreter.tokens import Phase, Token
from engine.model import Finding

Nodes = list[Any]


class Rearming:
    """Goes through everything that may be armed in a case that has just been moved."""

    def __init__(
        self, case: Case, pairs: Counterparts, before: dict[int, str], timers: str
    ) -> None:
        """Take the case on its new program, and the old elements of its tokens by ordinal."""
        self.case = case
        self.pairs = pairs
        self.before = before
        self.timers = timers

    def run(self) -> Iterator[Finding]:
        """Bring everything in line with the new version; yields what fails there."""
        for flow in self.case.flows():
            yield from self._handlers(flow)
            for token in list(flow.open.values()):
                old = _node(self.pairs.old, self.before[token.id], token)
                old_nodes, nodes = _awaited(old, token), _awaited(token.task_spec, token)
                yield from self._change(token, old_nodes, nodes)
                yield from self._add(token, self._fresh(old_nodes, nodes))

    def _handlers(self, flow: Flow) -> Iterator[Finding]:
        """Bring the event sub-processes of one level in line, where it listens to them."""
        if not _listens(flow):
            return
        program = self.pairs.old
        graph = program.graph
        if flow.host is not None:
            graph = program.graphs[self.before[flow.host.id]]
        old_nodes = [handler.start for handler in graph.handlers]
        nodes = [handler.start for handler in flow.spec.handlers]
        yield from self._change(flow.task_tree, old_nodes, nodes)
        yield from self._add(flow.task_tree, self._fresh(old_nodes, nodes))

    def _fresh(self, old_nodes: Nodes, nodes: Nodes) -> Nodes:
        """Return the nodes that the old version did not have in this place."""
        known = {self.pairs.element(node.bpmn_id) for node in old_nodes}
        return [node for node in nodes if node.bpmn_id not in known]

    def _change(self, owner: Token, old_nodes: Nodes, nodes: Nodes) -> Iterator[Finding]:
        """Take away what is gone, and change what has changed."""
        now = {node.bpmn_id: node for node in nodes}
        for old in old_nodes:
            watches = [self.case.watches[ordinal] for ordinal in owner.watches]
            mine = [watch for watch in watches if watch.element_id == old.bpmn_id]
            node = now.get(self.pairs.element(old.bpmn_id) or "")
            if node is not None and self._goes_on(old, node):
                self._rename(mine, node.bpmn_id)
            else:
                for watch in mine:
                    self.case.disarm(watch)
                yield from self._add(owner, [] if node is None else [node])

    def _goes_on(self, old: Any, node: Any) -> bool:
        """Whether what is armed for a node stays as it is."""
        was, now = self._words(self.pairs.old, old), self._words(self.pairs.new, node)
        if was == now:
            return True
        only_timers = [words[0] for words in was] == [words[0] for words in now] == ["timer"]
        return only_timers and self.timers == "keep"

    def _words(self, program: Program, node: Any) -> list[tuple[Any, ...]]:
        """Return what the diagram says about when a node's events happen."""
        return [
            (event.kind, event.timer, event.condition, event.name, program.correlation_key(event))
            for event in node.element.events
        ]

    def _rename(self, watches: list[Watch], element_id: str) -> None:
        """Arm again under the new id, due at the same time, what goes on under another."""
        for watch in watches:
            if watch.element_id != element_id:
                self.case.disarm(watch)
                arming.start(self.case, replace(watch, element_id=element_id))

    def _add(self, owner: Token, nodes: Nodes) -> Iterator[Finding]:
        for node in nodes:
            try:
                arming.arm(self.case, owner, [node])
            except Failure as failure:
                yield reason("expression", node.bpmn_id, failure.message)


def _node(program: Program, element_id: str, token: Token) -> Any:
    """Return the node of the old version at which a token stood."""
    node = program.node(element_id)
    return node if token.counter is None else node.body


def _awaited(node: Any, token: Token) -> Nodes:
    """Return the nodes whose events are armed while a token is at a node."""
    if token.phase < Phase.ARMED:
        return []
    waits = token.phase == Phase.WAITING and token.incident is None
    if waits and isinstance(node, CatchEvent):
        return [*node.boundaries, node]
    if waits and isinstance(node, EventGateway):
        return [*node.boundaries, *(way.target for way in node.ways)]
    return list(node.boundaries)


def _listens(flow: Flow) -> bool:
    """Whether the event sub-processes of a level are armed: not before its start, nor when cut."""
    if flow.host is not None and isinstance(flow.host.task_spec, Undoing):
        return False
    return not any(map(_keeps_silent, flow.open.values()))


def _keeps_silent(token: Token) -> bool:
    """Whether nothing of its level is armed because of this token."""
    node = token.task_spec
    if isinstance(node, StartEvent):
        return token.phase < Phase.LEAVING
    if isinstance(node, EventSubprocess):
        return bool(node.start.element.interrupting)
    return isinstance(node, CancelEnd)
