"""In what order the schema of BPMN wants the parts of an element, and where a file has another.

An XML schema fixes the order of what stands inside an element.  BPMN gives that order no meaning,
and files that people or scripts have put together often have an association before the last event,
or the documentation behind the flows.  Whoever reads them finds everything all the same.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from lxml import etree

from engine.diagram.nodes import bpmn, local
from engine.diagram.xml import Node

_XSD: Final = "{http://www.w3.org/2001/XMLSchema}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the schema says: the type and the head of each element, the parts of each type."""

    types: Mapping[str, str]
    heads: Mapping[str, str]
    bases: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]

    def sorted(self, root: Node) -> tuple[Node, tuple[Node, ...]]:
        """Return a copy whose elements hold their parts in the schema's order.

        With it come the elements of the file itself whose parts stood in another order.
        """
        copied = deepcopy(root)
        moved = [
            node
            for node, twin in zip(root.iter(bpmn("*")), list(copied.iter(bpmn("*"))), strict=True)
            if self._put_right(twin)
        ]
        return copied, tuple(moved)

    def _put_right(self, node: Node) -> bool:
        """Sort the parts of one element; False where nothing is to be done or known."""
        wanted = list(self._parts(self.types.get(local(node), "")))
        children = list(node.iterchildren("*"))
        ranks = [self._rank(local(child), wanted) for child in children]
        known = [rank for rank in ranks if rank is not None]
        if known == sorted(known) or len(known) < len(ranks):
            return False
        order = sorted(zip(known, range(len(children)), strict=True))
        node[:] = [children[place] for _, place in order]
        return True

    def _parts(self, type_: str) -> Iterator[str]:
        """Yield the names of what may stand in a type, in order: what it inherits comes first."""
        if type_ in self.bases:
            yield from self._parts(self.bases[type_])
        yield from self.parts.get(type_, ())

    def _rank(self, name: str, wanted: list[str]) -> int | None:
        """Return the place of an element, or of what it may stand for, among the parts."""
        while name not in wanted:
            if name not in self.heads:
                return None
            name = self.heads[name]
        return wanted.index(name)


def order(schema: Node) -> Order:
    """Read the order from the schema of BPMN's semantic elements."""
    elements = list(schema.iterchildren(f"{_XSD}element"))
    types = list(schema.iterchildren(f"{_XSD}complexType"))
    return Order(
        types={_name(one): _plain(one.get("type")) for one in elements},
        heads={
            _name(one): _plain(one.get("substitutionGroup"))
            for one in elements
            if one.get("substitutionGroup")
        },
        bases={
            _name(one): _plain(base.get("base"))
            for one in types
            for base in one.iter(f"{_XSD}extension")
        },
        parts={
            _name(one): tuple(
                _plain(part.get("ref")) or _name(part) for part in one.iter(f"{_XSD}element")
            )
            for one in types
        },
    )


def _name(node: etree._Element) -> str:
    return node.get("name") or ""


def _plain(name: str | None) -> str:
    return (name or "").rpartition(":")[2]
