"""A place in the tokens of a text, and the names that are known there.

Names with spaces are the reason why this is no grammar file: ``Applicant Age`` is one name where
it is in scope and a mistake where it is not, so names are matched token by token against those
known at that place, the longest first (docs/why/0010-feel-hand-written-parser.md).
"""

import difflib
import re
from collections.abc import Iterable

from engine.feel.errors import FeelSyntaxError
from engine.feel.tokens import Token, ascii_of, tokenize

KEYWORDS = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "return",
        "some",
        "every",
        "in",
        "satisfies",
        "and",
        "or",
        "between",
        "instance",
        "of",
        "function",
        "true",
        "false",
        "null",
    ]
)
NAME_SYMBOLS = frozenset("-+*/'.")  # DMN 1.5, rule 30: additional name symbols
# Properties with spaces are known after every dot.
_PROPERTIES = ("time offset", "start included", "end included")

Names = dict[str, list[tuple[tuple[str, ...], str]]]


def index_names(names: Iterable[str]) -> Names:
    """Sort names that are more than one token by their first token, the longest first."""
    index: Names = {}
    for name in names:
        words = tuple(token.value for token in tokenize(name)[:-1])
        if len(words) > 1 or (words and words[0] in KEYWORDS):
            index.setdefault(words[0], []).append((words, name))
    for found in index.values():
        found.sort(key=lambda entry: -len(entry[0]))
    return index


PROPERTIES = index_names(_PROPERTIES)


class Cursor:
    """A place in a text that can move on, take names and complain."""

    def __init__(self, text: str, known: Names, functions: Names) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.at = 0
        self.known = {first: list(found) for first, found in known.items()}
        self.functions = functions

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def ahead(self, count: int = 1) -> Token:
        """Look at a token further on (the last one is of kind ``end``)."""
        return self.tokens[min(self.at + count, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def is_symbol(self, *symbols: str) -> bool:
        token = self.token
        return token.kind == "symbol" and token.value in symbols

    def is_word(self, word: str) -> bool:
        token = self.token
        return token.kind == "name" and token.value == word

    def skip_symbol(self, symbol: str) -> bool:
        """Move past a symbol if it is here, and tell whether it was."""
        found = self.is_symbol(symbol)
        self.at += found
        return found

    def expect(self, symbol: str) -> Token:
        if not self.is_symbol(symbol):
            raise self.problem(symbol)
        return self.take()

    def expect_word(self, word: str) -> Token:
        if not self.is_word(word):
            raise self.problem(word)
        return self.take()

    def learn(self, name: str) -> str:
        """From here on, know a name that the text itself introduces."""
        for first, found in index_names((name,)).items():
            self.known.setdefault(first, []).extend(found)
            self.known[first].sort(key=lambda entry: -len(entry[0]))
        return name

    def known_name(self, *indexes: Names) -> str | None:
        """Take the longest known name of several tokens that begins here, if any."""
        first = self.token.value
        best: tuple[tuple[str, ...], str] | None = None
        for index in indexes:
            for words, name in index.get(first, ()):
                longer = best is None or len(words) > len(best[0])
                if longer and all(self._is_part(n, word) for n, word in enumerate(words)):
                    best = words, name
        if best is None:
            return None
        self.at += len(best[0])
        return best[1]

    def _is_part(self, offset: int, word: str) -> bool:
        token = self.ahead(offset)
        return token.value == word and token.kind not in {"string", "end"}

    def new_name(self, *stops: str) -> str:
        """Take the words of a name that is introduced here, up to a stop; learn it."""
        begin = self.at
        if self.token.kind != "name":
            raise self.problem("a name")
        self.take()
        while self._continues_name(stops):
            self.take()
        return self.learn(self._spelled(begin))

    def _spelled(self, begin: int) -> str:
        """Write the tokens from there to here with one space wherever there was any."""
        words, end = "", self.tokens[begin].start
        for token in self.tokens[begin : self.at]:
            words += " " * (token.start > end) + token.value
            end = token.end
        return words

    def _continues_name(self, stops: tuple[str, ...]) -> bool:
        token = self.token
        if token.value in stops:
            return False
        return token.kind in {"name", "number"} or token.value in NAME_SYMBOLS

    def label(self) -> str | None:
        """Take ``name:`` (of an argument or an entry) if one begins here."""
        begin = self.at
        while self._continues_name(()):
            self.at += 1
        if self.tokens[begin].kind == "name" and self.is_symbol(":"):
            words = self._spelled(begin)
            self.at += 1
            return words
        self.at = begin
        return None

    def problem(self, *expected: str) -> FeelSyntaxError:
        """Say what was expected here, what is here instead, and what may have been meant."""
        token = self.token
        found = "the text ends" if token.kind == "end" else f"there is {self._quoted(token)}"
        return FeelSyntaxError(
            f"expected {' or '.join(expected)}, but {found}",
            text=self.text,
            position=token.start,
            expected=expected,
            suggestion=self._suggestion(token),
        )

    def _quoted(self, token: Token) -> str:
        return repr(self.text[token.start : token.end][:40])

    def _suggestion(self, token: Token) -> str | None:
        if token.kind == "symbol":
            return {"≥": ">=", "≤": "<=", "≠": "!=", "&": "and", "|": "or", "!": "not( )"}.get(
                token.value, ascii_of(token.value)
            )
        if token.kind != "name" or token.value in KEYWORDS or self.at == 0:
            return None
        words = f"{self.tokens[self.at - 1].value} {token.value}"
        candidates = [
            name
            for index in (self.known, self.functions)
            for found in index.values()
            for _, name in found
        ]
        close = difflib.get_close_matches(words, candidates, 1, 0.75) or difflib.get_close_matches(
            token.value, sorted(KEYWORDS), 1, 0.75
        )
        return close[0] if close else None


def plain_name(name: str) -> bool:
    """Tell whether a name is one token of FEEL and therefore needs no declaration."""
    return bool(_PLAIN.fullmatch(name)) and name not in KEYWORDS


_PLAIN = re.compile(r"[A-Za-z_\u3400-\u9fff][A-Za-z_0-9\u3400-\u9fff]*")
