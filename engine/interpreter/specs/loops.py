"""The standard loop: an activity that is carried out again as long as its condition is true.

BPMN 2.0.2, 10.3.7 and 13.3.7: `testBefore` asks before the first time too, `loopMaximum` is the
most times, and `loopCounter` says which time it is (from 1; to the condition, how many times there
have been).
"""

from engine.diagram import Element
from engine.interpreter.expressions import condition
from engine.interpreter.graph import Graph
from engine.interpreter.scopes import Scope
from engine.interpreter.specs.containers import Repeated
from engine.interpreter.tokens import Token


class StandardLoop(Repeated):
    """The body around the rounds of a looping activity, one after the other."""

    def __init__(self, graph: Graph, element: Element, name: str) -> None:
        """Enter the body into its graph."""
        super().__init__(graph, element, name)
        self.most = None if self.loop.maximum is None else int(self.loop.maximum)

    @property
    def kind(self) -> str:
        """A name like that of a multi-instance body."""
        return "standardLoopBody"

    def begin(self, token: Token) -> bool:
        """Let the first round begin, unless it is asked before and not wanted."""
        if self.loop.test_before and not self._wanted(token, 0):
            return True
        self.spawn_body(token, 1)
        return False

    def collect(self, token: Token, body: Token) -> None:
        """See whether there is to be another round."""
        body.internal_data["again"] = self._wanted(token, body.counter or 0)

    def body_completed(self, token: Token, body: Token) -> None:
        """Go on to the next round, or end."""
        if body.internal_data["again"]:
            self.spawn_body(token, (body.counter or 0) + 1)
        else:
            self.finish(token)

    def body_withdrawn(self, token: Token) -> None:
        """End: a round that was taken back says nothing about another."""
        self.finish(token)

    def _wanted(self, token: Token, rounds: int) -> bool:
        if self.most is not None and rounds >= self.most:
            return False
        if self.loop.loop_condition is None:
            return True
        view = Scope(token.id, token.inner, {"loopCounter": rounds})
        return condition(self.loop.loop_condition, token.case.names(view))
