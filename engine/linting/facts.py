"""What a rule may know, and how it says what it found."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from engine.diagram import Diagram, Element, Process
from engine.diagram.nodes import bpmn, local
from engine.model import Finding, Severity

_CLAUSE: Final = re.compile(r"bpmn-(\d+(?:\.\d+)*)-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A diagram and the ids of everything that is or will be deployed beside it.

    `posts` is None where the organisation is not known; then posts are not checked.
    """

    diagram: Diagram
    decisions: Collection[str]
    forms: Collection[str]
    processes: Collection[str]
    posts: Collection[str] | None

    def executable(self) -> Iterator[Process]:
        """Yield the processes that are meant to run; the others are pictures."""
        return (process for process in self.diagram.processes.values() if process.executable)

    def elements(self, *kinds: str) -> Iterator[Element]:
        """Yield the flow nodes of executable processes, of the given kinds or all."""
        for process in self.executable():
            for element in process.elements.values():
                if not kinds or element.kind in kinds:
                    yield element

    def scopes(self) -> Iterator[tuple[Process, str]]:
        """Yield every executable process and embedded sub-process as (process, scope id)."""
        for process in self.executable():
            yield process, process.id
            for element in process.elements.values():
                if element.kind in ("subProcess", "transaction"):
                    yield process, element.id

    def kind_of(self, element_id: str) -> str | None:
        """Return the BPMN name of whatever has this id anywhere in the file."""
        for node in self.diagram.root.iter(bpmn("*")):
            if node.get("id") == element_id:
                return local(node)
        return None


Rule: TypeAlias = Callable[[Facts], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence for staff and the same for developers."""

    zh: str
    en: str


def error(rule: str, element_id: str | None, message: Text, hint: Text) -> Finding:
    """Return a finding that refuses the deployment."""
    return _finding(rule, element_id, Severity.ERROR, message, hint)


def warning(rule: str, element_id: str | None, message: Text, hint: Text) -> Finding:
    """Return a finding that lets the deployment pass."""
    return _finding(rule, element_id, Severity.WARNING, message, hint)


def called(element: Element) -> str:
    """Return how a designer calls the element: by its name, else by its id."""
    name = " ".join(element.name.split())
    return f"“{name}”" if name else element.id


def _finding(
    rule: str, element_id: str | None, severity: Severity, message: Text, hint: Text
) -> Finding:
    named = _CLAUSE.match(rule)
    return Finding(
        rule=rule,
        element_id=element_id,
        severity=severity,
        message_zh=message.zh,
        message_en=message.en,
        hint_zh=hint.zh,
        hint_en=hint.en,
        clause=None if named is None else named[1],
    )
