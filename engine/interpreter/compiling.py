"""From a definition to a program: a node for each element, wired by the sequence flows."""

from collections.abc import Iterator
from functools import lru_cache

from engine import diagram
from engine.diagram import Element, Process, ad_hoc, kinds
from engine.errors import Invalid
from engine.interpreter.graph import Graph, body_name, node_name, part_name, undoing_name
from engine.interpreter.program import Program
from engine.interpreter.reach import reach
from engine.interpreter.rulings import Rulings
from engine.interpreter.specs.ad_hoc import AdHocSubprocess
from engine.interpreter.specs.compensation import (
    CompensationAmong,
    CompensationAmongApart,
    CompensationApart,
    ThrowCompensation,
    Undoing,
)
from engine.interpreter.specs.complex_gateway import ComplexGateway
from engine.interpreter.specs.containers import MultiInstance, Repeated, Subprocess
from engine.interpreter.specs.events import (
    CatchEvent,
    ErrorEnd,
    EventGateway,
    LinkThrow,
    ReceiveTask,
    TerminateEnd,
    ThrowEscalation,
    Throwing,
    ThrowMessage,
    ThrowMultiple,
    ThrowSignal,
)
from engine.interpreter.specs.gateways import (
    ExclusiveGateway,
    InclusiveGateway,
    Joining,
    ParallelGateway,
)
from engine.interpreter.specs.handlers import BoundaryEvent, EventSubprocess, StartEvent
from engine.interpreter.specs.loops import StandardLoop
from engine.interpreter.specs.node import Node
from engine.interpreter.specs.starts import GatheringStart, ParallelEventGateway
from engine.interpreter.specs.tasks import CallActivity, DecisionTask, Job, ScriptTask, UserTask
from engine.interpreter.specs.transactions import CancelAmong, CancelEnd
from engine.model import ProcessDefinition

PROGRAMS = 256
"""Compiled programs kept: more than a company has definitions in use at a time."""

NESTING = kinds.SUBPROCESSES
"""Kinds of elements that hold a level of the diagram."""
_KINDS: dict[str, type[Node]] = {
    "adHocSubProcess": AdHocSubprocess,
    "boundaryEvent": BoundaryEvent,
    "businessRuleTask": DecisionTask,
    "callActivity": CallActivity,
    "complexGateway": ComplexGateway,
    "eventBasedGateway": EventGateway,
    "exclusiveGateway": ExclusiveGateway,
    "inclusiveGateway": InclusiveGateway,
    "manualTask": Node,
    "parallelGateway": ParallelGateway,
    "receiveTask": ReceiveTask,
    "scriptTask": ScriptTask,
    "startEvent": StartEvent,
    "subProcess": Subprocess,
    "task": Node,
    "transaction": Subprocess,
    "userTask": UserTask,
}
_TOGETHER: dict[str, type[Node]] = {
    "eventBasedGateway": ParallelEventGateway,
    "startEvent": GatheringStart,
}
"""Kinds that differ where they wait for all of their events."""
_THROWN: dict[str, type[Throwing]] = {
    "cancel": CancelEnd,
    "compensate": ThrowCompensation,
    "error": ErrorEnd,
    "escalation": ThrowEscalation,
    "link": LinkThrow,
    "message": ThrowMessage,
    "signal": ThrowSignal,
    "terminate": TerminateEnd,
}


_WAITED_FOR = frozenset({"cancel", "compensate"})


@lru_cache(maxsize=PROGRAMS)
def program(definition: ProcessDefinition) -> Program:
    """Compile a definition.

    Raises Invalid when the diagram has no such process; what else stops it from being executed is
    for `check` to find.
    """
    drawn = diagram.read(definition.xml)
    process = drawn.processes.get(definition.key)
    if process is None:
        raise Invalid(f"the diagram has no process {definition.key!r}", key=definition.key)
    graphs = {scope_id: _graph(process, scope_id) for scope_id in _levels(process)}
    for scope_id, graph in graphs.items():
        graph.wire(list(process.children(scope_id)), process.flows)
        graph.unled = tuple(graph.node(one.id) for one in diagram.unled(process, scope_id))
    outermost = graphs[process.id]
    outermost.entrances = {
        event.id: outermost.node(begins.id) for event, begins in diagram.triggered(process)
    }
    for scope_id, graph in graphs.items():
        _finish(process, scope_id, graph, graphs)
    for event_id, handler in diagram.compensation_handlers(drawn, process).items():
        event = process.elements[event_id]
        graph = graphs[event.parent_id]
        graph.node(event.attached_to or "").undoer = graph.node(handler.id)
    return Program(
        diagram=drawn,
        process=process,
        graph=graphs.pop(process.id),
        graphs=graphs,
        decisions=Rulings(definition.decisions),
    )


