"""What every node does: it is entered, does its work or waits, and is left by its ways."""

from collections.abc import Iterable
from typing import Any, ClassVar

from engine.diagram import Element
from engine.interpreter import arming, data, detours, mappings
from engine.interpreter.expressions import Names, condition
from engine.interpreter.failures import Failure
from engine.interpreter.graph import Graph, Way
from engine.interpreter.library import COMPLETED, READY, WAITING, BpmnSpecMixin
from engine.interpreter.scopes import write_local
from engine.interpreter.tokens import Phase, Token
from engine.model.events import (
    ElementActivated,
    ElementCompleted,
    ElementTerminated,
    Event,
    SequenceFlowTaken,
)


class Node(BpmnSpecMixin):
    """An element of the diagram that completes at once; the kinds override `begin` and `choose`."""

    maps_inputs: ClassVar[bool] = True
    undoes: ClassVar[bool] = False
    """Whether it stands for a completed sub-process that is being compensated."""
    shares_key: ClassVar[bool] = False
    """Whether the case that begins here waits for more messages of the same correlation."""
    ways: tuple[Way, ...] = ()
    boundaries: tuple[Any, ...] = ()
    undoer: Any = None
    """The node of the activity that compensates this one."""

    def __init__(self, graph: Graph, element: Element, name: str) -> None:
        """Enter the node into its graph."""
        super().__init__(graph, name)
        self.bpmn_id = element.id
        self.bpmn_name = element.name
        self.element = element
        self.gathers = quantity(element.start_quantity)
        self.gives = quantity(element.completion_quantity)

    @property
    def kind(self) -> str:
        """The element's kind as the history tells it."""
        return self.element.kind

    # What the kinds of nodes override

    def begin(self, token: Token) -> bool:  # noqa: ARG002  (for those that override it)
        """Do the node's work; False = it waits for the world outside.

        Evaluates everything that can fail before it tells anything.
        """
        return True

    def leaving(self, token: Token) -> None:
        """Bring out what the node has produced."""
        data.leave(token)
        mappings.map_outputs(token)

    def choose(self, token: Token) -> list[Way]:
        """Return the ways that the token leaves by: all that are free or whose condition holds.

        BPMN 2.0.2, 13.3.1: several outgoing flows are an implicit split; the default flow is taken
        when no condition holds. 10.4.1: an activity's own data ends with it, and the flows belong
        to what is around it, so that is what their conditions see.
        """
        names = token.case.names(token.outer)
        conditional = [way for way in self.ways if way.condition is not None]
        taken = [way for way in self.ways if not way.is_default and holds(way, names)]
        if not any(way.condition is not None for way in taken):
            taken += [way for way in self.ways if way.is_default]
        if conditional and not taken:
            raise Failure("condition", f"{self.bpmn_id}: no outgoing flow's condition is true")
        return taken

    def remember(self, token: Token) -> None:
        """Note a completed activity that can be compensated, with what it saw."""
        if self.undoer is not None:
            token.workflow.undo.append([self.bpmn_id, token.inner.visible(), None])

    def ends_with(self, host: Token, token: Token) -> bool:  # noqa: ARG002
        """Whether nothing is to follow a token inside this node's flow: ad-hoc alone says so."""
        return False

    def is_over(self, flow: Any, token: Token) -> bool:  # noqa: ARG002
        """Whether the flow inside this node has ended with this token."""
        return not flow.open

    def leads_on(self, token: Token) -> bool:  # noqa: ARG002  (for those that override it)
        """Whether the token may still come to what follows: joins wait for it."""
        return True

    def completed(self, token: Token) -> None:
        """Do what follows from the node's completion, before its ways are taken."""

    def interrupted(self, token: Token) -> None:
        """Take note that an event sub-process has taken back all that went on inside."""

    def abandoned(self, token: Token) -> None:
        """Call back what the node asked of the world outside."""

    def migrated(self, token: Token) -> Iterable[Event]:  # noqa: ARG002  (for those that override)
        """Return what the world outside is to know, when a waiting token has changed versions."""
        return ()

    # How the library's life cycle is filled

    def test(self) -> None:
        """Nothing to test: the structure was checked at deployment."""

    def _update_hook(self, token: Token) -> bool:
        """Begin, or wait until as many tokens have come as the activity begins with."""
        if self.gathers == 1 or token.via is None:
            return True
        others = [
            other
            for other in token.workflow.open.values()
            if other.task_spec is self and other.state < READY and other.via and other is not token
        ]
        if len(others) < self.gathers - 1:
            token._set_state(WAITING)  # noqa: SLF001  (the library's life cycle)
            return False
        others = others[: self.gathers - 1]
        token.internal_data["arrivals"] = sorted(other.id for other in (token, *others))
        for other in others:
            other.drop(COMPLETED)
        return True

    def _on_ready_hook(self, token: Token) -> None:
        token.case.queue.append(token)

    def _run_hook(self, token: Token) -> bool | None:
        if token.phase < Phase.ACTIVE:
            self._activate(token)
            token.phase = Phase.ACTIVE
        if token.phase < Phase.ARMED:
            arming.open_scope(token)
            if self.maps_inputs:
                if not data.enter(token):
                    return None
                mappings.map_inputs(token)
            arming.arm(token.case, token, self.boundaries)
            token.phase = Phase.ARMED
        if token.phase < Phase.WAITING:
            token.phase = Phase.WAITING
            if not self._begun(token):
                return None
            token.phase = Phase.LEAVING
        self._leave(token)
        return True

    def _begun(self, token: Token) -> bool:
        try:
            return self.begin(token)
        except Failure:
            token.phase = Phase.ARMED
            raise

    def _activate(self, token: Token) -> None:
        case, host = token.case, token.workflow.host
        around = token._parent if token.counter is not None else host and host.id  # noqa: SLF001  (the tree is the library's own bookkeeping)
        case.emit(
            ElementActivated(
                activity_id=case.id(token.id),
                element_id=self.bpmn_id,
                kind=self.kind,
                name=self.bpmn_name,
                scope_id=case.id_or_none(around or 0),
                loop_counter=token.counter,
                cause_id=case.id_or_none(token.internal_data.pop("cause", 0)),
                arrivals=tuple(map(case.id, token.internal_data.pop("arrivals", ()))),
            )
        )
        if token.counter is not None:
            multi_item(token)

    def _leave(self, token: Token) -> None:
        if token.phase < Phase.MAPPED:
            self.leaving(token)
            token.phase = Phase.MAPPED
        if token.counter is None:
            host = token.workflow.host
            last = host is not None and host.task_spec.ends_with(host, token)
            if last:
                token.internal_data.pop("then", None)  # nothing is to follow, not even going back
            away = last or detours.back(token)
            token.internal_data["ways"] = [] if away else [way.id for way in self.choose(token)]
        else:
            wrapper = token.workflow.tasks[token._parent]  # noqa: SLF001
            wrapper.task_spec.collect(wrapper, token)

    def _on_complete_hook(self, token: Token) -> None:
        case, flow = token.case, token.workflow
        case.disarm_all(token)
        case.emit(
            ElementCompleted(activity_id=case.id(token.id), element_id=self.bpmn_id, kind=self.kind)
        )
        if self.kind == "endEvent" and flow.decides:
            case.outcome = self.bpmn_id
        cut = flow.cut
        if "skipped" not in token.internal_data:
            self.remember(token)
            self.completed(token)
        asks = token.internal_data.get("asks")
        if asks:  # else nobody, or the case itself: `cancelling` goes on
            asker = case.token(asks)
            asker.task_spec.handled(asker)
        if token.counter is not None:
            wrapper = flow.tasks[token._parent]  # noqa: SLF001
            wrapper.task_spec.body_completed(wrapper, token)
        elif flow.cut == cut:
            self._lead_on(token)

    def _lead_on(self, token: Token) -> None:
        if detours.back(token):
            detours.go_back(token)
        else:
            self._take_ways(token)

    def _take_ways(self, token: Token) -> None:
        chosen = token.internal_data["ways"]
        for way in self.ways:
            for _ in range(self.gives if way.id in chosen else 0):
                follow(token, way.target, way.id)

    def terminated(self, token: Token) -> None:
        """Tell that the token was withdrawn, with what it asked of the world outside."""
        case = token.case
        if token.phase == Phase.WAITING and token.incident is None:
            self.abandoned(token)
        case.disarm_all(token)
        if token.phase > Phase.NEW:
            case.emit(
                ElementTerminated(
                    activity_id=case.id(token.id), element_id=self.bpmn_id, kind=self.kind
                )
            )


def follow(token: Token, target: Node, flow_id: str) -> Token:
    """Let a token leave by a sequence flow; returns the one that begins at its end."""
    case, after = token.case, token.spawn(target, flow_id)
    case.emit(
        SequenceFlowTaken(flow_id=flow_id, source_id=case.id(token.id), target_id=case.id(after.id))
    )
    return after


def quantity(text: str) -> int:
    """Return how many tokens begin or end an activity; what is no number was refused before."""
    return int(text) if text.isdigit() else 1


def holds(way: Way, names: Names) -> bool:
    """Whether a way's condition is true; a way without one is always free."""
    return way.condition is None or condition(way.condition, names)


def multi_item(token: Token) -> None:
    """Give a multi-instance body its input element."""
    loop = token.task_spec.element.loop
    if loop.input_element:
        item = token.internal_data.pop("item")
        changes = write_local(token.own_scope(), {loop.input_element: item})
        token.case.changed(changes, token.id)
