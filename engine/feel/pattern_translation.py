"""Translating regular expressions of XPath 3.1 to those of the ``regex`` package.

The grammar is that of XML Schema with XPath's additions (XPath Functions 3.1, 5.6.1): anchors,
reluctant quantifiers, groups, back-references, classes minus classes, blocks such as
``IsBasicLatin``. What is refused there is refused here.
"""

import re

from engine.feel.runtime import NoResult

# Atoms after all repetitions are written out: a{10}{10} is a hundred. Compiling takes 5 µs each.
MAX_EXPANDED = 5_000
_QUANTIFIER = re.compile(r"\{([0-9]{1,6})(?:,([0-9]{0,6}))?\}")


class Translation:
    """One walk through an XPath pattern, character by character."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = _without_space(pattern) if "x" in flags else pattern
        self.dot_all = "s" in flags
        self.lines = "m" in flags
        self.at = 0
        self.groups = 0
        self.classes = 0
        # atoms in each open group, and in the atom just read: what a repetition would multiply
        self.sizes = [0]
        self.last = 0

    def run(self) -> str:
        """Translate; NoResult says why it is no regular expression."""
        out = []
        while self.at < len(self.pattern):
            out.append(self._next())
        return "".join(out)

    def _next(self) -> str:  # noqa: PLR0911 - one line per kind of character
        letter = self.pattern[self.at]
        if self.classes == 0 and letter == "{":
            return self._repetition()
        self.at += 1
        if letter == "\\":
            return self._counted(self._escape())
        if letter == "[":
            return self._open_class()
        if self.classes:
            return self._in_class(letter)
        if letter in "()":
            return self._group(letter)
        if letter == ".":
            return self._counted("." if self.dot_all else "[^\\n\\r]")
        if letter == "$":
            return "$" if self.lines else "\\Z"
        return letter if letter in "*+?|^" else self._counted(letter)

    def _counted(self, atom: str) -> str:
        """Note one more atom (a whole class is one: only its opening bracket comes here)."""
        if self.classes == 0:
            self.last = 1
            self.sizes[-1] += 1
        return atom

    def _group(self, letter: str) -> str:
        if letter == "(":
            if (
                self.pattern.startswith("?", self.at)
                and self.pattern[self.at : self.at + 2] != "?:"
            ):
                raise NoResult("XPath has no groups of this kind")
            self.groups += self.pattern[self.at : self.at + 2] != "?:"
            self.sizes.append(0)
        elif len(self.sizes) > 1:
            self.last = self.sizes.pop()
            self.sizes[-1] += self.last
        return letter

    def _repetition(self) -> str:
        found = _QUANTIFIER.match(self.pattern, self.at)
        if found is None:
            raise NoResult("a brace stands for a repetition such as {2} or {2,5}")
        self.at = found.end()
        times = max(int(found[1]), int(found[2] or 0), 1)
        self.sizes[-1] += self.last * (times - 1)
        self.last *= times
        if self.sizes[-1] > MAX_EXPANDED:
            raise NoResult(f"its repetitions make more than {MAX_EXPANDED} characters")
        return found[0]

    def _open_class(self) -> str:
        self._counted("[")
        self.classes += 1
        if self.pattern.startswith("^", self.at):
            self.at += 1
            return "[^"
        return "["

    def _in_class(self, letter: str) -> str:
        if letter == "]":
            self.classes -= 1
            return letter
        if letter == "-" and self.pattern.startswith("[", self.at):
            return "--"
        return letter if letter.isalnum() or letter in "-^" else "\\" + letter

    def _escape(self) -> str:
        if self.at == len(self.pattern):
            raise NoResult("it ends with a backslash")
        letter = self.pattern[self.at]
        self.at += 1
        if letter.isdigit():
            return self._reference(letter)
        if letter in "pP":
            return self._property(letter)
        if letter in "ic":
            return "[_:\\p{L}]" if letter == "i" else "[-._:\\w]"
        if letter in "nrtdDwWsS" or not letter.isalnum():
            return "\\" + letter
        raise NoResult(f"there is no \\{letter}")

    def _reference(self, digit: str) -> str:
        if self.classes or not 0 < int(digit) <= self.groups:
            raise NoResult(f"there is no group \\{digit} here")
        return f"\\{digit}"

    def _property(self, letter: str) -> str:
        end = self.pattern.find("}", self.at)
        if not self.pattern.startswith("{", self.at) or end < 0:
            raise NoResult(f"\\{letter} needs a category in braces")
        name = self.pattern[self.at + 1 : end]
        if not name.replace("-", "").isalnum():
            raise NoResult(f"there is no category {name!r}")
        self.at = end + 1
        block = name.removeprefix("Is")
        return f"\\{letter}{{{name if block == name else 'In' + block}}}"


def _without_space(pattern: str) -> str:
    """Drop white space outside of character classes (flag x of XPath 3.1, 5.6.1.1)."""
    kept, classes, escaped = [], 0, False
    for letter in pattern:
        if letter.isspace() and not classes:
            continue
        kept.append(letter)
        if not escaped:
            classes += (letter == "[") - (letter == "]" and classes > 0)
        escaped = letter == "\\" and not escaped
    return "".join(kept)
