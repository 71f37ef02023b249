"""Messages and signals between the processes of a release: what is sent, somebody awaits.

These rules need more than one diagram, so that they stand beside RULES and not among them.  All are
warnings: a message may come from outside, and a receiver may be deployed tomorrow.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from engine.diagram import Diagram, Element
from engine.linting.facts import Text, called, warning
from engine.linting.words import TRIGGERS
from engine.model import Finding

_KINDS: Final = ("message", "signal")
_THROWING: Final = ("endEvent", "intermediateThrowEvent", "sendTask")
_NOBODY: Final = Text(
    "请核对名称，或一起部署接收它的流程。", "Check its name, or deploy who awaits it too."
)
_SENDER: Final = Text(
    "请把另一端改为发送它的事件或发送任务。",
    "Make the other end an event or a send task that sends it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Kinds and names of what processes send and await."""

    thrown: frozenset[tuple[str, str]] = frozenset()
    caught: frozenset[tuple[str, str]] = frozenset()


def exchange(diagrams: Iterable[Diagram]) -> Exchange:
    """Return what the processes that run send and await."""
    thrown: set[tuple[str, str]] = set()
    caught: set[tuple[str, str]] = set()
    for diagram in diagrams:
        for element, kind, name in _named(diagram):
            (thrown if element.kind in _THROWING else caught).add((kind, name))
    return Exchange(thrown=frozenset(thrown), caught=frozenset(caught))


def unanswered(diagram: Diagram, known: Exchange) -> Iterator[Finding]:
    """Yield what nobody awaits of what is sent, and what is only drawn to be sent.

    `known` is what the whole release and everything in force send and await.
    """
    for element, kind, name in _named(diagram):
        if element.kind in _THROWING:
            if (kind, name) not in known.caught and not _leaves(diagram, element):
                yield _unheard(element, kind, name)
        elif (kind, name) not in known.thrown and _comes_from_within(diagram, element):
            yield _unsent(element, kind, name)


def _named(diagram: Diagram) -> Iterator[tuple[Element, str, str]]:
    """Yield events and tasks with the kind and the name of each literal message or signal."""
    for process in diagram.processes.values():
        for element in process.elements.values() if process.executable else ():
            for event in element.events if element.job is None else ():
                if event.kind in _KINDS and event.name and not event.name.startswith("="):
                    yield element, event.kind, event.name


def _leaves(diagram: Diagram, element: Element) -> bool:
    """Whether a message flow leads from the element to somebody who is no process here."""
    flows = diagram.collaboration.message_flows if diagram.collaboration else ()
    return any(flow.source == element.id and not _runs(diagram, flow.target) for flow in flows)


def _comes_from_within(diagram: Diagram, element: Element) -> bool:
    """Whether all message flows to the element come from processes that run here."""
    flows = diagram.collaboration.message_flows if diagram.collaboration else ()
    sources = [flow.source for flow in flows if flow.target == element.id]
    return bool(sources) and all(_runs(diagram, source) for source in sources)


def _runs(diagram: Diagram, end: str) -> bool:
    """Whether one end of a message flow is a flow node of a process that runs."""
    element = diagram.element(end)
    return element is not None and diagram.processes[element.process_id].executable


def _unheard(element: Element, kind: str, name: str) -> Finding:
    zh = TRIGGERS[kind]
    return warning(
        f"{kind}-unheard",
        element.id,
        Text(
            f"{called(element)} 发出的{zh}“{name}”没有流程接收。",
            f"{called(element)} sends the {kind} {name!r}, which no process awaits.",
        ),
        _NOBODY,
    )


def _unsent(element: Element, kind: str, name: str) -> Finding:
    zh = TRIGGERS[kind]
    return warning(
        f"{kind}-unsent",
        element.id,
        Text(
            f"{called(element)} 等待的{zh}“{name}”画了来源，但没有流程发出。",
            f"{called(element)} awaits the {kind} {name!r}, which is drawn to come from a process "
            "here and which none sends.",
        ),
        _SENDER,
    )
