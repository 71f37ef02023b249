"""Which element of another version stands for which: by id, else as the caller says."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.diagram import Element, Process
from engine.errors import Invalid
from engine.interpreter.compiling import program
from engine.interpreter.migration.wording import reason
from engine.interpreter.specs.containers import Repeated
from engine.model import Finding, ProcessDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """An element of one version, and what stands for it in another."""

    element_id: str
    kind: str
    name: str
    target: str | None
    """None where nothing stands for it."""
    suggestion: str | None
    """What might stand for it, where nothing does: the one new element of its kind and name."""
    findings: tuple[Finding, ...]
    """Why a case that waits there cannot go on; nothing where it can."""


def pairings(
    old: ProcessDefinition, new: ProcessDefinition, mapping: Mapping[str, str]
) -> tuple[Pairing, ...]:
    """Return each element of the old version with its counterpart, in the order of the diagram.

    Raises Invalid where they are not versions of one process.
    """
    pairs = Counterparts(old, new, mapping)
    suggested = _suggestions(pairs)
    return tuple(
        Pairing(
            element_id=element.id,
            kind=element.kind,
            name=element.name,
            target=pairs.element(element.id),
            suggestion=suggested.get(element.id),
            findings=pairs.misfits(element.id),
        )
        for element in pairs.old.process.elements.values()
    )


class Counterparts:
    """Two versions of one process, held against each other."""

    def __init__(
        self, old: ProcessDefinition, new: ProcessDefinition, mapping: Mapping[str, str]
    ) -> None:
        """Compile both; raises Invalid where they are not versions of one process."""
        if old.key != new.key:
            raise Invalid(f"{new.id} is no version of {old.key}", key=old.key)
        self.old, self.new = program(old), program(new)
        self.mapping = mapping

    def element(self, element_id: str) -> str | None:
        """Return the element that stands for this one; None = there is none."""
        target = self.mapping.get(element_id, element_id)
        return target if target in self.new.process.elements else None

    def flow(self, flow_id: str) -> str | None:
        """Return the sequence flow that stands for this one; None = there is none."""
        target = self.mapping.get(flow_id, flow_id)
        return target if target in self.new.process.flows else None

    def forgotten(self, element_id: str) -> bool:
        """Tell whether the caller wants it forgotten that the element can be compensated."""
        return self.mapping.get(element_id) == ""

    def strangers(self) -> tuple[Finding, ...]:
        """Return a finding for each name of the mapping that the old version does not have."""
        known = {**self.old.process.elements, **self.old.process.flows}
        return tuple(
            reason("unknown-element", name, name) for name in self.mapping if name not in known
        )

    def misfits(self, element_id: str) -> tuple[Finding, ...]:
        """Return why what is open at an element cannot go on; all reasons at once."""
        target = self.element(element_id)
        if target is None:
            named = self.mapping.get(element_id)
            return (reason("no-counterpart", element_id, f" ({named})" if named else ""),)
        return tuple(self._misfits(element_id, target))

    def _misfits(self, element_id: str, target: str) -> Iterator[Finding]:
        was, now = self.old.process.elements[element_id], self.new.process.elements[target]
        if self._around(was) != now.parent_id:
            yield reason("other-level", element_id, target)
        before, after = self.old.node(element_id), self.new.node(target)
        if _times(before) != _times(after):
            yield reason("one-or-many", element_id, f"{_times(before)} → {_times(after)}")
        if type(_body(before)) is not type(_body(after)):
            yield reason("other-kind", element_id, f"{was.kind} → {now.kind}")

    def _around(self, element: Element) -> str | None:
        """Return what the counterpart must stand in."""
        process: Process = self.old.process
        parent = element.parent_id
        return self.new.process.id if parent == process.id else self.element(parent)


def _times(node: Any) -> str:
    return f"{node.loop.kind}" if isinstance(node, Repeated) else "once"


def _body(node: Any) -> Any:
    return node.body if isinstance(node, Repeated) else node


def _suggestions(pairs: Counterparts) -> dict[str, str]:
    """Return, for what has no counterpart, the one new element of the same kind and name."""
    kept = {pairs.element(element_id) for element_id in pairs.old.process.elements}
    lost = [e for e in pairs.old.process.elements.values() if pairs.element(e.id) is None]
    fresh = [e for e in pairs.new.process.elements.values() if e.id not in kept]
    once = [
        {key for key, times in Counter(map(_looks, side)).items() if times == 1 and key[1]}
        for side in (lost, fresh)
    ]
    by_looks = {_looks(element): element.id for element in fresh}
    return {e.id: by_looks[_looks(e)] for e in lost if _looks(e) in once[0] & once[1]}


def _looks(element: Element) -> tuple[str, str]:
    return element.kind, element.name
