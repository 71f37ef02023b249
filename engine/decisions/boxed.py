"""Boxed expressions compiled to closures: `(scope, run) -> value` (DMN 7.3 and 10.2)."""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from engine import feel
from engine.decisions.item_types import ItemType
from engine.decisions.run import Run, Site
from engine.decisions.tables import compiled_table
from engine.decisions.texts import Evaluate, Names, Scope, broken, literal, nothing, typed
from engine.decisions.tree import (
    Box,
    ConditionalBox,
    ContextBox,
    Entry,
    FilterBox,
    FunctionBox,
    InvocationBox,
    IterationBox,
    ListBox,
    Literal,
    RelationBox,
    Table,
    Variable,
    literals,
)
from engine.feel import Function, Value


def compiled(box: Box | None, names: Names) -> Evaluate:
    """Compile a boxed expression; the empty one is null."""
    if box is None:
        return nothing
    return typed(_inner(box, names), names.types.get(box.type_ref), box.place)


def _inner(box: Box, names: Names) -> Evaluate:  # noqa: PLR0911 - one case per kind of box
    match box:
        case Literal():
            return literal(box, names)
        case Table():
            return compiled_table(box, names)
        case ContextBox():
            return _context(box, names)
        case ListBox():
            return _list(box, names)
        case RelationBox():
            return _relation(box, names)
        case FunctionBox():
            return _function(box, names)
        case InvocationBox():
            return _invocation(box, names)
        case ConditionalBox():
            return _conditional(box, names)
        case FilterBox():
            return _filter(box, names)
        case _:
            return _iteration(box, names)


def _context(box: ContextBox, names: Names) -> Evaluate:
    steps: list[tuple[str | None, Evaluate]] = []
    for entry in box.entries:
        steps.append(_entry(entry, box.place, names))
        if entry.variable is not None:
            names = names.plus(entry.variable)

    def evaluate(scope: Scope, run: Run) -> Value:
        inner, result = dict(scope), dict[str, Value]()
        for name, step in steps:
            value = step(inner, run)
            if name is None:
                return value
            inner[name] = result[name] = value
        return result

    return evaluate


def _entry(entry: Entry, place: str, names: Names) -> tuple[str | None, Evaluate]:
    value = compiled(entry.value, names)
    if entry.variable is None:
        return None, value
    return entry.variable.name, typed(value, names.types.get(entry.variable.type_ref), place)


def _list(box: ListBox, names: Names) -> Evaluate:
    items = [compiled(item, names) for item in box.items]
    return lambda scope, run: [item(scope, run) for item in items]


def _relation(box: RelationBox, names: Names) -> Evaluate:
    types = [names.types.get(column.type_ref) for column in box.columns]
    rows = [
        [
            (column.name, typed(compiled(cell, names), wanted, box.place))
            for column, wanted, cell in zip(box.columns, types, row, strict=True)
        ]
        for row in box.rows
    ]
    return lambda scope, run: [{name: cell(scope, run) for name, cell in row} for row in rows]


def _function(box: FunctionBox, names: Names) -> Evaluate:
    if box.kind != "FEEL":
        return broken(box.place, f"functions of kind {box.kind} are not run, only FEEL")
    body = compiled(box.body, names.plus(*box.parameters))
    types = [names.types.get(parameter.type_ref) for parameter in box.parameters]

    def evaluate(scope: Scope, run: Run) -> Value:
        return callable_of(box.place, box.parameters, types, lambda: scope, body, run)

    return evaluate


def callable_of(  # noqa: PLR0917 - the parts of one function, in the order of the standard
    name: str,
    parameters: Collection[Variable],
    types: Collection[ItemType],
    scope: Callable[[], Scope],
    body: Evaluate,
    run: Run,
) -> Function:
    """Return a FEEL function over a compiled body; an argument of a wrong type is never passed on.

    `scope` gives what the body sees besides its parameters; it is asked at each call, so that
    functions may know each other.
    """
    columns = tuple(zip(parameters, types, strict=True))

    def call(*arguments: Value) -> Value:
        inner = dict(scope())
        for (parameter, wanted), argument in zip(columns, arguments, strict=True):
            value = wanted.coerce(argument, run.now)
            if value is None and argument is not None:
                run.error(name, f"argument {parameter.name} is not of type {wanted.name}")
                return None
            inner[parameter.name] = value
        run.enter(name)
        value = body(inner, run)
        run.leave()
        return value

    signature = [(parameter.name, wanted.type) for parameter, wanted in columns]
    return feel.native(signature, call, name=name)


