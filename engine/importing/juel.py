"""Expressions of Camunda 7, Flowable and Activiti (Jakarta Expression Language) as FEEL.

What is simple is translated: comparison, `and`/`or`/`not`, arithmetic, `?:`, `empty`, property and
index access.  Calls of methods run code of the old server; they are refused by name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.importing import pieces
from engine.importing.pieces import Piece
from engine.importing.report import Untranslatable

_PART: Final = re.compile(r"[$#]\{((?:[^{}\"']|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')*)\}")
_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w.])|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<name>[^\W\d]\w*)|(?P<mark>==|!=|<=|>=|&&|\|\||[-+*/%<>!?:.,()\[\]]))""",
    re.VERBOSE,
)
_BINARY: Final[dict[str, tuple[int, str]]] = {
    **dict.fromkeys(("||", "or"), (pieces.OR, "or")),
    **dict.fromkeys(("&&", "and"), (pieces.AND, "and")),
    **dict.fromkeys(("==", "eq"), (pieces.COMPARED, "=")),
    **dict.fromkeys(("!=", "ne"), (pieces.COMPARED, "!=")),
    **dict.fromkeys(("<", "lt"), (pieces.COMPARED, "<")),
    **dict.fromkeys((">", "gt"), (pieces.COMPARED, ">")),
    **dict.fromkeys(("<=", "le"), (pieces.COMPARED, "<=")),
    **dict.fromkeys((">=", "ge"), (pieces.COMPARED, ">=")),
    "+": (pieces.ADDED, "+"),
    "-": (pieces.ADDED, "-"),
    "*": (pieces.MULTIPLIED, "*"),
    **dict.fromkeys(("/", "div"), (pieces.MULTIPLIED, "/")),
    **dict.fromkeys(("%", "mod"), (pieces.MULTIPLIED, "%")),
}
KNOWN: Final = {
    # what the engines put into scope by themselves
    "nrOfInstances": Piece("numberOfInstances"),
    "nrOfActiveInstances": Piece("numberOfActiveInstances"),
    "nrOfCompletedInstances": Piece("numberOfCompletedInstances"),
    "loopCounter": Piece("loopCounter - 1", pieces.ADDED),  # theirs counts from 0
}
_CASE: Final = {
    ("execution", "processBusinessKey"): Piece("case.number"),
    ("execution", "businessKey"): Piece("case.number"),
}
_OBJECTS: Final = frozenset({"execution", "task", "authenticatedUserId", "variableScope"})


def is_template(text: str) -> bool:
    """Whether the text holds an expression of this language."""
    return "${" in text or "#{" in text


def template(text: str, initiators: frozenset[str] = frozenset()) -> Piece:
    """Translate `${…}`, alone or between other text; raises Untranslatable.

    `initiators` names the variables in which the old engine keeps who started the case.
    """
    try:
        parts = list(_parts(text.strip(), initiators)) or [pieces.text("")]
    except RecursionError:
        raise Untranslatable("嵌套太深", "it is nested too deeply") from None
    if len(parts) == 1:
        return pieces.checked(parts[0])
    result, *rest = [
        one if one.text.startswith('"') else pieces.call("string", one) for one in parts
    ]
    for part in rest:
        result = pieces.joined(result, "+", part, pieces.ADDED)
    return pieces.checked(result)


def _parts(text: str, initiators: frozenset[str]) -> Iterator[Piece]:
    position = 0
    for match in _PART.finditer(text):
        if match.start() > position:
            yield pieces.text(text[position : match.start()])
        yield _Reader(_tokens(match[1]), initiators).whole()
        position = match.end()
    rest = text[position:]
    if is_template(rest):
        raise Untranslatable(f"无法读取“{text}”", f"{text!r} cannot be read")
    if rest:
        yield pieces.text(rest)


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise Untranslatable(f"无法读取“{text}”", f"{text!r} cannot be read")
        found.append(match[0].strip())
        position = match.end()
    return found


