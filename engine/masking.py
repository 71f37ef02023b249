"""Which data of a case is personal, and who reads it in full: the one place of the rule. Pure.

A variable is marked where a form of its process says so (`masked: true`, or the widgets `phone` and
`id-card` that do not say `masked: false`), or where the process lists it (`gj:masked`).
A marked value is read in full by whoever has the step in hand whose form shows it, and by whoever
had the case disclosed to him; everybody else reads it starred, wherever it comes out.
What people wrote themselves is read as it was written by those who take part in the case; those
who oversee cases read it with marked values and numbers of people starred (docs/masking.md).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

import orjson

import forms
from engine import telling
from engine.model import ProcessDefinition
from engine.model.retention import MASKED, names

_WIDGETS: Final = frozenset({"phone", "id-card"})
_FILES: Final = frozenset({"file", "photo", "signature"})
_SHORTEST: Final = 5  # characters: shorter ones are words of lists, such as "yes" and "pass"
_SHORTEST_CHINESE: Final = 2  # a name
_OPAQUE: Final = re.compile(r"[0-9a-fA-F-]{32,}|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)?")
"""Ids, hashes and times: they say nothing of anybody, and programs read them."""
_INDEX: Final = re.compile(r"\[\d+\]")


class Reach(StrEnum):
    """How somebody stands to a case."""

    DISCLOSED = "disclosed"
    """It was disclosed to him, which stands on the operation log."""
    PART = "part"
    """It exists for him because he takes part in it."""
    OVERSIGHT = "oversight"
    """He oversees cases, or is outside of the house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Veil:
    """What lies between the data of one case and one reader."""

    reach: Reach
    marked: Mapping[str, str] = field(default_factory=dict)
    """Widget by name or path of a variable."""
    known: Mapping[str, str] = field(default_factory=dict)
    """Starred by value: what marked variables of the case hold and held; the longest first."""

    @property
    def hides(self) -> bool:
        """Whether anything may come out starred."""
        if self.reach is Reach.PART:
            return bool(self.marked)
        return self.reach is Reach.OVERSIGHT

    def text(self, said: str) -> str:
        """Return free words as this reader gets them."""
        if self.reach is not Reach.OVERSIGHT or _OPAQUE.fullmatch(said):
            return said
        for value, shown in self.known.items():
            said = said.replace(value, shown)
        return telling.masked(said)

    def data(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Return variables by name or path as this reader gets them."""
        if not self.hides:
            return dict(variables)
        return {name: self._named("", name, value) for name, value in variables.items()}

    def payload(self, payload: str) -> str:
        """Return the JSON of an event; its own fields are no variables, what stands in them may be.

        What holds nothing of this kind comes back byte for byte.
        """
        if not self.hides or not self._may_hold(payload):
            return payload
        shown = {name: self._deep(held, "") for name, held in orjson.loads(payload).items()}
        return orjson.dumps(shown).decode()

    def _may_hold(self, payload: str) -> bool:
        if any(f'"{name.partition(".")[0]}' in payload for name in self.marked):
            return True
        overseen = self.reach is Reach.OVERSIGHT
        told = (_quoted(value) in payload for value in self.known)
        return overseen and (telling.masked(payload) != payload or any(told))

    def _named(self, parent: str, name: str, value: Any) -> Any:
        widget = _widget(self.marked, parent, name)
        return self._deep(value, _plain(name)) if widget is None else starred(value, widget)

    def _deep(self, value: Any, parent: str) -> Any:
        if isinstance(value, Mapping):
            return {name: self._named(parent, name, held) for name, held in value.items()}
        if isinstance(value, list):
            return [self._deep(each, parent) for each in value]
        if isinstance(value, str):
            return self.text(value)
        return self.known.get(str(value), value) if self.reach is Reach.OVERSIGHT else value


WHOLE: Final = Veil(reach=Reach.DISCLOSED)
"""Hides nothing."""


@lru_cache(maxsize=256)
def marked(definition: ProcessDefinition) -> Mapping[str, str]:
    """Return the widget of each marked variable of a process, by name or path."""
    found = dict.fromkeys(names(definition.settings.get(MASKED, "")), "text")
    for document in definition.forms.values():
        for path, look in _looks(document):
            widget = str(look.get("widget"))
            if look.get("masked", widget in _WIDGETS):
                found[path] = widget
    return found


def known(payloads: Iterable[str | None], marks: Mapping[str, str]) -> dict[str, str]:
    """Gather what marked variables held in the JSON of events, each starred; the longest first."""
    heads = [f'"{name.partition(".")[0]}' for name in marks]
    found: dict[str, str] = {}
    for payload in payloads:
        if payload and any(head in payload for head in heads):
            found |= _held(orjson.loads(payload), "", marks)
    return dict(sorted(found.items(), key=lambda each: -len(each[0])))


def holders(payloads: Iterable[str | None], marks: Mapping[str, str], value: str) -> frozenset[str]:
    """Return the names of the marked variables that hold, or held, a text in the JSON of events.

    Of a part of a variable that is marked by its path it is the variable's name.
    """
    return frozenset(
        name
        for payload in payloads
        if payload and value in payload
        for name in _holding(orjson.loads(payload), "", marks, value)
    )


def files(document: forms.Document, marks: Mapping[str, str]) -> frozenset[str]:
    """Return the fields of a form that take files and are marked; of a column its table."""
    return frozenset(
        path.partition(".")[0]
        for path, look in _looks(document)
        if look.get("widget") in _FILES and not marks.keys().isdisjoint({path, path.split(".")[0]})
    )


def leaves(value: Any) -> Iterator[str]:
    """Yield the texts and numbers that stand in a value, however deep; short ones stay out."""
    return _leaves(value)


def starred(value: Any, widget: str = "text") -> Any:
    """Return a value with all that it tells starred; nothing stays nothing, shapes stay shapes."""
    if isinstance(value, Mapping):
        return {name: starred(held, widget) for name, held in value.items()}
    if isinstance(value, list):
        return [starred(each, widget) for each in value]
    if isinstance(value, bool):
        return "*"
    return value if value is None else forms.masked(str(value), widget)


def _held(value: Any, parent: str, marks: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in marked variables of a JSON value, where it says who is meant."""
    found: dict[str, str] = {}
    if isinstance(value, Mapping):
        for name, held in value.items():
            widget = _widget(marks, parent, name)
            if widget is None:
                found |= _held(held, _plain(name), marks)
            else:
                found |= {text: forms.masked(text, widget) for text in _leaves(held)}
    elif isinstance(value, list):
        for each in value:
            found |= _held(each, parent, marks)
    return found


def _holding(value: Any, parent: str, marks: Mapping[str, str], wanted: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, held in value.items():
            plain = _plain(name)
            if _widget(marks, parent, name) is None:
                yield from _holding(held, plain, marks, wanted)
            elif wanted in _leaves(held):
                head = plain.partition(".")[0]
                yield parent if not marks.keys() & {plain, head} else head
    elif isinstance(value, list):
        for each in value:
            yield from _holding(each, parent, marks, wanted)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(each)
    elif value is not None and _tells(str(value)):
        yield str(value)


def _tells(text: str) -> bool:
    """Whether a text says who is meant: a name, an address, a number; not a word of a list."""
    is_chinese = any("\u4e00" <= character <= "\u9fff" for character in text)
    return len(text.strip()) >= (_SHORTEST_CHINESE if is_chinese else _SHORTEST)


def _widget(marks: Mapping[str, str], parent: str, name: str) -> str | None:
    """Return how the value of a name is starred; None where it is not marked."""
    plain = _plain(name)
    asked = (plain, plain.partition(".")[0], f"{parent}.{plain}")
    return next((marks[each] for each in asked if each in marks), None)


def _plain(path: str) -> str:
    """Return a path without the places in its lists."""
    return _INDEX.sub("", path)


def _looks(document: forms.Document) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the look of every field of a form, and of the columns of its tables."""
    for name, look in document.get("ui", {}).get("fields", {}).items():
        yield name, look
        for column, part in look.get("columns", {}).items():
            yield f"{name}.{column}", part


def _quoted(text: str) -> str:
    """Return a text as it stands in JSON, without the quotes."""
    return orjson.dumps(text).decode()[1:-1]