def _invocation(box: InvocationBox, names: Names) -> Evaluate:
    callee = compiled(box.callee, names)
    bindings = {name: compiled(value, names) for name, value in box.bindings}

    def evaluate(scope: Scope, run: Run) -> Value:
        function = callee(scope, run)
        if not isinstance(function, Function):
            run.error(box.place, "what is invoked is not a function")
            return None
        arguments = {name: value(scope, run) for name, value in bindings.items()}
        return apply(function, arguments, run, box.place)

    return evaluate


def apply(function: Function, arguments: Scope, run: Run, place: str) -> Value:
    """Call a function with named arguments; unknown or missing names are an error."""
    if function.overloads:
        return _called(function, arguments, [f"{name}: " for name in arguments], run, place)
    wanted = [parameter.name for parameter in function.params]
    unknown = [name for name in arguments if name not in wanted]
    missing = [name for name in wanted if name not in arguments]
    if unknown or missing:
        run.error(place, f"arguments do not fit: unknown {unknown}, missing {missing}")
        return None
    ordered = {name: arguments[name] for name in wanted}
    return _called(function, ordered, [""] * len(wanted), run, place)


def _called(
    function: Function, arguments: Scope, labels: Sequence[str], run: Run, place: str
) -> Value:
    """Let FEEL do the call, so that it is checked and counted as any other."""
    scope: Scope = {f"a{i}": value for i, value in enumerate(arguments.values())}
    given = ", ".join(label + name for label, name in zip(labels, scope, strict=True))
    return run.value(feel.expression(f"f({given})"), {"f": function, **scope}, Site(place=place))


def _conditional(box: ConditionalBox, names: Names) -> Evaluate:
    test, then = compiled(box.test, names), compiled(box.then, names)
    otherwise = compiled(box.otherwise, names)

    def evaluate(scope: Scope, run: Run) -> Value:
        answer = test(scope, run)
        if answer is True:
            return then(scope, run)
        if answer is False or answer is None:
            return otherwise(scope, run)
        run.error(box.place, "the condition is neither true nor false")
        return None

    return evaluate


_ITEMS: Final = feel.expression("for element in source return element")


def _elements(source: Value, run: Run, place: str) -> list[Value] | None:
    """Return what FEEL's `for` would iterate over: the elements of a list or range, or None."""
    if isinstance(source, list):
        return source
    found = run.value(_ITEMS, {"source": source}, Site(place=place))
    return found if isinstance(found, list) else None


def _filter(box: FilterBox, names: Names) -> Evaluate:
    source = compiled(box.source, names)
    match = compiled(box.match, names.plus("item"))

    def evaluate(scope: Scope, run: Run) -> Value:
        elements = _elements(source(scope, run), run, box.place) or []  # null[...] is []
        kept: list[Value] = []
        for element in elements:
            members = element if isinstance(element, dict) else {}
            answer = match({**scope, "item": element, **members}, run)
            if answer is True:
                kept.append(element)
            elif answer is not False and answer is not None:
                run.error(box.place, "the match is neither true nor false")
                return None
        return kept

    return evaluate


def _iteration(box: IterationBox, names: Names) -> Evaluate:
    source = compiled(box.source, names)
    body = compiled(box.body, names.plus(box.name, "partial"))
    name, place = box.name, box.place
    sees_partial = any("partial" in inner.text for inner in literals(box.body))
    gather = {"for": _collected, "some": _some, "every": _every}[box.kind]

    def evaluate(scope: Scope, run: Run) -> Value:
        elements = _elements(source(scope, run), run, place)
        if elements is None:
            return None
        results: list[Value] = []
        for element in elements:
            partial = list(results) if sees_partial else None  # nobody may see it grow
            results.append(body({**scope, "partial": partial, name: element}, run))
        return gather(results, run, place)

    return evaluate


def _collected(values: list[Value], _run: Run, _place: str) -> Value:
    return values


def _some(values: list[Value], run: Run, place: str) -> Value:
    """Or in three values (DMN 10.3.2.14)."""
    if any(value is True for value in values):
        return True
    return _no_boolean(run, place) if any(value is not False for value in values) else False


def _every(values: list[Value], run: Run, place: str) -> Value:
    """And in three values (DMN 10.3.2.14)."""
    if any(value is False for value in values):
        return False
    return _no_boolean(run, place) if any(value is not True for value in values) else True


def _no_boolean(run: Run, place: str) -> Value:
    run.warn(place, "the test is neither true nor false for some element")
    return None