def executed(element: Element) -> bool:
    """Whether elements of this kind are executed at all; for the particulars see `check`."""
    others = {"endEvent", "intermediateCatchEvent", "intermediateThrowEvent"}
    return (
        element.kind in _KINDS
        or element.kind in others
        or element.kind in {"serviceTask", "sendTask"}
    )


def _levels(process: Process) -> list[str]:
    inside = [element.id for element in process.elements.values() if element.kind in NESTING]
    return [process.id, *inside]


def _graph(process: Process, scope_id: str) -> Graph:
    graph = Graph(scope_id, process.elements.get(scope_id))
    for element in process.children(scope_id):
        kind = _kind(element)
        if kind is ThrowMultiple:
            _throw_multiple(graph, element)
        elif element.loop is None:
            kind(graph, element, node_name(element.id))
        else:
            around = StandardLoop if element.loop.kind == "standard" else MultiInstance
            wrapper: Repeated = around(graph, element, node_name(element.id))
            wrapper.body = kind(graph, element, body_name(element.id))
            if isinstance(wrapper, MultiInstance):
                wrapper.throwing = tuple(_thrown_by_instances(graph, element))
    return graph


def _thrown_by_instances(graph: Graph, element: Element) -> Iterator[tuple[Throwing, str | None]]:
    for which, thrown in enumerate(element.thrown_by_instances):
        part = _THROWN[thrown.event.kind](graph, element, part_name(element.id, which))
        part.by_instance = thrown.event
        yield part, thrown.condition


def _throw_multiple(graph: Graph, element: Element) -> None:
    """Make a node for an event with several effects: those that end its scope come last."""
    parts = []
    for which, event in enumerate(element.events):
        if event.kind not in _WAITED_FOR:
            part = _THROWN[event.kind](graph, element, part_name(element.id, which))
            part.which = which
            parts.append(part)
    parts.sort(key=lambda part: (isinstance(part, ErrorEnd), isinstance(part, TerminateEnd)))
    among = _among(element)
    if among is None:
        ThrowMultiple(graph, element, node_name(element.id)).parts = tuple(parts)
    else:
        among(graph, element, node_name(element.id)).others = tuple(parts)


def _among(element: Element) -> type[CompensationAmong] | None:
    """Return what undoes things beside other effects; None where nothing is undone."""
    undoing = [event for event in element.events if event.kind in _WAITED_FOR]
    if any(event.kind == "cancel" for event in undoing):
        return CancelAmong
    if any(event.waits for event in undoing):
        return CompensationAmong
    return CompensationAmongApart if undoing else None


def _kind(element: Element) -> type[Node]:
    """Return the class whose nodes behave as the element does."""
    if element.is_event_subprocess:
        return EventSubprocess
    if element.job is not None and element.decision is None and element.script is None:
        return Job
    together = element.collects or element.waits_for_all
    if together and element.kind in _TOGETHER:
        return _TOGETHER[element.kind]
    return _KINDS[element.kind] if element.kind in _KINDS else _event_kind(element)


def _event_kind(element: Element) -> type[Node]:
    event = element.event
    if element.kind != "intermediateCatchEvent" and len(element.events) > 1:
        return ThrowMultiple
    if element.kind == "intermediateCatchEvent":
        return Node if event is not None and event.kind == "link" else CatchEvent
    if event is not None and event.kind == "compensate" and not event.waits:
        return CompensationApart
    return Node if event is None else _THROWN[event.kind]


def _finish(process: Process, scope_id: str, graph: Graph, graphs: dict[str, Graph]) -> None:
    """Hang the graphs inside on their nodes, and work out what joins wait for."""
    for element in process.children(scope_id):
        node = graph.node(element.id)
        body = node.body if isinstance(node, Repeated) else node
        if isinstance(body, Subprocess):
            body.inside = graphs[element.id]
            undoing = Undoing(graph, element, undoing_name(element.id))
            undoing.inside = body.inside
            graph.undoing[element.id] = undoing
            if isinstance(body, AdHocSubprocess):
                body.startable = tuple(one.id for one in ad_hoc.startable(process, element.id))
                body.listening = tuple(one.id for one in ad_hoc.listening(process, element.id))
        elif isinstance(body, EventSubprocess):
            body.start = next(iter(graphs[element.id].starts.values()))
            body.start.handler = body
            if body.event.kind == "compensate":
                graph.compensation = body
        elif isinstance(body, Joining):
            body.reach = reach(process, element)
