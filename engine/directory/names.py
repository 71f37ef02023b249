"""Names of entries (RFC 4514), to be compared, and values in filters (RFC 4515)."""

import re
from collections.abc import Mapping
from typing import Final

Name = tuple[frozenset[tuple[str, str]], ...]
"""A name part by part, the entry's own first; each part is of attributes and values."""

_ESCAPED: Final = re.compile(r"((?:\\[0-9a-fA-F]{2})+)|\\(.)", re.DOTALL)
_FILTERED: Final = re.compile(r"[\\*()\0]")


def escaped(value: str) -> str:
    r"""Return a value as it may stand in a filter: `*`, `(`, `)`, `\` and NUL mean themselves."""
    return _FILTERED.sub(lambda found: f"\\{ord(found[0]):02x}", value)


def parsed(dn: str) -> Name:
    """Return a name so that two ways to write it are equal: case and spaces mean nothing."""
    return tuple(frozenset(_pair(each) for each in _split(part, "+")) for part in _split(dn, ","))


def own(dn: str) -> Mapping[str, str]:
    """Return attributes and values of the first part of a name, folded."""
    name = parsed(dn)
    return dict(name[0]) if name else {}


def within(name: Name, base: Name) -> bool:
    """Tell whether an entry stands below another one."""
    return len(name) > len(base) and name[len(name) - len(base) :] == base


def folded(value: str) -> str:
    """Return a value as directories compare it: without case, runs of spaces are one."""
    return " ".join(value.split()).casefold()


def _split(text: str, mark: str) -> list[str]:
    r"""Split at a mark that no `\` stands before."""
    parts = re.findall(rf"((?:\\.|[^\\{mark}])*)(?:[{mark}]|\Z)", text, re.DOTALL)
    return [each for each in parts if each.strip()]


def _pair(text: str) -> tuple[str, str]:
    attribute, _, value = text.partition("=")
    return attribute.strip().lower(), folded(_ESCAPED.sub(_plain, value))


def _plain(found: re.Match[str]) -> str:
    if found[1]:
        return bytes.fromhex(found[1].replace("\\", "")).decode(errors="replace")
    return found[2]
