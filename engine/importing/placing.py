"""Writing `zeebe:` settings into the tree."""

from lxml import etree

from engine.diagram.nodes import ZEEBE, bpmn
from engine.diagram.xml import Node


def extension(node: Node, name: str) -> Node:
    """Return the `zeebe:` extension element of this name, made where it is missing."""
    holder = _holder(node)
    found = holder.find(f"{{{ZEEBE}}}{name}")
    return etree.SubElement(holder, f"{{{ZEEBE}}}{name}") if found is None else found


def has(node: Node, name: str, attribute: str) -> bool:
    """Whether the node says this already in our dialect."""
    found = node.find(f"{bpmn('extensionElements')}/{{{ZEEBE}}}{name}")
    return found is not None and found.get(attribute) is not None


def put(node: Node, name: str, attribute: str, value: str) -> None:
    """Write one attribute of a `zeebe:` element, unless our dialect has been spoken already."""
    if not has(node, name, attribute):
        extension(node, name).set(attribute, value)


def nothing(node: Node) -> None:
    """Say that nothing carries a task out any more: an empty job type, refused at deployment."""
    put(node, "taskDefinition", "type", "")


def mapping(node: Node, direction: str, source: str, target: str) -> None:
    """Add a line to the `input` or `output` mapping."""
    lines = extension(node, "ioMapping")
    line = etree.Element(f"{{{ZEEBE}}}{direction}", source=source, target=target)
    inputs = len(lines.findall(f"{{{ZEEBE}}}input"))
    lines.insert(inputs if direction == "input" else len(lines), line)


def header(node: Node, key: str, value: str) -> None:
    """Add a fixed text for the worker of a job."""
    etree.SubElement(extension(node, "taskHeaders"), f"{{{ZEEBE}}}header", key=key, value=value)


def property_(node: Node, name: str, value: str) -> None:
    """Add a property."""
    holder = extension(node, "properties")
    etree.SubElement(holder, f"{{{ZEEBE}}}property", name=name, value=value)


def documentation(node: Node, text: str) -> None:
    """Add a paragraph of documentation behind those that are there."""
    made = etree.Element(bpmn("documentation"))
    made.text = text
    node.insert(len(node.findall(bpmn("documentation"))), made)


def _holder(node: Node) -> Node:
    found = node.find(bpmn("extensionElements"))
    if found is None:
        found = etree.Element(bpmn("extensionElements"))
        node.insert(len(node.findall(bpmn("documentation"))), found)
    return found
