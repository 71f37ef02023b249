"""Events that react to something happening to a living activity or scope."""

from collections.abc import Mapping
from typing import Any

from engine.diagram import EventDefinition
from engine.interpreter import arming, data, entering, gathering, mappings, withdrawing
from engine.interpreter.flows import Flow, SubFlow, Watch
from engine.interpreter.graph import Graph
from engine.interpreter.specs.node import Node
from engine.interpreter.tokens import Token


class Caught(Node):
    """An event that happened already when its token begins: it takes the payload and goes on."""

    @property
    def event(self) -> EventDefinition:
        """What it catches."""
        return self.element.events[0]

    @property
    def events(self) -> tuple[EventDefinition, ...]:
        """What it catches any of: several make a multiple event (BPMN 2.0.2, 10.5.5)."""
        return self.element.events

    def begin(self, token: Token) -> bool:
        """Take what the event brought along."""
        mappings.hand_in(token, token.internal_data.pop("payload", {}))
        return True


class StartEvent(Caught):
    """The start of a process, sub-process or event sub-process: from now on its events count."""

    handler: "EventSubprocess"
    """What it starts, when it stands in an event sub-process."""

    def begun_by(self, token: Token, _: str, payload: dict[str, Any]) -> None:
        """Begin the case with the event that has come."""
        if payload:
            token.internal_data["payload"] = payload

    def begin(self, token: Token) -> bool:
        """Arm the event sub-processes of the scope and take what started it."""
        token.internal_data["opens"] = True
        arming.open_scope(token)
        return super().begin(token)

    def leaving(self, token: Token) -> None:
        """Bring out what started it; a process begins when its required data inputs are there."""
        super().leaving(token)
        if token.workflow is token.case:
            needs = token.case.program.process.needs
            data.demand(token, token.case.scope, needs, "begins without the data input")

    def fired(self, watch: Watch, variables: Mapping[str, Any], missed: int) -> None:
        """Let the event sub-process begin."""
        self.handler.fired(watch, variables, missed)


class BoundaryEvent(Caught):
    """An event at the border of an activity: it cancels the activity, or happens beside it."""

    def react(self, host: Token, variables: Mapping[str, Any]) -> None:
        """Happen: cancel the activity at once when interrupting, then go on from here."""
        flow = host.workflow
        if self.element.cancel_activity:
            withdrawing.withdraw(host)
        begin_at(flow, self, variables, cause=host.id)

    def fired(self, watch: Watch, variables: Mapping[str, Any], missed: int) -> None:
        """React to what was armed; an event that does not interrupt arms again."""
        gathered = gathering.gather(watch, variables, missed)
        if gathered is None:
            return
        if not self.element.cancel_activity:
            gathered.again(watch.owner.case)
        self.react(watch.owner, gathered.variables)


class EventSubprocess(Node):
    """A sub-process that an event starts, cancelling its scope first when it interrupts."""

    start: StartEvent

    @property
    def event(self) -> EventDefinition:
        """What starts it."""
        return self.start.event

    @property
    def events(self) -> tuple[EventDefinition, ...]:
        """What any of starts it."""
        return self.start.events

    def react(self, flow: Flow, variables: Mapping[str, Any]) -> None:
        """Begin in this flow."""
        if self.start.element.interrupting:
            withdrawing.empty(flow)
            if flow.host is not None:
                flow.host.task_spec.interrupted(flow.host)
        begin_at(flow, self, variables)

    def fired(self, watch: Watch, variables: Mapping[str, Any], missed: int) -> None:
        """React to what was armed; an event that does not interrupt arms again."""
        gathered = gathering.gather(watch, variables, missed)
        if gathered is None:
            return
        if not self.start.element.interrupting:
            gathered.again(watch.owner.case)
        self.react(watch.owner.workflow, gathered.variables)

    def begin(self, token: Token) -> bool:
        """Open the flow inside and start it with the event."""
        flow = SubFlow(self.inside, token, token.case.next_ordinal())
        if not entering.begin_inside(flow, token):
            begin_at(flow, self.start, token.internal_data.pop("payload", {}))
        return False

    @property
    def inside(self) -> Any:
        """The graph of the sub-process."""
        return self.start._wf_spec  # noqa: SLF001  (the library's link from a node to its graph)


def begin_plainly(flow: Flow, variables: Mapping[str, Any]) -> None:
    """Let a flow begin at its plain start event, else at all that no sequence flow leads to."""
    graph: Graph = flow.spec
    if graph.entry is not None:
        begin_at(flow, graph.entry, variables)
        return
    for node in graph.unled:
        begin_at(flow, node, {})
    flow.open[min(flow.open)].internal_data["opens"] = True


def begin_at(flow: Flow, node: Node, variables: Mapping[str, Any], *, cause: int = 0) -> None:
    """Let a token begin at a node that no flow leads to, handing it variables."""
    token = flow.task_tree.spawn(node)
    if cause:
        token.internal_data["cause"] = cause
    if variables:
        token.internal_data["payload"] = dict(variables)
    node._update(token)  # noqa: SLF001  (the library's life cycle)
