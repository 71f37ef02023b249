"""Expressions and unary tests, ready to be evaluated any number of times."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.feel import tree
from engine.feel.compile import Code, code
from engine.feel.cursor import plain_name
from engine.feel.errors import (
    DEFAULT,
    EvaluationWarning,
    FeelConditionError,
    FeelLimitError,
    Limits,
)
from engine.feel.json_values import from_json
from engine.feel.kinds import Type
from engine.feel.library import FUNCTION_NAMES
from engine.feel.parser import parse, parse_tests
from engine.feel.runtime import Frame, Runtime
from engine.feel.values import Value, kind

CACHE = 4096  # expressions; a large deployment has some hundred distinct ones
CACHED = 2000  # characters; a stranger's longest texts must not stay in memory by the thousand
_NO_TYPES: Mapping[str, Type] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A value, and why parts of it became null."""

    value: Value
    warnings: tuple[EvaluationWarning, ...]


def expression(text: str, names: Collection[str] = ()) -> "Expression":
    """Parse and compile an expression; the same text gives the same object again.

    ``names``: the names in scope; only those that are more than one word (``Applicant Age``) need
    to be given. Raises FeelSyntaxError, or FeelLimitError for what is too long or nests too deep.
    """
    make = _expression if len(text) <= CACHED else _expression.__wrapped__
    return make(text, _relevant(text, names))


def unary_tests(text: str, names: Collection[str] = ()) -> "UnaryTests":
    """Parse and compile the cell of a decision table; see :func:`expression`."""
    make = _unary_tests if len(text) <= CACHED else _unary_tests.__wrapped__
    return make(text, _relevant(text, names))


def _relevant(text: str, names: Collection[str]) -> frozenset[str]:
    if not names:
        return frozenset()
    return frozenset(name for name in names if name[:1] in text and not plain_name(name))


@lru_cache(maxsize=CACHE)
def _expression(text: str, names: frozenset[str]) -> "Expression":
    try:
        node = parse(text, names, FUNCTION_NAMES)
        return Expression(text, node, code(node))
    except RecursionError:
        raise FeelLimitError("the expression nests too deep", text=text) from None


@lru_cache(maxsize=CACHE)
def _unary_tests(text: str, names: frozenset[str]) -> "UnaryTests":
    try:
        node = parse_tests(text, names, FUNCTION_NAMES)
        return UnaryTests(text, node, code(node))
    except RecursionError:
        raise FeelLimitError("the tests nest too deep", text=text) from None


class Expression:
    """A compiled expression; immutable, and safe to share between threads."""

    __slots__ = ("code", "text", "tree")

    def __init__(self, text: str, node: tree.Node, compiled: Code) -> None:
        self.text = text
        self.tree = node
        self.code = compiled

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"

    def evaluate(
        self,
        scope: Mapping[str, Any],
        *,
        now: dt.datetime | None = None,
        limits: Limits = DEFAULT,
        types: Mapping[str, Type] = _NO_TYPES,
    ) -> Result:
        """Evaluate with the variables of a scope.

        Variables may be FEEL values or what ``json`` reads (see from_json). ``now`` is the answer
        of now() and today(); ``types`` are the caller's own types by name. What has no result is
        null, with a warning. Raises FeelLimitError when a budget is used up, FeelError for a
        variable that is no FEEL value, for a failed assert() and for now() without a time.
        """
        rt = Runtime(self.text, limits, now, types)
        value = self._run(Frame(rt, scope, None))
        return Result(value=value, warnings=tuple(rt.warnings))

    def value(self, scope: Mapping[str, Any], *, now: dt.datetime | None = None) -> Value:
        """Evaluate, and give the mere value."""
        return self._run(Frame(Runtime(self.text, DEFAULT, now, _NO_TYPES), scope, None))

    def condition(self, scope: Mapping[str, Any], *, now: dt.datetime | None = None) -> bool:
        """Evaluate strictly: FeelConditionError unless it is true or false without a warning."""
        rt = Runtime(self.text, DEFAULT, now, _NO_TYPES)
        value = self._run(Frame(rt, scope, None))
        if rt.warnings:
            first = rt.warnings[0]
            raise FeelConditionError(first.message, text=self.text, position=first.position)
        if not isinstance(value, bool):
            raise FeelConditionError(
                f"the condition is {kind(value)} instead of true or false",
                text=self.text,
                position=0,
            )
        return value

    def _run(self, frame: Frame) -> Value:
        try:
            value = self.code(frame)
            if value.__class__ is list or value.__class__ is dict:
                frame.rt.check_result(value)
        except RecursionError:
            raise FeelLimitError("the evaluation nests too deep", text=self.text) from None
        return value  # type: ignore[no-any-return] # closures give values


class UnaryTests(Expression):
    """The compiled tests of a decision table's cell."""

    __slots__ = ()

    def test(
        self,
        value: Value,
        scope: Mapping[str, Any],
        *,
        now: dt.datetime | None = None,
        limits: Limits = DEFAULT,
        types: Mapping[str, Type] = _NO_TYPES,
    ) -> Result:
        """Test an input value (``?`` in the tests): true, false, or null with warnings."""
        rt = Runtime(self.text, limits, now, types)
        outer = Frame(rt, scope, None)
        found = self._run(Frame(rt, {"?": from_json(value)}, outer))
        return Result(value=found, warnings=tuple(rt.warnings))
