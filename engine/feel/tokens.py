"""Cutting a FEEL text into tokens (DMN 1.5, 10.3.1.2, grammar rules 20 to 36 and 61 to 66)."""

import re
from dataclasses import dataclass
from typing import Literal

from engine.feel.errors import FeelLimitError, FeelSyntaxError

MAX_TEXT = 100_000  # characters; the largest expression of the compatibility kit has some 2,000

Kind = Literal["name", "number", "string", "symbol", "end"]

_WHITE = "\\s\u0085\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
# Full-width punctuation is a name character by the letter of the standard. Typed by mistake it
# must not glue two words together; in a declared name it still matches, token by token.
_FULL_WIDTH = "\u3001-\u3003\u3008-\u3011\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u167f\u1681-\u180d"
    "\u180f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe"
    "\uff00-\ufffd\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f\u2040\ufe0f\u20e3"
_TOKEN = re.compile(
    rf"(?P<skip>[{_WHITE}]+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r'|(?P<string>"(?:[^"\\]|\\.)*")'
    rf"|(?P<name>(?![{_FULL_WIDTH}])[{_START}](?:(?![{_FULL_WIDTH}])[{_PART}])*)"
    r"|(?P<symbol>\*\*|\.\.|!=|<=|>=|->|.)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_ASCII_OF = str.maketrans("“”„‘’、。【】", '"""\'\',.[]')


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text; ``value`` is the content of a string literal, otherwise the text itself."""

    kind: Kind
    value: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens, the last of kind ``end``.

    Raises FeelSyntaxError for a string literal or comment without end, FeelLimitError for a text
    longer than MAX_TEXT.
    """
    if len(text) > MAX_TEXT:
        raise FeelLimitError(f"an expression is {MAX_TEXT} characters at most", text=text[:100])
    tokens = []
    for found in _TOKEN.finditer(text):
        name = found.lastgroup
        if name == "skip":
            continue
        start, value = found.start(), found.group()
        if name == "string":
            tokens.append(Token("string", unescape(value[1:-1]), start, found.end()))
            continue
        if value == '"':
            raise _unfinished(text, start, 'the text that begins here has no closing "', '"')
        if value == "/" and text.startswith("/*", start):
            raise _unfinished(text, start, "the comment that begins here has no end", "*/")
        kind: Kind = "name" if name == "name" else "number" if name == "number" else "symbol"
        tokens.append(Token(kind, value, start, found.end()))
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _unfinished(text: str, start: int, message: str, expected: str) -> FeelSyntaxError:
    return FeelSyntaxError(message, text=text, position=start, expected=(expected,))


def unescape(body: str) -> str:
    r"""Resolve ``\n``, ``\"``, ``\u4E2D``, ``\U01F40E`` and pairs of surrogates."""
    if "\\" not in body:
        return body
    plain = _ESCAPE.sub(_unescaped, body)
    return _SURROGATES.sub(_joined, plain)


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code is None:
        letter = found[3]
        # an unknown escape stays as it is: regular expressions are written "\d" in FEEL texts
        return _ESCAPES.get(letter, letter if letter in "\"'\\" else "\\" + letter)
    return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else found[0]  # noqa: PLR2004 - Unicode ends here


def _joined(found: re.Match[str]) -> str:
    return found[0].encode("utf-16", "surrogatepass").decode("utf-16")


def ascii_of(symbol: str) -> str | None:
    """Give what somebody meant who typed full-width punctuation; None when there is no such."""
    if "\uff01" <= symbol <= "\uff5e":
        return chr(ord(symbol) - 0xFEE0)
    plain = symbol.translate(_ASCII_OF)
    return plain if plain != symbol else None
