"""Declaring built-in functions: a signature in words, and the Python function that does it."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from engine.feel.kinds import ANY, NAMES
from engine.feel.runtime import Runtime
from engine.feel.values import Function, Parameter

# Takes the running budget, then one argument per parameter.
Native = TypeVar("Native", bound=Callable[..., Any])

_SIGNATURE = re.compile(r"(?P<name>[^(]+)\((?P<params>.*)\) -> (?P<result>.+)")
_PARAMETER = re.compile(
    r"(?P<variadic>\*)?(?P<name>[^:?]+)(?P<optional>\?)?: (?P<type>[^?]+)(?P<nullable>\?)?"
)


class Registry:
    """Built-in functions by name, each with its overloads in the order they are tried."""

    def __init__(self) -> None:
        self.functions: dict[str, Function] = {}
        self.summaries: dict[str, str] = {}

    def define(self, signature: str, summary: str = "", *more: str) -> Callable[[Native], Native]:
        """Declare a built-in: ``name(param: type, optional?: type, *rest: type) -> type``.

        A type with a question mark takes null; so does Any. The summary is for designers. Further
        signatures are further ways to call it.
        """

        def register(native: Native) -> Native:
            for declared in (signature, *more):
                self._add(_function(declared, native), summary)
            return native

        return register

    def _add(self, function: Function, summary: str) -> None:
        known = self.functions.get(function.name)
        self.summaries.setdefault(function.name, summary)
        if known is not None:
            overloads = (*(known.overloads or (known,)), function)
            function = replace(known, overloads=overloads)
        self.functions[function.name] = function


def _function(signature: str, native: Callable[..., Any]) -> Function:
    found = _SIGNATURE.fullmatch(signature)
    assert found, signature
    declared = [part for part in found["params"].split(", ") if part]

    def call(rt: Runtime, args: list[Any]) -> Any:
        return native(rt, *args)

    return Function(
        name=found["name"],
        params=tuple(_parameter(part) for part in declared),
        result=NAMES[found["result"]],
        call=call,
    )


def _parameter(declared: str) -> Parameter:
    found = _PARAMETER.fullmatch(declared)
    assert found, declared
    type_ = NAMES[found["type"]]
    return Parameter(
        name=found["name"],
        type=type_,
        optional=bool(found["optional"]),
        nullable=bool(found["nullable"]) or type_ == ANY,
        variadic=bool(found["variadic"]),
    )
