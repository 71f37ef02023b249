"""Rule: the file keeps to the XML schemas of BPMN 2.0 (OMG formal/2011-01-03)."""

from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import distribution
from itertools import islice
from threading import Lock
from typing import Any, Final

from lxml import etree

from engine.diagram.nodes import local
from engine.diagram.xml import Node, line_of
from engine.linting.facts import Facts, Text, error, warning
from engine.linting.ordering import Order, order
from engine.model import Finding

# The OMG's schema files come inside this package; only its files are used here, not its code.
_PACKAGE: Final = "SpiffWorkflow"
_FILE: Final = "SpiffWorkflow/bpmn/parser/schema/BPMN20.xsd"
_SEMANTIC: Final = "SpiffWorkflow/bpmn/parser/schema/Semantic.xsd"
_MOST: Final = 20  # one misplaced element can cause hundreds of messages
_LOCK: Final = Lock()  # a schema object keeps the errors of its last run

_BPMN_NAME: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def schema(facts: Facts) -> Iterator[Finding]:
    """Report where the file departs from the schemas."""
    root = facts.diagram.root
    problems = _problems(root)
    if not problems:
        return
    # an order that the schema does not want is no more than untidy
    ordered, moved = _order().sorted(root)
    for node in islice(moved, _MOST):
        yield warning(
            "schema-order",
            _id_of(node),
            Text(
                f"第 {line_of(node)} 行：{local(node)} 内各部分的次序与规范不同。",
                f"Line {line_of(node)}: the parts of the {local(node)} stand in another order than "
                "that of the schema.",
            ),
            Text("用流程设计器重新保存即可。", "Saving the file with a modeller puts it right."),
        )
    for line, message, element_id in _problems(ordered) if moved else problems:
        plain = message.replace(_BPMN_NAME, "")
        yield error(
            "schema",
            element_id,
            Text(f"第 {line} 行不符合 BPMN 2.0 的结构规范。", f"Line {line}: {plain}"),
            Text(
                "请用流程设计器重新保存，或改正该行。",
                "Save the file again with a modeller, or mend that line.",
            ),
        )


def _problems(root: Node) -> list[tuple[int, str, str | None]]:
    """Return the line and the message of each problem, and the id of the element it is in."""
    validator = _validator()
    with _LOCK:
        validator.validate(root)
        log: Any = validator.error_log
        found = [(entry.line, entry.message, entry.path) for entry in islice(log, _MOST)]
    return [(line, message, _at(root, path)) for line, message, path in found]


def _at(root: Node, path: str) -> str | None:
    """Return the id of the element that libxml2 names by its path, else of the one around it."""
    prefixes = {name: uri for node in root.iter("*") for name, uri in node.nsmap.items() if name}
    found: Any = root.getroottree().xpath(path, namespaces=prefixes)
    return _id_of(found[0])


@lru_cache(maxsize=1)
def _validator() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_path(_FILE)))


@lru_cache(maxsize=1)
def _order() -> Order:
    return order(etree.parse(_path(_SEMANTIC)).getroot())


def _path(file: str) -> str:
    return str(distribution(_PACKAGE).locate_file(file))


def _id_of(node: Node | None) -> str | None:
    """Return the id of an element, else of the one around it."""
    while node is not None and node.get("id") is None:
        node = node.getparent()
    return None if node is None else node.get("id")
