"""Embedded sub-processes and multi-instance activities: nodes with an inside."""

from typing import Any

from engine.diagram import Element
from engine.interpreter import entering, withdrawing
from engine.interpreter.expressions import Names, condition, value
from engine.interpreter.failures import Failure
from engine.interpreter.flows import SubFlow
from engine.interpreter.graph import Graph
from engine.interpreter.scopes import Scope, write
from engine.interpreter.specs.events import Throwing
from engine.interpreter.specs.handlers import begin_plainly
from engine.interpreter.specs.node import Node
from engine.interpreter.tokens import Phase, Token

MOST = 10_000
"""Instances of one multi-instance activity: more is a mistake in the data, and an incident."""


class Subprocess(Node):
    """An embedded sub-process: a flow of its own inside the case."""

    inside: Graph

    def begin(self, token: Token) -> bool:
        """Open the flow inside and begin at its start event; nothing inside is done at once."""
        begins = self.inside.entry is not None or self.inside.unled
        if not begins and "places" not in token.internal_data:
            return True
        flow = SubFlow(self.inside, token, token.case.next_ordinal())
        if not entering.begin_inside(flow, token):
            begin_plainly(flow, {})
        return False

    def remember(self, token: Token) -> None:
        """Note what can be compensated in here, unless a handler compensates the whole."""
        flow, inside = token.workflow, token.internal_data.get("undo", [])
        if flow.spec.node(self.bpmn_id).undoer is not None:
            super().remember(token)
        elif inside or self.inside.compensation is not None:
            flow.undo.append([self.bpmn_id, token.inner.visible(), inside])


class Repeated(Node):
    """The body around an activity that is carried out several times."""

    maps_inputs = False
    body: Node

    def __init__(self, graph: Graph, element: Element, name: str) -> None:
        """Enter the body into its graph."""
        super().__init__(graph, element, name)
        assert element.loop is not None
        self.loop = element.loop

    def spawn_body(self, token: Token, counter: int) -> Token:
        """Let one more instance begin."""
        body = token.spawn(self.body)
        body.counter = counter
        token.own_scope()  # the instances look out through it
        body.own_scope().local["loopCounter"] = counter
        self.body._update(body)  # noqa: SLF001  (the library's life cycle)
        return body

    def finish(self, token: Token) -> None:
        """Go on behind the activity."""
        token.phase = Phase.LEAVING
        token.ready()

    def leaving(self, token: Token) -> None:
        """Map nothing: the mappings are those of each instance."""


