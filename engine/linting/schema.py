"""Rule: the file keeps to the XML schemas of BPMN 2.0 (OMG formal/2011-01-03)."""

from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import distribution
from itertools import islice
from threading import Lock
from typing import Any, Final

from lxml import etree

from engine.diagram.xml import Node, line_of
from engine.linting.facts import Facts, Text, error
from engine.model import Finding

# The OMG's schema files come inside this package; only its files are used here, not its code.
_PACKAGE: Final = "SpiffWorkflow"
_FILE: Final = "SpiffWorkflow/bpmn/parser/schema/BPMN20.xsd"
_MOST: Final = 20  # one misplaced element can cause hundreds of messages
_LOCK: Final = Lock()  # a schema object keeps the errors of its last run

_BPMN_NAME: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def schema(facts: Facts) -> Iterator[Finding]:
    """Report where the file departs from the schemas."""
    validator = _validator()
    with _LOCK:
        validator.validate(facts.diagram.root)
        log: Any = validator.error_log
        problems = [(entry.line, entry.message) for entry in islice(log, _MOST)]
    for line, message in problems:
        plain = message.replace(_BPMN_NAME, "")
        yield error(
            "schema",
            _at_line(facts.diagram.root, line),
            Text(f"第 {line} 行不符合 BPMN 2.0 的结构规范。", f"Line {line}: {plain}"),
            Text(
                "请用流程设计器重新保存，或改正该行。",
                "Save the file again with a modeller, or mend that line.",
            ),
        )


@lru_cache(maxsize=1)
def _validator() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(distribution(_PACKAGE).locate_file(_FILE))))


def _at_line(root: Node, line: int) -> str | None:
    """Return the id of the last element that begins in or before a line."""
    found = None
    for node in root.iter("*"):
        if line_of(node) > line:
            break
        found = node.get("id") or found
    return found
