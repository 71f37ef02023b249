"""Pieces of FEEL text that know how tightly they bind, so that parentheses stand where needed."""

import re
from dataclasses import dataclass
from typing import Final

from engine import feel
from engine.importing.report import Untranslatable

IF: Final = 0
OR: Final = 1
AND: Final = 2
COMPARED: Final = 3
ADDED: Final = 4
MULTIPLIED: Final = 5
POWER: Final = 6
NEGATED: Final = 7
WHOLE: Final = 8

_NAME: Final = re.compile(r"[^\W\d]\w*")
_RESERVED: Final = frozenset(
    {
        *("and", "between", "case", "else", "every", "external", "false", "for", "function"),
        *("if", "in", "instance", "not", "null", "of", "or", "return", "satisfies", "some"),
        *("then", "true"),
    }
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some FEEL and the level at which it binds."""

    text: str
    level: int = WHOLE

    def at(self, level: int) -> str:
        """Return the text as an operand of something that binds at `level`."""
        return self.text if self.level >= level else f"({self.text})"


def name(text: str) -> Piece:
    """Return a variable; raises Untranslatable for what FEEL or this engine keeps for itself."""
    if not _NAME.fullmatch(text) or text in _RESERVED:
        raise Untranslatable(f"变量名“{text}”不可用", f"{text!r} cannot be the name of a variable")
    return Piece(text)


def entry(of: Piece, key: str) -> Piece:
    """Return the entry of a context."""
    if _NAME.fullmatch(key) and key not in _RESERVED:
        return Piece(f"{of.at(WHOLE)}.{key}")
    return call("get value", of, text(key))


def text(value: str) -> Piece:
    """Return a text literal."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return Piece(f'"{escaped}"')


def call(function: str, *arguments: Piece) -> Piece:
    """Return the call of a built-in function."""
    return Piece(f"{function}({', '.join(one.text for one in arguments)})")


def joined(left: Piece, operator: str, right: Piece, level: int) -> Piece:
    """Return two operands with an operator; operators of one level group from the left."""
    tighter = level if level in (OR, AND) else level + 1
    first = level + 1 if level == COMPARED else level  # comparisons do not chain
    return Piece(f"{left.at(first)} {operator} {right.at(tighter)}", level)


def chosen(condition: Piece, yes: Piece, no: Piece) -> Piece:
    """Return `if … then … else …`."""
    return Piece(f"if {condition.at(OR)} then {yes.at(OR)} else {no.at(IF)}", IF)


def negative(of: Piece) -> Piece:
    """Return the number with its sign turned."""
    return Piece(f"-{of.at(WHOLE)}", NEGATED)


def sequence(items: list[Piece]) -> Piece:
    """Return a list."""
    return Piece(f"[{', '.join(item.text for item in items)}]")


def context(entries: list[tuple[str, Piece]]) -> Piece:
    """Return a context; keys that are no names are quoted."""
    written = [
        f"{key if _NAME.fullmatch(key) and key not in _RESERVED else text(key).text}: {value.text}"
        for key, value in entries
    ]
    return Piece(f"{{{', '.join(written)}}}")


def checked(piece: Piece) -> Piece:
    """Return the piece if it is FEEL; raises Untranslatable otherwise."""
    try:
        feel.expression(piece.text)
    except feel.FeelError as error:
        raise Untranslatable(
            f"译文不是有效的 FEEL：{piece.text}",
            f"the translation {piece.text} is no FEEL: {error}",
        ) from None
    return piece
