"""What leans on a version: the open cases that stand in it, and the processes that call it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from engine import access, diagram
from engine.model import Actor, ProcessDefinition
from engine.store import Standing, Transaction

_AT_ONCE: Final = 200  # definitions read in one go


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An element of another process that calls this one, or starts it when a deadline is missed."""

    definition_id: str
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """Who would notice if a version changed."""

    definition: ProcessDefinition
    versions: Sequence[tuple[str, int]]
    """Every version of the process that has open cases, with how many."""
    elements: Sequence[Standing]
    """Where the open cases of this version stand, in the order of the diagram."""
    calls: Sequence[Call]
    """From the newest version of every process; what an expression names is not among them."""


def impact(tx: Transaction, definition_id: str, *, by: Actor) -> Impact:
    """Return what leans on a version. Everybody but staff; raises NotFound."""
    access.check_has_role(by, *access.SEES_DEFINITIONS)
    definition = tx.definitions.get(definition_id)
    process = diagram.read(definition.xml).processes[definition.key]
    order = {element_id: place for place, element_id in enumerate(process.elements)}
    standing = tx.standing.elements(definition_id)
    return Impact(
        definition=definition,
        versions=tx.standing.versions(definition.key),
        elements=sorted(standing, key=lambda each: order.get(each.element_id, len(order))),
        calls=tuple(_calls(tx, definition.key)),
    )


def _calls(tx: Transaction, key: str) -> Iterator[Call]:
    for definition in _newest(tx):
        process = diagram.read(definition.xml).processes[definition.key]
        for element in process.elements.values():
            named = {process.effective(element).get("gj:onBreach")}
            if element.called is not None:
                named.add(element.called.process_id)
            if key in named:
                yield Call(definition_id=definition.id, element_id=element.id)


def _newest(tx: Transaction) -> Iterator[ProcessDefinition]:
    cursor: str | None = None
    while True:
        page = tx.definitions.page(latest_only=True, limit=_AT_ONCE, cursor=cursor)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return
