"""Compiling calls, function definitions, and the unary tests of decision tables."""

from collections.abc import Callable
from typing import Any, TypeAlias

from engine.feel import tree
from engine.feel.compiler import Code, code, find_function, lenient, weight
from engine.feel.invocation import invoke, resolve
from engine.feel.kinds import ANY, Type
from engine.feel.operators import compare, member
from engine.feel.runtime import Frame, NoResult, Runtime
from engine.feel.types import coerce
from engine.feel.values import Function, Parameter, Value, kind

# For these, a variable that is not there is an answer and no mistake.
_LENIENT = frozenset({"is defined", "get or else", "assert", "is blank", "is empty"})
# Python frames that a call adds to those of the tree levels of the body.
CALL_LEVELS = 3


@code.register
def _call(node: tree.Call) -> Code:
    function, position, names = _callee(node.function), node.position, node.names
    forgiving = isinstance(node.function, tree.Name) and node.function.name in _LENIENT
    args = [lenient(arg) if forgiving and n == 0 else code(arg) for n, arg in enumerate(node.args)]

    def run(frame: Frame) -> Value:
        callee = function(frame)
        if callee.__class__ is not Function:
            frame.rt.warn(f"{kind(callee)} is no function", position)
            return None
        try:
            return invoke(callee, [arg(frame) for arg in args], names, frame.rt)
        except NoResult as error:
            frame.rt.warn(str(error), position)
            return None

    return run


def _callee(node: tree.Node) -> Code:
    """A variable that happens to be named like a built-in does not hide the built-in."""
    if not isinstance(node, tree.Name):
        return code(node)
    name, position = node.name, node.position
    return lambda frame: find_function(frame, name, position)


@code.register
def _definition(node: tree.Definition) -> Code:
    if node.external:
        return _external(node)
    body = code(node.body)
    params = parameters(node.params)
    levels, cost = node.body.depth + CALL_LEVELS, weight(node.body)

    def run(frame: Frame) -> Function:
        return closure(params, ANY, Body(body, levels, cost), frame)

    return run


def _external(node: tree.Definition) -> Code:
    def refuse(_rt: Runtime, _args: list[Any]) -> Value:
        raise NoResult("external functions are not run: FEEL reaches nothing outside of itself")

    function = Function(params=parameters(node.params), result=ANY, call=refuse)
    return lambda _frame: function


def parameters(params: tuple[tuple[str, Type | None], ...]) -> tuple[Parameter, ...]:
    """Make parameters of declared names and types; without a type it is Any."""
    return tuple(Parameter(name=name, type=type_ or ANY) for name, type_ in params)


class Body:
    """The compiled body of a function, with what a call of it costs."""

    __slots__ = ("code", "cost", "levels")

    def __init__(self, body: Code, levels: int, cost: int) -> None:
        self.code = body
        self.levels = levels
        self.cost = cost


def closure(
    params: tuple[Parameter, ...], result: Type, body: Body, frame: Frame, name: str = ""
) -> Function:
    """Make a function whose body sees its arguments and the frame it was defined in."""
    names = [param.name for param in params]

    def call(rt: Runtime, args: list[Any]) -> Value:
        rt.charge(body.cost)
        rt.enter(body.levels)
        value = body.code(Frame(rt, dict(zip(names, args, strict=True)), frame))
        rt.depth += body.levels
        return value if result == ANY else coerce(value, resolve(result, rt))

    return Function(name=name, params=params, result=result, call=call)


Membership: TypeAlias = Callable[[Frame, Value], bool | None]


@code.register
def _in(node: tree.In) -> Code:
    value, tests = code(node.value), [membership(test) for test in node.tests]

    def run(frame: Frame) -> bool | None:
        found = value(frame)
        return any_of(tests, found, Frame(frame.rt, {"?": found}, frame))

    return run


@code.register
def _tests(node: tree.Tests) -> Code:
    tests, negated = [membership(test) for test in node.tests], node.negated
    if not tests:
        return lambda _frame: True

    def run(frame: Frame) -> bool | None:
        holds = any_of(tests, frame.vars["?"], frame)
        return holds if not negated or holds is None else not holds

    return run


def any_of(tests: list[Membership], value: Value, frame: Frame) -> bool | None:
    """Tell whether one of the tests holds: true, or null if one cannot tell, or false."""
    result: bool | None = False
    for test in tests:
        holds = test(frame, value)
        if holds is True:
            return True
        if holds is None:
            result = None
    return result


def membership(node: tree.Node) -> Membership:
    """Compile a unary test; an expression about ``?`` answers itself (DMN 1.5, 10.3.2.8)."""
    if isinstance(node, tree.Test):
        operator, operand, position = node.operator, code(node.operand), node.position

        def test(frame: Frame, value: Value) -> bool | None:
            bound = operand(frame)
            holds = compare(operator, value, bound)
            if holds is None:
                frame.rt.warn(f"{kind(value)} {operator} {kind(bound)} has no answer", position)
            return holds

        return test
    expression = code(node)

    def run(frame: Frame, value: Value) -> bool | None:
        found = expression(frame)
        if isinstance(found, bool) and not isinstance(value, bool):
            return found
        return member(value, found, frame.rt)

    return run if not _about_input(node) else _answer(expression, node.position)


def _about_input(node: tree.Node) -> bool:
    if isinstance(node, tree.Name):
        return node.name == "?"
    return any(_about_input(child) for child in tree.children(node))


def _answer(expression: Code, position: int) -> Membership:
    def run(frame: Frame, value: Value) -> bool | None:
        found = expression(frame)
        if found is None or isinstance(found, bool):
            return found
        frame.rt.warn(f"the test gives {kind(found)} instead of true or false", position)
        return member(value, found, frame.rt)

    return run
