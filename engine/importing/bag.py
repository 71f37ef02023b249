"""The foreign settings of one BPMN element: whoever understands one takes it out of the bag."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.diagram.nodes import ACTIVITI, CAMUNDA, FLOWABLE, PREFIXES, SPIFF, bpmn, local, text_of
from engine.diagram.xml import Node

SPACES: Final = (CAMUNDA, FLOWABLE, ACTIVITI, SPIFF)


@dataclass(frozen=True, slots=True)
class Setting:
    """An attribute or an element without children."""

    label: str  # `camunda:assignee`
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """An extension element."""

    label: str
    node: Node


class Bag:
    """What one node says in foreign vocabularies; taking something removes it from the file."""

    __slots__ = ("kind", "node")

    def __init__(self, node: Node) -> None:
        """Look into a BPMN element."""
        self.node = node
        self.kind = local(node)

    def setting(self, *names: str) -> Setting | None:
        """Take the first of these attributes, or else extension elements, that has a text."""
        for name in names:
            for space in SPACES:
                text = self.node.get(f"{{{space}}}{name}")
                if text is not None:
                    self.node.attrib.pop(f"{{{space}}}{name}")
                    return Setting(_label(space, name), str(text))
        for part in (part for name in names for part in self.parts(name)):
            return Setting(part.label, text_of(part.node) or "")
        return None

    def parts(self, name: str) -> list[Part]:
        """Take the extension elements of this name."""
        found: list[Part] = []
        holder = self.node.find(bpmn("extensionElements"))
        if holder is None:
            return found
        for space in SPACES:
            for node in holder.findall(f"{{{space}}}{name}"):
                holder.remove(node)
                found.append(Part(_label(space, name), node))
        return found

    def rest(self) -> Iterator[Part | Setting]:
        """Take whatever nobody understood."""
        for key in [str(key) for key in self.node.attrib]:
            space, name = _split(key)
            if space in SPACES:
                yield Setting(_label(space, name), str(self.node.attrib.pop(key)))
        holder = self.node.find(bpmn("extensionElements"))
        for node in [] if holder is None else list(holder):
            space, name = _split(str(node.tag))
            if holder is not None and space in SPACES:
                holder.remove(node)
                yield Part(_label(space, name), node)

    def tidy(self) -> None:
        """Drop an `extensionElements` that has become empty."""
        holder = self.node.find(bpmn("extensionElements"))
        if holder is not None and len(holder) == 0:
            self.node.remove(holder)


def foreign(root: Node) -> set[str]:
    """Return the foreign namespaces that a file really uses."""
    used = {_split(str(node.tag))[0] for node in root.iter("*")}
    used |= {_split(str(key))[0] for node in root.iter("*") for key in node.attrib}
    return used & set(SPACES)


def child(node: Node, name: str) -> Node | None:
    """Return the first child of this local name, of whichever namespace."""
    return node.find(f"{{*}}{name}")


def children(node: Node, name: str) -> Iterator[Node]:
    """Yield the children of this local name, of whichever namespace."""
    return node.iterfind(f"{{*}}{name}")


def _label(space: str, name: str) -> str:
    return f"{PREFIXES[space]}:{name}"


def _split(key: str) -> tuple[str, str]:
    space, _, name = key.rpartition("}")
    return space.removeprefix("{"), name
