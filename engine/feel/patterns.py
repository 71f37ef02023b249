"""Regular expressions of XPath 3.1 (DMN 1.5, 10.3.4.3), with a limit of time.

They are translated to the ``regex`` package, which can be stopped and knows classes minus classes.
What XPath refuses (unknown flags, references to groups that do not exist) has no result here too.
"""

import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import regex

from engine.feel.errors import FeelLimitError
from engine.feel.pattern_translation import Translation
from engine.feel.runtime import NoResult, Runtime

Found = TypeVar("Found")

MAX_PATTERN = 1_000  # characters; compiling takes longer than matching beyond
_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": 0, "q": 0}


# Steps that one use of a pattern costs besides its time: what some 50 nodes of a tree take.
_STEPS = 50


def matches(rt: Runtime, text: str, pattern: str, flags: str) -> bool:
    """Tell whether a pattern matches somewhere in a text."""
    compiled = _checked(pattern, flags)
    return _timed(rt, lambda seconds: compiled.search(text, timeout=seconds)) is not None


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

    return _timed(rt, lambda seconds: compiled.sub(substitute, text, timeout=seconds))


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

    def find(seconds: float) -> list[tuple[int, int]]:
        return [match.span() for match in compiled.finditer(text, timeout=seconds)]

    spans = _timed(rt, find)
    rt.check_size(len(spans))
    return spans


def _timed(rt: Runtime, run: Callable[[float], Found]) -> Found:
    """Run within what is left of the evaluation's time for regular expressions."""
    rt.charge(_STEPS)
    begin = time.perf_counter()
    try:
        return run(max(rt.regex_seconds, 0.001))
    except TimeoutError:
        raise FeelLimitError(
            f"regular expressions take longer than {rt.limits.regex_seconds} s", text=rt.text
        ) from None
    finally:
        rt.regex_seconds -= time.perf_counter() - begin


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


_REFERENCE = re.compile(
    r"(?P<text>[^$\\]+)|\\(?P<escaped>[$\\])|\$(?P<group>[0-9]+)|(?P<bad>.)", re.DOTALL
)


def _template(replacement: str, groups: int) -> list[str | int]:
    """Cut a replacement into texts and group numbers; NoResult for a stray $ or backslash."""
    parts: list[str | int] = []
    for found in _REFERENCE.finditer(replacement):
        if found["bad"]:
            raise NoResult("in a replacement, $ needs a number after it or a backslash before it")
        if found["group"]:
            parts += _reference(found["group"], groups)
        else:
            parts.append(found["text"] or found["escaped"])
    return parts


def _reference(digits: str, groups: int) -> list[str | int]:
    """Take as many digits as make the number of a group; the others are text (XPath 3.1, 5.6.4)."""
    end = 1
    while end < len(digits) and int(digits[: end + 1]) <= groups:
        end += 1
    group = int(digits[:end])
    return [group if group <= groups else "", digits[end:]]
