"""The decision requirements graph: what each decision sees, and in which order they are evaluated.

A decision sees what it requires and nothing else of the model (DMN 10.4); besides, it sees inputs
that the model does not declare at all, because modellers of decision tables for processes rarely
draw the process variables as input data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.decisions.boxed import callable_of, compiled
from engine.decisions.inputs import from_outside
from engine.decisions.item_types import ItemType, TypeTable
from engine.decisions.run import DecisionTrace, Run
from engine.decisions.texts import Evaluate, Names, Scope, Text, typed
from engine.decisions.tree import (
    Decision,
    Definitions,
    InputData,
    Knowledge,
    Node,
    Ref,
    Service,
    Variable,
    literals,
    names_inside,
)
from engine.feel import Function, Value, types


@dataclass(slots=True, kw_only=True)
class Frame:
    """What is known in one evaluation of the graph; a service that is called gets its own."""

    run: Run
    inputs: Mapping[str, Any]
    """Values from outside by name, or by `{namespace}name` for the data of an imported model."""
    known: dict[Ref, Value] = field(default_factory=dict)


class Graph:
    """One model with its imports, compiled."""

    def __init__(self, definitions: Definitions, imports: Mapping[str, "Graph"]) -> None:
        """Compile every decision and knowledge model; `imports` has graphs by namespace."""
        self.definitions = definitions
        self.imports = {i.namespace: (i.name, imports[i.namespace]) for i in definitions.imports}
        self.types = TypeTable(definitions.items, self._imported_types())
        self._named = self.types.named()
        self._said = {
            node.ref: "\n".join(literal.text for literal in literals(node.logic))
            for node in definitions.nodes.values()
            if isinstance(node, Decision)
        }
        self._own_names = frozenset(node.name for node in definitions.nodes.values())
        self._members = frozenset(self._member_names())
        self.texts: list[Text] = []
        """Every FEEL text of the model, for the lint."""
        self._logic = {
            node.ref: self._compile(node)
            for node in definitions.nodes.values()
            if isinstance(node, (Decision, Knowledge))
        }

    def locate(self, ref: Ref) -> "tuple[str | None, Graph, Node] | None":
        """Return the import name (None for our own), the graph and the element, if it exists."""
        if ref.namespace == self.definitions.namespace:
            node = self.definitions.nodes.get(ref.id)
            return None if node is None else (None, self, node)
        if ref.namespace not in self.imports:
            return None
        name, graph = self.imports[ref.namespace]
        found = graph.definitions.nodes.get(ref.id)
        return None if found is None else (name, graph, found)

    def names_for(self, node: Decision | Knowledge) -> Names:
        """Return what the logic of an element may use."""
        names: dict[str, types.Type] = dict.fromkeys(self._members, types.ANY)
        if isinstance(node, Knowledge):
            names[node.name] = types.NAMES["function"]
        for ref in (*_requires(node), *node.knowledge):
            found = self.locate(ref)
            if found is not None:
                _declare(names, *found)
        return Names(
            names=names,
            type_refs=self._type_refs(node),
            types=self.types,
            named=self._named,
            result=node.type_ref,
            texts=self.texts,
        )

    def _type_refs(self, node: Decision | Knowledge) -> dict[str, str | None]:
        found = [self.locate(ref) for ref in _requires(node)]
        return {f[2].name: f[2].type_ref for f in found if f is not None and f[1] is self}

    def decide(self, node: Decision, frame: Frame) -> Value:
        """Evaluate a decision, once in a frame, and note how it came about."""
        if node.ref in frame.known:
            return frame.known[node.ref]
        run = frame.run
        scope = self._scope(node, frame)
        before, run.matched = run.matched, []
        value = self._logic[node.ref](scope, run)
        frame.known[node.ref] = value
        run.traces.append(
            DecisionTrace(
                decision_id=node.ref.id,
                name=node.name,
                inputs={k: v for k, v in scope.items() if not isinstance(v, Function)},
                matched=tuple(run.matched),
                value=value,
            )
        )
        run.matched = before
        return value

    def serve(self, service: Service, given: Mapping[Ref, Value], run: Run) -> Value:
        """Evaluate the output decisions of a service from the values of its parameters alone."""
        frame = Frame(run=run, inputs={}, known=dict(given))
        results: dict[str, Value] = {}
        for ref in service.outputs:
            name, value = self._value(ref, frame, service.ref.id)
            results[name] = value
        answer: Value = next(iter(results.values())) if len(results) == 1 else results
        wanted = self.types.get(service.type_ref).result
        return typed(lambda _scope, _run: answer, wanted, service.ref.id)({}, run)

    def parameters(self, service: Service) -> list[tuple[Ref, str, ItemType]]:
        """Return the parameters of a service: input data, then input decisions (DMN 10.4)."""
        found = []
        for ref in (*service.data, *service.decisions):
            place = self.locate(ref)
            if place is not None:
                _, graph, node = place
                found.append((ref, node.name, graph.types.get(node.type_ref)))
        return found

    def function(self, node: Knowledge | Service, run: Run) -> Function:
        """Return a knowledge model or a service as something that FEEL can call."""
        if isinstance(node, Service):
            return self._service_function(node, run)
        parameters = () if node.function is None else node.function.parameters
        return callable_of(
            node.ref.id,
            parameters,
            [self.types.get(parameter.type_ref) for parameter in parameters],
            lambda: self._functions(node, run),
            self._logic[node.ref],
            run,
        )

    def _service_function(self, node: Service, run: Run) -> Function:
        known = self.parameters(node)

        def body(scope: Scope, inner: Run) -> Value:
            given = {ref: scope[name] for ref, name, _ in known}
            return self.serve(node, given, inner)

        variables = [Variable(name=name) for _, name, _ in known]
        types = [wanted for _, _, wanted in known]
        return callable_of(node.ref.id, variables, types, dict, body, run)

    def _functions(self, node: Knowledge, run: Run) -> Scope:
        scope: Scope = {node.name: self.function(node, run)}
        self._add_functions(scope, node.knowledge, run)
        return scope

    def _add_functions(self, scope: Scope, refs: Iterable[Ref], run: Run) -> None:
        for ref in refs:
            found = self.locate(ref)
            if found is not None and isinstance(found[2], (Knowledge, Service)):
                _put(scope, found[0], found[2].name, found[1].function(found[2], run))

    def _scope(self, node: Decision, frame: Frame) -> Scope:
        scope: Scope = self._undeclared(node, frame)
        for ref in node.requires:
            found = self.locate(ref)
            if found is not None:
                name, value = self._value(ref, frame, node.ref.id)
                _put(scope, found[0], name, value)
        self._add_functions(scope, node.knowledge, frame.run)
        return scope

    def _undeclared(self, node: Decision, frame: Frame) -> Scope:
        """Return the inputs that the model does not declare and that this decision speaks of."""
        said = self._said[node.ref]
        return {
            name: feel.from_json(value)
            for name, value in frame.inputs.items()
            if name in said and name not in self._own_names
        }

    def _value(self, ref: Ref, frame: Frame, place: str) -> tuple[str, Value]:
        """Return the name and value of a required element."""
        found = self.locate(ref)
        if found is None:
            frame.run.error(place, f"there is no element {ref.id!r}")
            return ref.id, None
        _, graph, node = found
        if isinstance(node, Decision):
            return node.name, graph.decide(node, frame)
        if isinstance(node, InputData):
            return node.name, graph.data(node, frame)
        return node.name, graph.function(node, frame.run)

    def data(self, node: InputData, frame: Frame) -> Value:
        """Return the value of input data, converted to its type."""
        if node.ref not in frame.known:
            wanted = self.types.get(node.type_ref)
            name = f"{{{node.ref.namespace}}}{node.name}"
            outside = frame.inputs.get(name, frame.inputs.get(node.name))
            frame.known[node.ref] = from_outside(outside, wanted, node.ref.id, frame.run)
        return frame.known[node.ref]

    def _compile(self, node: Decision | Knowledge) -> Evaluate:
        names = self.names_for(node)
        wanted = self.types.get(node.type_ref)
        if isinstance(node, Decision):
            return typed(compiled(node.logic, names), wanted, node.ref.id)
        if node.function is None:
            return compiled(None, names)
        if node.function.kind != "FEEL":
            return compiled(node.function, names)  # answers null and says why
        names = names.plus(*node.function.parameters)
        return typed(compiled(node.function.body, names), wanted.result, node.ref.id)

    def _imported_types(self) -> dict[str, TypeTable]:
        found: dict[str, TypeTable] = {}
        for namespace, (name, graph) in self.imports.items():
            found[name] = found[f"{{{namespace}}}"] = graph.types
        return found

    def _member_names(self) -> Iterable[str]:
        """Yield the names that stand after a dot: FEEL must know those that have blanks."""
        for _, graph in self.imports.values():
            yield from graph._members  # noqa: SLF001 - its own kind
        found = self.types.member_names()
        for node in self.definitions.nodes.values():
            logic = node.logic if isinstance(node, Decision) else None
            found.update(names_inside(node.function if isinstance(node, Knowledge) else logic))
        yield from (name for name in found if name and not name.isidentifier())


def _requires(node: Decision | Knowledge) -> tuple[Ref, ...]:
    return node.requires if isinstance(node, Decision) else ()


def _declare(
    names: dict[str, types.Type], import_name: str | None, graph: Graph, node: Node
) -> None:
    """Add the name of a required element, and the context of the import it comes by."""
    is_value = isinstance(node, (InputData, Decision))
    type_ = graph.types.get(node.type_ref).type if is_value else types.NAMES["function"]
    names[node.name] = types.ANY if import_name else type_
    if import_name:
        names[import_name] = types.ANY


def _put(scope: Scope, import_name: str | None, name: str, value: Value) -> None:
    """Make a value visible: an imported one as an entry of a context with the import's name."""
    if not import_name:
        scope[name] = value
        return
    context = scope.get(import_name)
    known = context if isinstance(context, dict) else {}
    scope[import_name] = {**known, name: value}
