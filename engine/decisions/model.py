"""A decision model: read once, evaluated as often as wanted (DMN 1.5)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, TypeVar

from lxml import etree

from engine import feel
from engine.decisions import linting
from engine.decisions.boxed import apply
from engine.decisions.errors import DecisionError
from engine.decisions.graph import Frame, Graph
from engine.decisions.inputs import from_outside
from engine.decisions.reading import definitions
from engine.decisions.run import Evaluation, Problem, Run
from engine.decisions.texts import Scope
from engine.decisions.tree import Decision as Node
from engine.decisions.tree import InputData, Knowledge, Ref, Service
from engine.decisions.tree import Node as AnyNode
from engine.diagram import xml
from engine.feel import Value
from engine.model import Finding

_Element = TypeVar("_Element", Node, Service, Knowledge)
_MAX_CHAIN: Final = 50  # decisions that require each other in a row: each takes Python frames
_NO_IMPORTS: Mapping[str, "DecisionModel"] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision as its caller sees it."""

    id: str
    name: str
    requires: tuple[str, ...]
    """The ids of the decisions and input data that it requires itself."""
    inputs: tuple[str, ...]
    """The names of all input data that it or what it requires needs."""


def read(
    source: bytes | etree._Element, imports: Mapping[str, "DecisionModel"] = _NO_IMPORTS
) -> "DecisionModel":
    """Read a DMN file (1.1 to 1.5); `imports` has the models it imports by their namespace.

    Raises UnsafeXML for bytes that are not safe to read, and DecisionError, naming the element,
    for what is no decision model, for an import that is not given, and for requirements in a
    circle.  An expression that is no FEEL does not stop the reading: `lint` finds it, and a
    decision that comes to it fails.
    """
    root = xml.read(source) if isinstance(source, bytes) else source
    tree = definitions(root)
    for wanted in tree.imports:
        if wanted.namespace not in imports:
            what = f"imports {wanted.namespace!r}, which is not given"
            raise DecisionError(what, element_id=wanted.name or tree.id)
    graph = Graph(tree, {namespace: model.graph for namespace, model in imports.items()})
    heights: dict[Ref, int] = {}
    for node in tree.nodes.values():
        _height(graph, node, (), heights)
    return DecisionModel(graph)


def _height(graph: Graph, node: AnyNode, path: tuple[Ref, ...], known: dict[Ref, int]) -> int:
    """Return how many decisions stand on each other here.

    Raises DecisionError for a circle, and for so many that Python's stack would not do.
    """
    if node.ref in path:
        circle = (*path[path.index(node.ref) :], node.ref)
        what = " requires ".join(ref.id for ref in circle)
        raise DecisionError(f"requires itself: {what}", element_id=node.ref.id)
    height = known.get(node.ref, 1)
    if len(path) + height > _MAX_CHAIN:
        raise DecisionError(f"more than {_MAX_CHAIN} decisions in a row", element_id=node.ref.id)
    if node.ref not in known and isinstance(node, Node):
        below = [found for found in map(graph.locate, node.requires) if found is not None]
        path = (*path, node.ref)
        height += max((_height(f[1], f[2], path, known) for f in below), default=0)
    known[node.ref] = height
    return height


class DecisionModel:
    """The decisions of one file; immutable, and safe to use from several threads."""

    def __init__(self, graph: Graph) -> None:
        """Take a compiled graph; use `read`."""
        self.graph = graph
        self.id = graph.definitions.id
        self.name = graph.definitions.name
        self.namespace = graph.definitions.namespace
        self.decisions: Mapping[str, Decision] = {
            node.ref.id: _decision(graph, node) for node in self._all(Node)
        }

    def evaluate(
        self,
        decision: str,
        inputs: Mapping[str, Any],
        *,
        now: datetime | None = None,
        limits: feel.Limits = feel.DEFAULT,
    ) -> Evaluation:
        """Evaluate a decision, named by its id or its name, from JSON or FEEL values.

        Data of an imported model may be named `{namespace}name`.  Bad data gives null with
        warnings; what the model does wrong, and a budget that is used up, gives null with
        errors.  Raises DecisionError where there is no such decision.
        """
        node = self._find(Node, decision)
        return _run(
            node.ref.id,
            now,
            limits,
            lambda run: self.graph.decide(node, Frame(run=run, inputs=inputs)),
        )

    def evaluate_service(
        self,
        service: str,
        inputs: Mapping[str, Any],
        *,
        now: datetime | None = None,
        limits: feel.Limits = feel.DEFAULT,
    ) -> Evaluation:
        """Evaluate a decision service by id or name: one output as it is, several as a context.

        Its input data and input decisions are taken from `inputs`; other decisions are evaluated.
        """
        node = self._find(Service, service)

        def serve(run: Run) -> Value:
            given = {
                ref: from_outside(inputs.get(name), wanted, ref.id, run)
                for ref, name, wanted in self.graph.parameters(node)
            }
            return self.graph.serve(node, given, run)

        return _run(node.ref.id, now, limits, serve)

    def invoke(
        self,
        knowledge: str,
        arguments: Mapping[str, Any],
        *,
        now: datetime | None = None,
        limits: feel.Limits = feel.DEFAULT,
    ) -> Evaluation:
        """Call a business knowledge model by id or name, with its arguments by name."""
        node = self._find(Knowledge, knowledge)

        def call(run: Run) -> Value:
            given: Scope = {name: feel.from_json(value) for name, value in arguments.items()}
            return apply(self.graph.function(node, run), given, run, node.ref.id)

        return _run(node.ref.id, now, limits, call)

    def lint(self) -> tuple[Finding, ...]:
        """Return what is wrong or doubtful in the model, element by element."""
        return linting.findings(self.graph)

    def _all(self, kind: type[_Element]) -> Iterator[_Element]:
        nodes = self.graph.definitions.nodes.values()
        return (node for node in nodes if isinstance(node, kind))

    def _find(self, kind: type[_Element], wanted: str) -> _Element:
        by_id = self.graph.definitions.nodes.get(wanted)
        if isinstance(by_id, kind):
            return by_id
        for node in self._all(kind):
            if node.name == wanted:
                return node
        raise DecisionError(f"no {kind.__name__.lower()} has this id or name", element_id=wanted)


def _decision(graph: Graph, node: Node) -> Decision:
    return Decision(
        id=node.ref.id,
        name=node.name,
        requires=tuple(ref.id for ref in node.requires),
        inputs=tuple(dict.fromkeys(_inputs(graph, node, set()))),
    )


def _inputs(graph: Graph, node: Node, seen: set[Ref]) -> Iterator[str]:
    seen.add(node.ref)
    for ref in node.requires:
        found = None if ref in seen else graph.locate(ref)
        if found is not None and isinstance(found[2], InputData):
            yield found[2].name
        elif found is not None and isinstance(found[2], Node):
            yield from _inputs(found[1], found[2], seen)


def _run(
    decision_id: str,
    now: datetime | None,
    limits: feel.Limits,
    evaluate: Callable[[Run], Value],
) -> Evaluation:
    run = Run(now=now, limits=limits)
    try:
        value = evaluate(run)
    except feel.FeelError as error:
        value = None
        run.error(decision_id, str(error))
    return Evaluation(
        decision_id=decision_id,
        value=value,
        warnings=_distinct(run.warnings),
        errors=_distinct(run.errors),
        trace=tuple(run.traces),
    )


def _distinct(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))
