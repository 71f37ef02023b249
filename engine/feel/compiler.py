"""Turning syntax trees into closures: literals, names, paths, contexts, decisions.

A closure takes the frame of variables in sight and gives a value. Operators, loops and calls are
compiled next door (compile_operators, compile_loops, compile_calls); all meet in ``code``.
"""

from collections.abc import Callable
from functools import singledispatch
from typing import Any, TypeAlias

from engine.feel import tree
from engine.feel.errors import DEFAULT, FeelError
from engine.feel.invocation import resolve
from engine.feel.json_values import SCALARS, from_json
from engine.feel.kinds import NULL
from engine.feel.library import BUILTINS
from engine.feel.operators import compare, half_open
from engine.feel.properties import property_of
from engine.feel.runtime import Frame, NoResult, Runtime
from engine.feel.temporal_text import parse_temporal
from engine.feel.types import conforms
from engine.feel.values import Function, Range, Value, kind

Code: TypeAlias = Callable[[Frame], Any]

_MISSING = object()
_CONSTANTS = (tree.Literal, tree.Temporal)


@singledispatch
def code(node: tree.Node) -> Code:
    """Compile a node; each kind of node registers its own way."""
    raise TypeError(f"{type(node).__name__} is no node")


def weight(node: tree.Node) -> int:
    """Count the nodes of a tree: the steps that one round of a loop over it costs."""
    return 1 + sum(weight(child) for child in tree.children(node))


def constant(value: Value) -> Code:
    """Compile what is the same every time."""
    return lambda _frame: value


@code.register
def _literal(node: tree.Literal) -> Code:
    return constant(node.value)


@code.register
def _temporal(node: tree.Temporal) -> Code:
    try:
        return constant(parse_temporal(node.text))
    except FeelError as error:
        return nothing(str(error), node.position)


def nothing(message: str, position: int) -> Code:
    """Compile what can only be null, with the warning why."""

    def run(frame: Frame) -> None:
        frame.rt.warn(message, position)

    return run


@code.register
def _name(node: tree.Name) -> Code:
    name, position = node.name, node.position

    def run(frame: Frame) -> Any:
        value = frame.vars.get(name, _MISSING)
        if value.__class__ in SCALARS or (value is not _MISSING and frame.parent is not None):
            return value
        return look_up(frame, name, position)

    return run


def look_up(frame: Frame, name: str, position: int | None) -> Any:
    """Find a name in this frame, in those around it, or among the built-ins."""
    value = find(frame, name)
    if value is _MISSING:
        value = BUILTINS.get(name)
        if value is None:
            frame.rt.warn(f"there is no variable {name!r}", position)
    return value


def find_function(frame: Frame, name: str, position: int | None) -> Any:
    """Find a function; a variable of that name which is none does not hide a built-in."""
    value = find(frame, name)
    if value.__class__ is Function:
        return value
    builtin = BUILTINS.get(name)
    if builtin is None and value is _MISSING:
        frame.rt.warn(f"there is no function {name!r}", position)
        return None
    return value if builtin is None else builtin


def find(frame: Frame, name: str) -> Any:
    """Find a variable in this frame or in those around it; _MISSING when there is none."""
    around: Frame | None = frame
    while around is not None:
        value = around.vars.get(name, _MISSING)
        if value is not _MISSING:
            return value if around.parent is not None else _admit(value, name, around.rt)
        around = around.parent
    return _MISSING


def _admit(value: Any, name: str, rt: Runtime) -> Any:
    """Convert a variable of the caller's, once per evaluation."""
    if value.__class__ in SCALARS:
        return value
    known = rt.admitted.get(id(value))
    if known is None:
        try:
            known = value, from_json(value)
        except FeelError as error:
            raise FeelError(f"variable {name!r}: {error.message}", text=rt.text) from None
        rt.admitted[id(value)] = known
    return known[1]


