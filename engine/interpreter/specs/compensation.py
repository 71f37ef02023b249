"""Compensation: what was done is undone by handlers, the latest first.

BPMN 2.0.2, 10.7 and 13.5.5: an activity that has completed can be compensated, once, by the handler
at its compensation boundary event; a sub-process also by its compensation event sub-process, else
by compensating what was completed inside it.  A handler sees the variables as they were when the
activity completed; what it writes goes where the name lives now.
"""

from collections.abc import Iterator
from typing import Any

from engine.interpreter import withdrawing
from engine.interpreter.entering import enter
from engine.interpreter.failures import Failure
from engine.interpreter.flows import Flow, SubFlow, Undo
from engine.interpreter.graph import Graph, Way
from engine.interpreter.specs.events import Throwing, follow_from
from engine.interpreter.specs.handlers import EventSubprocess, begin_at
from engine.interpreter.specs.node import Node
from engine.interpreter.tokens import Phase, Token


class Compensating(Node):
    """A node that waits while handlers run for it, one after the other."""

    def go_on(self, token: Token) -> bool:
        """Let the next handler begin; False = everything is compensated."""
        todo = token.internal_data["todo"]
        if not todo:
            return False
        host, record = todo.pop()
        undo(token.case.subprocesses[host] if host else token.case, record, token.id)
        return True

    def handled(self, token: Token) -> None:
        """Answer the end of a handler."""
        self.go_on(token)


class Undoing(Compensating):
    """A completed sub-process that is compensated: its flow is opened again for the handlers."""

    maps_inputs = False
    undoes = True
    inside: Graph

    def begin(self, token: Token) -> bool:
        """Run the compensation event sub-process, else the handlers of what completed inside."""
        flow = SubFlow(self.inside, token, token.case.next_ordinal())
        flow.undo = token.internal_data.pop("inside")
        handler = None if token.internal_data.pop("part", False) else self.inside.compensation
        if handler is not None:
            begin_at(flow, handler, {})  # it asks for what else it wants compensated
        else:
            ask(token, [flow], None)
            self.go_on(token)
        return False  # it completes with the flow

    def leaving(self, token: Token) -> None:
        """Map nothing: the sub-process did when it completed."""


class ThrowCompensation(Compensating, Throwing):
    """Asks for the compensation of one activity, or of everything in the scope, and waits."""

    def begin(self, token: Token) -> bool:
        """Ask, and wait where anything is to be done."""
        ask(token, list(_scopes(token)), self.named)
        return not self.go_on(token)

    @property
    def named(self) -> frozenset[str] | None:
        """The ids of the activities to compensate; None = all that can be."""
        return None if self.event.ref is None else frozenset({self.event.ref})

    def handled(self, token: Token) -> None:
        """Let the next handler begin, or go on from here."""
        if not self.go_on(token):
            token.phase = Phase.LEAVING
            token.ready()

    def abandoned(self, token: Token) -> None:
        """Take back the handler that runs for this event."""
        for flow in token.case.flows():
            for other in list(flow.open.values()):
                if other.internal_data.get("asks") == token.id:
                    withdrawing.withdraw(other)


class CompensationApart(ThrowCompensation):
    """Asks for compensation and lets the case go on; it stays open until the handlers have ended.

    BPMN 2.0.2, table 10.86 (`waitForCompletion` false): only the flows out of it do not wait.
    """

    def begin(self, token: Token) -> bool:
        """Ask, and leave by every way while the handlers run."""
        ways = self.choose(token)
        if super().begin(token):
            return True
        for way in ways:
            enter(token.workflow, {"flow": way.id, "cause": token.id})
        token.internal_data["left"] = True
        return False

    def choose(self, token: Token) -> list[Way]:
        """Return no way once it was left."""
        return [] if "left" in token.internal_data else super().choose(token)


class CompensationAmong(ThrowCompensation):
    """An event with several effects of which one is compensation: it comes last and is waited for.

    BPMN 2.0.2, 10.5.3 and 10.5.5: all that a multiple event defines happens.
    """

    others: tuple[Throwing, ...]

    @property
    def named(self) -> frozenset[str] | None:
        """All that any of its definitions names."""
        refs = [event.ref for event in self.element.events if event.kind == "compensate"]
        return None if None in refs else frozenset(filter(None, refs))

    def begin(self, token: Token) -> bool:
        """Tell the others, or nothing when one of them fails; then ask."""
        told = len(token.case.events)
        try:
            for other in self.others:
                other.begin(token)
        except Failure:
            del token.case.events[told:]
            raise
        return super().begin(token)

    def completed(self, token: Token) -> None:
        """Let every effect that follows the completion happen."""
        follow_from(self.others, token)
        super().completed(token)


class CompensationAmongApart(CompensationAmong, CompensationApart):
    """The same where nobody waits for the compensation."""


def ask(token: Token, flows: list[Flow], named: frozenset[str] | None) -> None:
    """Take on what these flows have to compensate: the named activities of them, or all."""
    todo: list[Any] = []
    for flow in flows:
        chosen = [record for record in flow.undo if named is None or record[0] in named]
        flow.undo = [record for record in flow.undo if named and record[0] not in named]
        todo += [[0 if flow.host is None else flow.host.id, record] for record in chosen]
    token.internal_data["todo"] = todo


def _scopes(token: Token) -> Iterator[Flow]:
    """Yield the flows whose activities a thrown compensation reaches, outermost first.

    An event sub-process acts for the scope that it stands in.
    """
    flow: Flow = token.workflow
    if flow.host is not None and isinstance(flow.host.task_spec, EventSubprocess):
        yield from _scopes(flow.host)
    yield flow


def undo(flow: Flow, record: Undo, asker: int) -> None:
    """Let the handler of a record begin, for the token with this number; 0 = for the case."""
    element_id, variables, inside, *part = record
    graph = flow.spec
    node = graph.node(element_id).undoer if inside is None else graph.undoing[element_id]
    token = flow.task_tree.spawn(node)
    token.internal_data["asks"] = token.internal_data["cause"] = asker
    if inside is not None:
        token.internal_data["inside"] = inside
    if part:
        token.internal_data["part"] = True
    scope = token.own_scope()
    scope.local, scope.past = dict(variables), True
    node._update(token)  # noqa: SLF001  (the library's life cycle)
