"""FEEL as a diagram uses it: `=` marks an expression, anything else is a literal.

What an expression sees are the visible variables and `case`, the facts of the case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from engine import feel
from engine.interpreter.failures import Failure
from engine.interpreter.scopes import Scope

CASE = "case"
"""The reserved name of the facts of the case."""


TIERS: Final = (1_000, 20_000, feel.DEFAULT.steps)
"""FEEL steps that an expression is given: first what takes a millisecond, then more."""
_TRIES: Final = tuple((replace(feel.DEFAULT, steps=steps), more) for steps, more in pairwise(TIERS))
PURSE: Final = 20_000_000
"""FEEL steps that the costly expressions of one command may take together: some ten seconds."""


class Purse:
    """What the expressions of one command may cost together.

    An expression is tried with few steps for nothing; each next try with more is paid for.  So a
    loop of hostile expressions ends in an incident, by counting and not by a clock.
    """

    __slots__ = ("left",)

    def __init__(self) -> None:
        """Begin with all of it."""
        self.left = PURSE

    def pay(self, steps: int) -> None:
        """Take steps out; raises Failure when it is empty."""
        self.left -= steps
        if self.left < 0:
            raise Failure("limit", "the expressions of this command take too much computing")


class Names(Mapping[str, Any]):
    """The variables that an expression sees; FEEL takes them in as the JSON they are."""

    __slots__ = ("facts", "now", "purse", "scope")

    def __init__(self, scope: Scope, facts: Mapping[str, Any], now: datetime, purse: Purse) -> None:
        """Look out from `scope`."""
        self.purse = purse
        self.scope = scope
        self.facts = facts
        self.now = now

    def __getitem__(self, name: str) -> Any:
        return self.facts if name == CASE else self.scope.find(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.scope.visible() | {CASE: None})

    def __len__(self) -> int:
        return len(self.scope.visible() | {CASE: None})


def is_expression(text: str) -> bool:
    """Whether the text is FEEL and not a literal."""
    return text.startswith("=")


def value(text: str, names: Names, kind: str = "expression") -> Any:
    """Return the literal, or the value of the expression as JSON.

    Raises Failure of this kind when the expression is broken or asks for too much.
    """
    if not is_expression(text):
        return text
    try:
        return feel.to_json(_evaluate(feel.expression(text[1:].strip()), names).value)
    except feel.FeelError as error:
        raise Failure(kind, f"{text}: {error}") from error


def condition(text: str, names: Names) -> bool:
    """Return whether a condition holds; anything but true or false is a Failure, not a guess."""
    try:
        formula = feel.expression(text.removeprefix("=").strip())
        result = _evaluate(formula, names)
        if isinstance(result.value, bool) and not result.warnings:
            return result.value
        return formula.condition(names, now=names.now)  # raises, saying what is wrong
    except feel.FeelError as error:
        raise Failure("condition", f"{text}: {error}") from error


def string(text: str, names: Names) -> str:
    """Return a text; raises Failure when the expression gives something else."""
    found = string_or_none(text, names)
    if found is None:
        raise Failure("expression", f"{text}: expected a text, got null")
    return found


def string_or_none(text: str, names: Names) -> str | None:
    """Return a text, or None where the expression gives null; else raises Failure."""
    found = value(text, names)
    if found is not None and not isinstance(found, str):
        raise Failure("expression", f"{text}: expected a text, got {found!r}")
    return found


def strings(text: str, names: Names) -> tuple[str, ...]:
    """Return several texts: a list of them, or one text with commas between; null is none."""
    found = value(text, names)
    if found is None:
        return ()
    if isinstance(found, str):
        found = [part.strip() for part in found.split(",") if part.strip()]
    if not isinstance(found, list) or not all(isinstance(part, str) for part in found):
        raise Failure("expression", f"{text}: expected a list of texts, got {found!r}")
    return tuple(found)


def key(text: str, names: Names) -> str:
    """Return a correlation key: a text or a number; raises Failure when it is neither."""
    found = value(text, names)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise Failure("expression", f"{text}: a correlation key is a text or number, got {found!r}")
    return str(found)


def whole(text: str, names: Names, low: int, high: int) -> int:
    """Return a whole number within bounds; raises Failure when it is something else."""
    found = value(text, names)
    if isinstance(found, str) and found.strip().lstrip("-").isdigit():
        found = int(found)
    if isinstance(found, bool) or not isinstance(found, int) or not low <= found <= high:
        raise Failure(
            "expression", f"{text}: expected a number from {low} to {high}, got {found!r}"
        )
    return found


def problem(text: str) -> str | None:
    """Return what is wrong with the expression's text, None when it can be read."""
    try:
        feel.expression(text.removeprefix("=").strip())
    except feel.FeelError as error:
        return str(error)
    return None


def _evaluate(formula: feel.Expression, names: Names) -> feel.Result:
    for limits, more in _TRIES:
        try:
            return formula.evaluate(names, now=names.now, limits=limits)
        except feel.FeelLimitError:
            names.purse.pay(more)
    return formula.evaluate(names, now=names.now)
