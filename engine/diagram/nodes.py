"""Small questions to an XML element, and the names of the namespaces that diagrams use."""

from collections.abc import Iterator
from typing import ClassVar, Final

from lxml import etree

from engine import errors
from engine.diagram.xml import BPMN, Node, line_of

ZEEBE: Final = "http://camunda.org/schema/zeebe/1.0"
CAMUNDA: Final = "http://camunda.org/schema/1.0/bpmn"
FLOWABLE: Final = "http://flowable.org/bpmn"
ACTIVITI: Final = "http://activiti.org/bpmn"
SPIFF: Final = "http://spiffworkflow.org/bpmn/schema/1.0/core"
MODELER: Final = "http://camunda.org/schema/modeler/1.0"
FOREIGN: Final = (CAMUNDA, FLOWABLE, ACTIVITI)  # engines whose attributes mean the same as ours
PREFIXES: Final = {
    ZEEBE: "zeebe",
    CAMUNDA: "camunda",
    FLOWABLE: "flowable",
    ACTIVITI: "activiti",
    SPIFF: "spiffworkflow",
}


class DiagramError(errors.Invalid):
    """The diagram cannot be read as BPMN."""

    code: ClassVar[str] = "diagram-unreadable"

    def __init__(self, detail: str, *, node: Node) -> None:
        """Say what is wrong with which element; its line goes in front."""
        line = line_of(node)
        super().__init__(f"line {line}: {detail}", line=line)


def bpmn(name: str) -> str:
    """Return the qualified name of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def local(node: Node) -> str:
    """Return the element's name without namespace."""
    return etree.QName(node).localname


def is_bpmn(node: Node) -> bool:
    """Whether the element belongs to BPMN itself."""
    return etree.QName(node).namespace == BPMN


def required_id(node: Node) -> str:
    """Return the element's id; raises DiagramError when it has none."""
    id_ = node.get("id")
    if not id_:
        raise DiagramError(f"a {local(node)} has no id", node=node)
    return id_


def text_of(node: Node | None) -> str | None:
    """Return the whole text inside, stripped; None when the element is missing or empty."""
    if node is None:
        return None
    return "".join(map(str, node.itertext())).strip() or None


def child_text(node: Node, name: str) -> str | None:
    """Return the text of the first BPMN child of this name."""
    return text_of(node.find(bpmn(name)))


def language(node: Node) -> str:
    """Return the language of a formal expression: its own, else the file's, else FEEL.

    A `=` in front marks FEEL whatever the file says of expressions that name no language.
    """
    marked = (text_of(node) or "").startswith("=")
    file = None if marked else node.getroottree().getroot().get("expressionLanguage")
    return node.get("language") or file or "feel"


def formula(node: Node, name: str) -> str | None:
    """Return the formal expression in the first BPMN child of this name, marked as FEEL by `=`.

    BPMN 2.0.2, 8.4.6: such a text is an expression whether or not our mark is in front.  What the
    file says to be in another language stays as it is, and is refused.
    """
    child = node.find(bpmn(name))
    text = text_of(child)
    if child is None or text is None or text.startswith("="):
        return text
    return f"= {text}" if "feel" in language(child).lower() else text


def documentation(node: Node) -> str:
    """Return the documentation of an element, paragraphs parted by an empty line."""
    texts = (text_of(child) for child in node.iterfind(bpmn("documentation")))
    return "\n\n".join(text for text in texts if text)


def extension(node: Node, name: str) -> Node | None:
    """Return the `zeebe:` extension element of this name, or None."""
    return node.find(f"{bpmn('extensionElements')}/{{{ZEEBE}}}{name}")


def extensions(node: Node) -> Iterator[str]:
    """Yield foreign attributes and extension elements as `prefix:local`, known prefixes only."""
    names = [etree.QName(name) for name in node.attrib]
    holder = node.find(bpmn("extensionElements"))
    names += [etree.QName(child) for child in holder] if holder is not None else []
    for name in names:
        prefix = PREFIXES.get(name.namespace or "")
        if prefix is not None:
            yield f"{prefix}:{name.localname}"


def reference(node: Node, attribute: str) -> str | None:
    """Return the id that an attribute of type QName names, without its prefix."""
    value = node.get(attribute)
    if not value:
        return None
    prefix, colon, name = value.partition(":")
    return name if colon and prefix in node.nsmap else value


def flag(node: Node, attribute: str, *, default: bool) -> bool:
    """Return an attribute of type boolean."""
    value = node.get(attribute)
    return default if value is None else value.strip() in ("true", "1")
