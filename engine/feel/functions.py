"""Functions made outside of FEEL: business knowledge models and decision services of DMN."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.feel.compile import CALL_LEVELS, Body, closure, weight
from engine.feel.errors import DEFAULT
from engine.feel.expressions import Expression, expression
from engine.feel.json_values import from_json
from engine.feel.kinds import ANY, NAMES, Named, Type
from engine.feel.runtime import Frame, Runtime
from engine.feel.values import Function, Parameter

Params = Sequence[tuple[str, "str | Type | None"]]


def function(
    params: Params,
    body: str | Expression,
    scope: Mapping[str, Any],
    *,
    name: str = "",
    result: "str | Type | None" = None,
) -> Function:
    """Make a function of an expression; it sees its parameters, and beyond them the scope.

    A type is a Type, the name of one (of FEEL, or of the ``types`` given to the evaluation that
    calls), or None for Any. A call's work counts against the budget of the evaluation that calls.
    """
    if isinstance(body, str):
        body = expression(body, [*scope, *(param for param, _ in params)])
    outer = Frame(Runtime(body.text, DEFAULT, None, {}), scope, None)
    compiled = Body(body.code, body.tree.depth + CALL_LEVELS, weight(body.tree))
    return closure(_parameters(params), _type(result), compiled, outer, name)


def native(
    params: Params,
    call: Callable[..., Any],
    *,
    name: str = "",
    result: "str | Type | None" = None,
) -> Function:
    """Make a function of a Python callable that takes and gives FEEL values, in order.

    Whoever calls this decides what FEEL may reach; expressions themselves cannot.
    """

    def run(rt: Runtime, args: list[Any]) -> Any:
        rt.enter(CALL_LEVELS)
        value = from_json(call(*args))
        rt.depth += CALL_LEVELS
        return value

    return Function(name=name, params=_parameters(params), result=_type(result), call=run)


def _parameters(params: Params) -> tuple[Parameter, ...]:
    return tuple(Parameter(name=name, type=_type(type_)) for name, type_ in params)


def _type(type_: "str | Type | None") -> Type:
    if isinstance(type_, str):
        return NAMES.get(type_) or Named(type_)
    return ANY if type_ is None else type_