class MultiInstance(Repeated):
    """The body around the instances of an activity: it collects results until it is enough.

    Inside see `loopCounter` (from 1), the input element, and `numberOfInstances`,
    `numberOfActiveInstances`, `numberOfCompletedInstances`, `numberOfTerminatedInstances`.
    """

    throwing: tuple[tuple[Throwing, str | None], ...] = ()
    """What instances throw when they complete (BPMN 2.0.2, 13.3.7), with its condition."""

    @property
    def kind(self) -> str:
        """Zeebe's name, in BPMN's spelling."""
        return "multiInstanceBody"

    def begin(self, token: Token) -> bool:
        """Let every instance begin, or the first one."""
        items = self._items(token)
        total = len(items)
        token.internal_data |= {"results": [], "total": total, "gone": 0}
        self._count(token, done=0, active=0)
        if not items:
            return True
        if self.loop.kind == "sequential":
            token.internal_data["items"] = items
            self._spawn(token, 1, items[0])
        else:
            for counter, item in enumerate(items, 1):
                self._spawn(token, counter, item)
        return False

    def collect(self, token: Token, body: Token) -> None:
        """Take the output element of an instance that leaves, and see whether that is enough."""
        done = self._done(token) + 1
        results = list(token.internal_data["results"])
        if self.loop.output_collection:
            output = self.loop.output_element
            found = value(output, token.case.names(body.inner)) if output else None
            results.append([body.counter, found])
            body.internal_data["result"] = found
        counters = self._counters(token, done, self._active(token) - 1)
        view = Scope(token.id, token.inner, dict(counters))
        if self.loop.output_collection:
            view.local[self.loop.output_collection] = _in_order(results)
        names = token.case.names(view)
        text = self.loop.completion_condition
        body.internal_data["enough"] = text is not None and condition(text, names)
        if self.throwing:
            body.internal_data["attributes"] = {"loopCounter": body.counter, **counters}
            self._throw(body, names)

    def _throw(self, body: Token, names: Names) -> None:
        """Let the instance throw what its behavior says: all of it, or nothing where one fails."""
        thrown = [
            which
            for which, (_, text) in enumerate(self.throwing)
            if self._throws(body) and (text is None or condition(text, names))
        ]
        told = len(body.case.events)
        try:
            for which in thrown:
                self.throwing[which][0].begin(body)
        except Failure:
            del body.case.events[told:]
            raise
        body.internal_data["thrown"] = thrown

    def _throws(self, body: Token) -> bool:
        first = body.internal_data["attributes"]["numberOfCompletedInstances"] == 1
        return first or self.loop.behavior != "One"

    def body_completed(self, token: Token, body: Token) -> None:
        """Count an instance that completed; go on to the next, or end."""
        if self.loop.output_collection:
            result = [body.counter, body.internal_data["result"]]
            token.internal_data["results"].append(result)
        self._count(token, self._done(token) + 1, self._active(token) - 1)
        for which in body.internal_data.get("thrown", ()):
            self.throwing[which][0].completed(body)
        if not token.alive:
            return  # what was thrown has interrupted it
        if body.internal_data["enough"]:
            for other in withdrawing.bodies(token):
                withdrawing.withdraw(other)
            self.finish(token)
        else:
            self._go_on(token)

    def body_withdrawn(self, token: Token) -> None:
        """Count an instance that was taken back; go on to the next, or end: the last is the last.

        BPMN 2.0.2, 13.3.7: an activity completes when none of its instances is active any more.
        """
        token.internal_data["gone"] += 1
        self._count(token, self._done(token), self._active(token) - 1)
        self._go_on(token)

    def _go_on(self, token: Token) -> None:
        begun = self._done(token) + self._active(token) + token.internal_data["gone"]
        if begun < token.internal_data["total"]:
            self._spawn(token, begun + 1, token.internal_data["items"][begun])
        elif not self._active(token):
            self.finish(token)

    def leaving(self, token: Token) -> None:
        """Bring out the collected results, in the order of the input."""
        if self.loop.output_collection:
            collected = _in_order(token.internal_data["results"])
            changes = write(token.outer, {self.loop.output_collection: collected})
            token.case.changed(changes, token.id)

    def _items(self, token: Token) -> list[Any]:
        names = token.case.names(token.inner)
        if self.loop.input_collection:
            items = value(self.loop.input_collection, names)
            if not isinstance(items, list):
                raise Failure(
                    "expression", f"{self.loop.input_collection}: expected a list, got {items!r}"
                )
        else:
            text = self.loop.cardinality or ""
            count = value(text, names)
            if isinstance(count, bool) or not isinstance(count, int) or count < 0:
                raise Failure(
                    "expression", f"{text}: expected a number of instances, got {count!r}"
                )
            items = list(range(1, min(count, MOST + 1) + 1))
        if len(items) > MOST:
            raise Failure("limit", f"{len(items)} instances are more than {MOST}")
        return items

    def _spawn(self, token: Token, counter: int, item: Any) -> None:
        body = self.spawn_body(token, counter)
        if self.loop.input_element:
            body.internal_data["item"] = item
        body.own_scope().closed = self.loop.output_element is not None
        self._count(token, self._done(token), self._active(token) + 1)

    def _done(self, token: Token) -> int:
        return int(token.internal_data["done"])

    def _active(self, token: Token) -> int:
        return int(token.internal_data["active"])

    def _count(self, token: Token, done: int, active: int) -> None:
        """Keep the counts, and show them as variables: what those become elsewhere counts not."""
        token.internal_data |= {"done": done, "active": active}
        token.own_scope().local.update(self._counters(token, done, active))

    def _counters(self, token: Token, done: int, active: int) -> dict[str, int]:
        return {
            "numberOfInstances": token.internal_data["total"],
            "numberOfActiveInstances": active,
            "numberOfCompletedInstances": done,
            "numberOfTerminatedInstances": token.internal_data["gone"],
        }


def _in_order(results: list[list[Any]]) -> list[Any]:
    return [found for _, found in sorted(results, key=lambda result: int(result[0]))]