def lenient(node: tree.Node) -> Code:
    """Compile a node for which being absent is an answer: no warning for an unknown name."""
    if not isinstance(node, tree.Name):
        if not isinstance(node, tree.Path):
            return code(node)
        source, key = lenient(node.source), node.name

        def entry(frame: Frame) -> Any:
            value = source(frame)
            return value.get(key) if isinstance(value, dict) else path(value, key, frame.rt, None)

        return entry
    name = node.name

    def run(frame: Frame) -> Any:
        value = find(frame, name)
        return BUILTINS.get(name) if value is _MISSING else value

    return run


@code.register
def _path(node: tree.Path) -> Code:
    source, name, position = code(node.source), node.name, node.name_position

    def run(frame: Frame) -> Any:
        value = source(frame)
        if value.__class__ is dict and name in value:
            return value[name]
        return path(value, name, frame.rt, position)

    return run


def path(value: Value, name: str, rt: Runtime, position: int | None) -> Value:
    """Read an entry or a property; of a list, that of each element."""
    if isinstance(value, list):
        rt.charge(len(value))
        return [path(item, name, rt, position) for item in value]
    if isinstance(value, dict):
        if name in value:
            return value[name]  # type: ignore[no-any-return] # contexts hold values
        found: Value = None
        reason = f"the context has no entry {name!r}"
    else:
        try:
            return property_of(value, name)
        except NoResult as error:
            found, reason = None, str(error)
    if position is not None:
        rt.warn(reason, position)
    return found


@code.register
def _list(node: tree.List) -> Code:
    items = [code(item) for item in node.items]
    return lambda frame: [item(frame) for item in items]


@code.register
def _context(node: tree.Context) -> Code:
    entries = [(name, code(value)) for name, value in node.entries]
    names = [name for name, _ in entries]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        return nothing(f"the context has two entries {twice[0]!r}", node.position)

    def run(frame: Frame) -> dict[str, Any]:
        result: dict[str, Any] = {}
        inner = Frame(frame.rt, result, frame)
        for name, value in entries:
            result[name] = value(inner)
        return result

    return run


@code.register
def _interval(node: tree.Interval) -> Code:
    start, end, position = code(node.start), code(node.end), node.position
    start_included, end_included = node.start_included, node.end_included

    def run(frame: Frame) -> Range | None:
        low, high = start(frame), end(frame)
        if low is None or high is None or compare("<", low, high) is None:
            frame.rt.warn(f"there is no range from {kind(low)} to {kind(high)}", position)
            return None
        return Range(start=low, end=high, start_included=start_included, end_included=end_included)

    if not (isinstance(node.start, _CONSTANTS) and isinstance(node.end, _CONSTANTS)):
        return run
    # the bounds of most cells are literals: make their range once
    fixed = run(Frame(Runtime("", DEFAULT, None, {}), {}, None))
    return run if fixed is None else constant(fixed)


@code.register
def _test(node: tree.Test) -> Code:
    operator, operand, position = node.operator, code(node.operand), node.position

    def run(frame: Frame) -> Value:
        bound = operand(frame)
        try:
            return half_open(operator, bound)
        except NoResult as error:
            frame.rt.warn(str(error), position)
            return None

    return run


@code.register
def _if(node: tree.If) -> Code:
    condition, then, otherwise = code(node.condition), code(node.then), code(node.otherwise)
    position = node.condition.position

    def run(frame: Frame) -> Any:
        holds = condition(frame)
        if holds is True:
            return then(frame)
        if holds is not False:
            frame.rt.warn(f"the condition of if is {kind(holds)}, so else applies", position)
        return otherwise(frame)

    return run


@code.register
def _instance_of(node: tree.InstanceOf) -> Code:
    value, type_, position = code(node.value), node.type, node.position

    def run(frame: Frame) -> bool | None:
        found = value(frame)
        try:
            known = resolve(type_, frame.rt)
        except NoResult as error:
            frame.rt.warn(str(error), position)
            return None
        if found is None:
            return known == NULL
        frame.rt.charge_deep(found)
        return conforms(found, known)

    return run
