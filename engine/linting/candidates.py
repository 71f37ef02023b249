"""Whether a candidate rule (`gj:assign`, `gj:exclude`) can be read.

`engine.routing` reads and resolves such rules; it stands on the same floor, so that the outline of
its language is repeated here.  A test holds the two together.
"""

import re
from collections import deque
from typing import Final

FUNCTIONS: Final = {
    # the least and the greatest number of arguments
    "post": (1, 1),
    "head": (1, 1),
    "superior": (1, 2),
    "below": (1, 1),
    "user": (1, 1),
    "group": (1, 1),
    "done": (1, 1),
    "chosen": (1, 1),
    "chain": (1, 2),
    "duty": (1, 1),
}
GUARDS: Final = frozenset({"not_same_as", "not_in"})
_TOKEN: Final = re.compile(r"[^\s(),]+|[(),]")
_JOINING: Final = frozenset({"union", ",", "minus"})


def readable(text: str) -> bool:
    """Whether the text is a candidate rule."""
    tokens = deque(_TOKEN.findall(text))
    try:
        _expression(tokens)
    except (ValueError, IndexError, RecursionError):  # a wrong token, none left, too deep
        return False
    return not tokens


def is_path(token: str) -> bool:
    """Whether a token names variables of the case."""
    return token.startswith(("form.", "case."))


def _expression(tokens: deque[str]) -> None:
    _term(tokens)
    while tokens and tokens[0] in _JOINING:
        tokens.popleft()
        _term(tokens)


def _term(tokens: deque[str]) -> None:
    _bare_term(tokens)
    while tokens and tokens[0] in GUARDS:
        guard = tokens.popleft()
        _expect(tokens, "(")
        if guard == "not_in" and not (tokens[0] in FUNCTIONS or _is_people(tokens[0])):
            raise ValueError(tokens[0])
        _argument(tokens)
        _expect(tokens, ")")


def _is_people(token: str) -> bool:
    return token == "initiator" or is_path(token)  # noqa: S105  a word of the language


def _bare_term(tokens: deque[str]) -> None:
    token = tokens.popleft()
    if token == "(":  # noqa: S105  a mark of the language, not a secret
        _expression(tokens)
        _expect(tokens, ")")
    elif token in FUNCTIONS:
        _call(tokens, *FUNCTIONS[token])
    elif not _is_people(token):
        raise ValueError(token)


def _call(tokens: deque[str], least: int, most: int) -> None:
    _expect(tokens, "(")
    _argument(tokens)
    count = 1
    while tokens[0] == ",":
        tokens.popleft()
        _argument(tokens)
        count += 1
    _expect(tokens, ")")
    if not least <= count <= most:
        raise ValueError(count)


def _argument(tokens: deque[str]) -> None:
    token = tokens[0]
    if token in FUNCTIONS or _is_people(token):
        _bare_term(tokens)
    elif token in ("(", ")", ","):
        raise ValueError(token)
    else:
        tokens.popleft()


def _expect(tokens: deque[str], mark: str) -> None:
    if tokens.popleft() != mark:
        raise ValueError(mark)
