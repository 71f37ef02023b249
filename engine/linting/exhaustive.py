"""Whether conditions on one variable leave no gap: tried at every literal and between them.

Conditions that compare one variable with literals change only at those literals.  So it is enough
to ask FEEL at each of them, between them and beyond them (for texts: at each and at another text).
Nothing is said of a variable that is missing.
"""

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from engine import feel

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<text>"[^"\\]*")|(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
    |(?P<mark>\.\.|<=|>=|!=|[-<>=()\[\],]))""",
    re.VERBOSE,
)
_WORDS: Final = frozenset({"and", "or", "not", "in", "between"})
_MOST: Final = 40  # literals; more are not tried
_OTHER: Final = "\0"  # a text that no condition names


def covers(conditions: list[str]) -> bool:
    """Whether at least one of the FEEL conditions holds whatever the one variable's value."""
    found = [_tokens(condition) for condition in conditions]
    if any(tokens is None for tokens in found):
        return False
    tokens = [token for one in found for token in one or ()]
    names = {text for kind, text in tokens if kind == "name" and text not in _WORDS}
    literals = {(kind, text) for kind, text in tokens if kind in ("text", "number")}
    if len(names) != 1 or not literals or len(literals) > _MOST:
        return False
    points = _points(literals)
    path = names.pop().split(".")
    return bool(points) and all(
        any(_holds(condition, path, point) for condition in conditions) for point in points
    )


def _tokens(condition: str) -> list[tuple[str, str]] | None:
    """Return the tokens as (kind, text); None where something else stands."""
    found: list[tuple[str, str]] = []
    position, end = 0, len(condition.rstrip())
    while position < end:
        match = _TOKEN.match(condition, position)
        if match is None:
            return None
        kind = match.lastgroup or ""
        if match[kind] == "-" and found and not _before_sign(*found[-1]):
            return None  # a difference: the condition changes elsewhere than at its literals
        found.append((kind, match[kind]))
        position = match.end()
    return found


def _before_sign(kind: str, text: str) -> bool:
    return text in _WORDS or (kind == "mark" and text not in (")", "]"))


def _points(literals: set[tuple[str, str]]) -> list[Any]:
    kinds = {kind for kind, _ in literals}
    if kinds == {"text"}:
        return [*(text[1:-1] for _, text in literals), _OTHER]
    if kinds != {"number"}:
        return []
    numbers = {Decimal(text) for _, text in literals}
    ordered = sorted(numbers | {-number for number in numbers})  # a minus is a mark of its own
    between = [(a + b) / 2 for a, b in pairwise(ordered)]
    return [ordered[0] - 1, *ordered, *between, ordered[-1] + 1]


def _holds(condition: str, path: list[str], point: Any) -> bool:
    value = point
    for name in reversed(path):
        value = {name: value}
    try:
        return feel.expression(condition).value(value) is True
    except feel.FeelError:
        return False
