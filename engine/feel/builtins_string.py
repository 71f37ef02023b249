"""String built-ins (DMN 1.5, 10.3.4.3, and Camunda 8's additions)."""

import base64

from engine.feel import patterns
from engine.feel.numbers import Number, integer
from engine.feel.printing import text_of
from engine.feel.registry import Registry
from engine.feel.runtime import NoResult, Runtime
from engine.feel.values import Value

REGISTRY = Registry()
_define = REGISTRY.define


@_define("string(from: Any) -> string", "write a value as text")
def _string(rt: Runtime, value: Value) -> str | None:
    return None if value is None else text_of(value, rt)


@_define(
    "substring(string: string, start position: number, length?: number) -> string",
    "part of a text; the first character is 1, the last is -1",
)
def _substring(_rt: Runtime, string: str, start: Number, length: Number | None = None) -> str:
    first = integer(start)
    if first == 0 or abs(first) > len(string):
        raise NoResult(f"a text of {len(string)} characters has no position {first}")
    begin = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[begin:]
    if length < 1:
        raise NoResult("a length is 1 at least")
    return string[begin : begin + integer(length)]


@_define("string length(string: string) -> number", "number of characters")
def _string_length(_rt: Runtime, string: str) -> int:
    return len(string)


@_define("upper case(string: string) -> string", "all letters in upper case")
def _upper_case(_rt: Runtime, string: str) -> str:
    return string.upper()


@_define("lower case(string: string) -> string", "all letters in lower case")
def _lower_case(_rt: Runtime, string: str) -> str:
    return string.lower()


@_define("substring before(string: string, match: string) -> string", "what comes before a match")
def _substring_before(_rt: Runtime, string: str, match: str) -> str:
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@_define("substring after(string: string, match: string) -> string", "what comes after a match")
def _substring_after(_rt: Runtime, string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


@_define("contains(string: string, match: string) -> boolean", "has the match somewhere in it")
def _contains(_rt: Runtime, string: str, match: str) -> bool:
    return match in string


@_define("starts with(string: string, match: string) -> boolean", "begins with the match")
def _starts_with(_rt: Runtime, string: str, match: str) -> bool:
    return string.startswith(match)


@_define("ends with(string: string, match: string) -> boolean", "ends with the match")
def _ends_with(_rt: Runtime, string: str, match: str) -> bool:
    return string.endswith(match)


@_define(
    "matches(input: string, pattern: string, flags?: string?) -> boolean",
    "has a match of a regular expression",
)
def _matches(rt: Runtime, text: str, pattern: str, flags: str | None = None) -> bool:
    return patterns.matches(rt, text, pattern, flags or "")


@_define(
    "replace(input: string, pattern: string, replacement: string, flags?: string?) -> string",
    "replace all matches of a regular expression; $1 is its first group",
)
def _replace(
    rt: Runtime, text: str, pattern: str, replacement: str, flags: str | None = None
) -> str:
    return patterns.replace(rt, text, pattern, replacement, flags or "")


@_define(
    "split(string: string, delimiter: string) -> list", "cut at matches of a regular expression"
)
def _split(rt: Runtime, string: str, delimiter: str) -> list[str]:
    return patterns.split(rt, string, delimiter)


@_define("extract(string: string, pattern: string) -> list", "all matches of a regular expression")
def _extract(rt: Runtime, string: str, pattern: str) -> list[str]:
    return patterns.extract(rt, string, pattern)


@_define(
    "string join(list: list, delimiter?: string?) -> string", "one text of many; null is left out"
)
def _string_join(rt: Runtime, items: list[Value], delimiter: str | None = None) -> str:
    return _joined(rt, items, delimiter or "")


@_define("string join(list: list, delimiter: string?, prefix: string?, suffix: string?) -> string")
def _string_join_around(
    rt: Runtime, items: list[Value], delimiter: str | None, prefix: str | None, suffix: str | None
) -> str:
    return (prefix or "") + _joined(rt, items, delimiter or "") + (suffix or "")


def _joined(rt: Runtime, items: list[Value], delimiter: str) -> str:
    texts = [item for item in items if item is not None]
    size = 0
    for text in texts:
        if not isinstance(text, str):
            raise NoResult("string join takes texts only")
        size += len(text) + len(delimiter)
    rt.check_size(size)
    rt.charge(size >> 6)
    return delimiter.join(str(text) for text in texts)


@_define("trim(string: string) -> string", "without white space at both ends")
def _trim(_rt: Runtime, string: str) -> str:
    return string.strip()


@_define("is blank(string: string) -> boolean", "nothing but white space")
def _is_blank(_rt: Runtime, string: str) -> bool:
    return not string.strip()


@_define("to base64(value: string) -> string", "Base64 of the text in UTF-8")
def _to_base64(rt: Runtime, value: str) -> str:
    rt.charge(len(value) >> 6)
    return base64.b64encode(value.encode("utf-8", "surrogatepass")).decode("ascii")