@dataclass(slots=True)
class _Reader:
    """Reads by the levels of `_BINARY`, loosest first."""

    tokens: list[str]
    initiators: frozenset[str]
    at: int = 0

    def whole(self) -> Piece:
        piece = self.choice()
        if self.peek():
            raise self.strange()
        return piece

    def choice(self) -> Piece:
        piece = self.binary(pieces.OR)
        if not self.skip("?"):
            return piece
        yes = self.choice()
        self.expect(":")
        return pieces.chosen(piece, yes, self.choice())

    def binary(self, level: int) -> Piece:
        if level > pieces.MULTIPLIED:
            return self.unary()
        piece = self.binary(level + 1)
        while self.peek() in _BINARY and _BINARY[self.peek()][0] == level:
            operator = _BINARY[self.take()][1]
            right = self.binary(level + 1)
            if operator == "%":
                piece = pieces.call("modulo", piece, right)
            else:
                piece = pieces.joined(piece, operator, right, level)
        return piece

    def unary(self) -> Piece:
        if self.skip("!") or self.skip("not"):
            return pieces.call("not", self.unary())
        if self.skip("-"):
            return pieces.negative(self.unary())
        if self.skip("empty"):
            return _empty(self.unary())
        return self.access(*self.primary())

    def access(self, piece: Piece, said: str) -> Piece:
        while self.peek() in (".", "[", "("):
            mark = self.take()
            if mark == "(":
                raise _method(said)
            if mark == "[":
                piece = self.index(piece)
                continue
            key = self.take()
            said = f"{said}.{key}"
            if self.peek() == "(":
                raise _method(said)
            piece = _CASE.get((piece.text, key)) or pieces.entry(piece, key)
        if piece.text.split(".")[0] in _OBJECTS:
            raise Untranslatable(
                f"“{said}”是原引擎的对象", f"{said} is an object of the old engine"
            )
        return piece

    def index(self, of: Piece) -> Piece:
        key = self.peek()
        inner = self.choice()
        self.expect("]")
        if key[0] in "\"'":
            return pieces.entry(of, _unquoted(key))
        if key.isdecimal() and inner.text == key:
            return Piece(f"{of.at(pieces.WHOLE)}[{int(key) + 1}]")  # FEEL counts from 1
        raise Untranslatable("下标不是常数", "an index that is computed")

    def primary(self) -> tuple[Piece, str]:
        token = self.take()
        if token == "(":  # noqa: S105  a mark of the language, not a secret
            piece = self.choice()
            self.expect(")")
            return Piece(f"({piece.text})") if piece.level < pieces.WHOLE else piece, "(…)"
        if not token[:1].isalnum() and token[:1] not in ('"', "'", "_"):
            self.at -= 1
            raise self.strange()
        return self.word(token), token

    def word(self, token: str) -> Piece:
        if token[0] in "\"'":
            return pieces.text(_unquoted(token))
        if token in self.initiators:
            return Piece("case.initiator")
        literal = token[0].isdecimal() or token in ("true", "false", "null")
        if literal or token in _OBJECTS:
            return Piece(token)
        return KNOWN.get(token) or pieces.name(token)

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def skip(self, token: str) -> bool:
        if self.peek() != token:
            return False
        self.at += 1
        return True

    def expect(self, token: str) -> None:
        if not self.skip(token):
            raise self.strange()

    def strange(self) -> Untranslatable:
        token = self.peek()
        what = repr(token) if token else "the end"
        return Untranslatable(f"看不懂“{token or '结尾'}”", f"{what} is not understood")


def _method(said: str) -> Untranslatable:
    return Untranslatable(f"调用了方法“{said}(…)”", f"it calls the method {said}(…)")


def _empty(of: Piece) -> Piece:
    shown = pieces.call("string", of)
    return Piece(f'{of.at(pieces.ADDED)} = null or {shown.text} in ("", "[]", "{{}}")', pieces.OR)


def _unquoted(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1])
