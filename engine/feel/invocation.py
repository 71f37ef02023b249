"""Calling functions: fitting arguments to parameters, and choosing among overloads."""

from collections.abc import Sequence
from typing import Any

from engine.feel.kinds import CONTEXT, LIST
from engine.feel.literals import type_text
from engine.feel.runtime import NoResult, Runtime
from engine.feel.types import ANY, ContextOf, FunctionOf, ListOf, Named, RangeOf, Type, coerce
from engine.feel.values import Function, Parameter, Value, kind


def invoke(function: Function, args: list[Any], names: Sequence[str], rt: Runtime) -> Value:
    """Call a function, with positional arguments or (``names`` in step with them) named ones.

    NoResult when the arguments fit none of its signatures.
    """
    rt.charge(1)
    for arg in args:
        if arg.__class__ is list or arg.__class__ is dict:
            rt.charge(len(arg))
        elif arg.__class__ is str:
            rt.charge(len(arg) >> 6)
    for candidate in function.overloads or (function,):
        bound = _bind(candidate.params, args, names, rt)
        if bound is not None:
            return candidate.call(rt, bound)  # type: ignore[no-any-return] # a Value by contract
    given = ", ".join(str(kind(arg)) for arg in args)
    raise NoResult(f"{signature(function)} cannot be called with ({given})")


def signature(function: Function) -> str:
    """Write a function's name and parameters as a person reads them."""
    params = ", ".join(_shown(param) for param in function.params)
    return f"{function.name or 'the function'}({params})"


def _shown(param: Parameter) -> str:
    name = f"{param.name}..." if param.variadic else param.name
    shown = name if param.type == ANY else f"{name}: {type_text(param.type)}"
    return f"[{shown}]" if param.optional else shown


def _bind(
    params: tuple[Parameter, ...], args: list[Any], names: Sequence[str], rt: Runtime
) -> list[Any] | None:
    given: dict[str, Any] | None
    if names:
        given = dict(zip(names, args, strict=True))
        known = {param.name for param in params if not param.variadic}
        if len(given) != len(args) or not known >= given.keys():
            return None
    else:
        given = _by_position(params, args)
        if given is None:
            return None
    bound: list[Any] = []
    for param in params:
        if param.name not in given and (param.optional or param.variadic):
            bound.append(None)
            continue
        value = given.get(param.name)
        fitted = value if param.type == ANY else _fitted(value, resolve(param.type, rt), rt)
        if fitted is None and (value is not None or not param.nullable):
            return None
        bound.append(fitted)
    return bound


def _fitted(value: Value, type_: Type, rt: Runtime) -> Value:
    if isinstance(type_, (ListOf, ContextOf)) and type_ not in (LIST, CONTEXT):
        rt.charge_deep(value)
    return coerce(value, type_)


def _by_position(params: tuple[Parameter, ...], args: list[Any]) -> dict[str, Any] | None:
    if params and params[-1].variadic:
        fixed = len(params) - 1
        if len(args) <= fixed:
            return None
        given = {param.name: arg for param, arg in zip(params, args, strict=False)}
        return given | {params[-1].name: args[fixed:]}
    required = sum(not param.optional for param in params)
    if not required <= len(args) <= len(params):
        return None
    return {param.name: arg for param, arg in zip(params, args, strict=False)}


def resolve(type_: Type, rt: Runtime) -> Type:
    """Replace the names of the caller's types by what they stand for; NoResult when unknown."""
    match type_:
        case Named(name=name):
            if name not in rt.named_types:
                raise NoResult(f"there is no type {name!r}")
            return rt.named_types[name]
        case ListOf(item=item):
            return ListOf(resolve(item, rt))
        case RangeOf(bound=bound):
            return RangeOf(resolve(bound, rt))
        case ContextOf(entries=entries):
            return ContextOf(tuple((name, resolve(entry, rt)) for name, entry in entries))
        case FunctionOf(params=params, result=result):
            return FunctionOf(tuple(resolve(p, rt) for p in params), resolve(result, rt))
        case _:
            return type_
