"""Regular expressions of XPath 3.1 (DMN 1.5, 10.3.4.3), with a limit of time.

They are translated to the ``regex`` package, which can be stopped and knows classes minus classes.
What XPath refuses (unknown flags, references to groups that do not exist) has no result here too.
"""

from functools import lru_cache

import regex

from engine.feel.errors import FeelLimitError
from engine.feel.runtime import NoResult, Runtime

MAX_PATTERN = 1_000  # characters; compiling takes longer than matching beyond
_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": 0, "q": 0}
_REFUSED = ("(?=", "(?!", "(?<", "(?>", "(?#", "(?P", "(?R", "(?|", "(?&", "(?0", "(?1")


def matches(rt: Runtime, text: str, pattern: str, flags: str) -> bool:
    """Tell whether a pattern matches somewhere in a text."""
    compiled = _checked(pattern, flags)
    try:
        return compiled.search(text, timeout=rt.limits.regex_seconds) is not None
    except TimeoutError:
        raise _too_slow(rt) from None


def replace(rt: Runtime, text: str, pattern: str, replacement: str, flags: str) -> str:
    """Replace all matches; ``$1`` is a group, and a dollar sign needs a backslash before it."""
    compiled = _checked(pattern, flags)
    template = [replacement] if "q" in flags else _template(replacement, compiled.groups)
    size = len(text)

    def substitute(found: regex.Match[str]) -> str:
        nonlocal size
        put = "".join(part if isinstance(part, str) else found[part] or "" for part in template)
        size += len(put)
        rt.check_size(size)
        return put

    try:
        return compiled.sub(substitute, text, timeout=rt.limits.regex_seconds)
    except TimeoutError:
        raise _too_slow(rt) from None


def split(rt: Runtime, text: str, delimiter: str) -> list[str]:
    """Cut a text at all matches."""
    pieces, begin = [], 0
    for start, end in _spans(rt, text, delimiter):
        if end > start:
            pieces.append(text[begin:start])
            begin = end
    return [*pieces, text[begin:]]


def extract(rt: Runtime, text: str, pattern: str) -> list[str]:
    """List all matches."""
    return [text[start:end] for start, end in _spans(rt, text, pattern)]


def _spans(rt: Runtime, text: str, pattern: str) -> list[tuple[int, int]]:
    compiled = _checked(pattern, "")
    try:
        found = compiled.finditer(text, timeout=rt.limits.regex_seconds)
        spans = [match.span() for match in found]
    except TimeoutError:
        raise _too_slow(rt) from None
    rt.check_size(len(spans))
    return spans


def _too_slow(rt: Runtime) -> FeelLimitError:
    return FeelLimitError(
        f"a regular expression takes longer than {rt.limits.regex_seconds} s", text=rt.text
    )


def _checked(pattern: str, flags: str) -> "regex.Pattern[str]":
    if len(pattern) > MAX_PATTERN:
        raise NoResult(f"a regular expression is {MAX_PATTERN} characters at most")
    if not set(flags) <= _FLAGS.keys():
        raise NoResult(
            f"the flags of a regular expression are s, m, i, x and q, not {flags[:20]!r}"
        )
    compiled = _compiled(pattern, "".join(sorted(set(flags))))
    if isinstance(compiled, str):
        raise NoResult(f"{pattern[:60]!r} is no regular expression: {compiled}")
    return compiled


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> "regex.Pattern[str] | str":
    """Give the compiled pattern, or why there is none."""
    options = regex.VERSION1
    for flag in flags:
        options |= _FLAGS[flag]
    if "q" in flags:
        return regex.compile(regex.escape(pattern), options)
    try:
        return regex.compile(Translation(pattern, flags).run(), options)
    except (regex.error, NoResult, OverflowError) as error:
        return str(error)


class Translation:
    """One walk through an XPath pattern, character by character."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = _without_space(pattern) if "x" in flags else pattern
        self.dot_all = "s" in flags
        self.lines = "m" in flags
        self.at = 0
        self.groups = 0
        self.classes = 0

    def run(self) -> str:
        if any(opening in self.pattern for opening in _REFUSED):
            raise NoResult("XPath has no groups of this kind")
        out = []
        while self.at < len(self.pattern):
            out.append(self._next())
        return "".join(out)

    def _next(self) -> str:
        letter = self.pattern[self.at]
        self.at += 1
        if letter == "\\":
            return self._escape()
        if letter == "[":
            return self._open_class()
        if self.classes:
            return self._in_class(letter)
        if letter == "(":
            self.groups += not self.pattern.startswith("?:", self.at)
        if letter == ".":
            return "." if self.dot_all else "[^\\n\\r]"
        if letter == "$":
            return "$" if self.lines else "\\Z"
        return letter

    def _open_class(self) -> str:
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


def _template(replacement: str, groups: int) -> list[str | int]:
    """Cut a replacement into texts and group numbers; NoResult for a stray $ or backslash."""
    parts: list[str | int] = []
    at = 0
    while at < len(replacement):
        letter = replacement[at]
        at += 1
        if letter == "\\":
            if replacement[at : at + 1] not in {"\\", "$"}:
                raise NoResult("in a replacement, a backslash stands before $ or a backslash")
            parts.append(replacement[at])
            at += 1
        elif letter == "$":
            end = at
            while end < len(replacement) and replacement[end] in "0123456789":
                if end > at and int(replacement[at : end + 1]) > groups:
                    break
                end += 1
            if end == at:
                raise NoResult("in a replacement, $ stands before the number of a group")
            number = int(replacement[at:end])
            parts.append(number if number <= groups else "")
            at = end
        else:
            parts.append(letter)
    return parts
