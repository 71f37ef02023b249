"""Read the elements of a decision model (DMN 1.1 to 1.5) from its XML tree.

The namespaces of all versions are accepted, since the elements we use kept their names and
meanings; what a vendor adds in other namespaces is passed over.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from lxml import etree

from engine.decisions.boxes import box_in, function_box
from engine.decisions.elements import (
    MODELS,
    child,
    children,
    is_own,
    local,
    name_of,
    own_children,
    qualified,
    text_in,
    type_attribute,
    type_element,
)
from engine.decisions.errors import DecisionError
from engine.decisions.tree import (
    Decision,
    Definitions,
    Import,
    InputData,
    ItemDefinition,
    Knowledge,
    Node,
    Ref,
    Service,
    Variable,
)


def definitions(root: etree._Element) -> Definitions:
    """Return what the file says; raises DecisionError where it is no DMN or a part is broken."""
    if local(root) != "definitions" or not is_own(root):
        raise DecisionError(f"the root is <{local(root)}>, not DMN <definitions>", element_id="")
    namespace = root.get("namespace", "")
    return Definitions(
        id=root.get("id", ""),
        name=name_of(root),
        namespace=namespace,
        imports=tuple(_import(e) for e in children(root, "import") if _is_model(e)),
        items=tuple(_item(e) for e in children(root, "itemDefinition")),
        nodes=_nodes(root, namespace),
    )


def _is_model(element: etree._Element) -> bool:
    return MODELS in element.get("importType", "")


def _import(element: etree._Element) -> Import:
    return Import(namespace=element.get("namespace", ""), name=name_of(element))


def _item(element: etree._Element) -> ItemDefinition:
    function = child(element, "functionItem")
    return ItemDefinition(
        name=name_of(element),
        place=element.get("id") or name_of(element),
        type_ref=type_element(element),
        allowed=_tests(child(element, "allowedValues")),
        constraint=_tests(child(element, "typeConstraint")),
        collection=element.get("isCollection") == "true",
        components=tuple(_item(e) for e in children(element, "itemComponent")),
        function=None if function is None else _function_item(function),
    )


def _function_item(element: etree._Element) -> tuple[tuple[Variable, ...], str | None]:
    parameters = tuple(
        Variable(name=name_of(e), type_ref=type_attribute(e) or type_element(e))
        for e in children(element, "parameters")
    )
    return parameters, qualified(element, element.get("outputTypeRef"))


def _tests(element: etree._Element | None) -> str | None:
    return None if element is None else text_in(element)


def _nodes(root: etree._Element, namespace: str) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for element in own_children(root):
        read = _READERS.get(local(element))
        if read is None:
            continue
        node = read(element, namespace)
        if node.ref.id in found and not element.get("id"):
            node = replace(node, ref=Ref(namespace, f"{node.name} {len(found)}"))
        if node.ref.id in found:
            raise DecisionError("two elements have this id", element_id=node.ref.id)
        found[node.ref.id] = node
    return found


def _ref(element: etree._Element, namespace: str) -> Ref:
    """Return where the element is; one without an id, which is optional, goes by its name."""
    return Ref(namespace, element.get("id") or name_of(element))


def _hrefs(element: etree._Element, namespace: str, *path: str) -> tuple[Ref, ...]:
    found = [element]
    for step in path:
        found = [inner for outer in found for inner in children(outer, step)]
    return tuple(_target(e.get("href", ""), namespace) for e in found)


def _target(href: str, namespace: str) -> Ref:
    """Return where `#id`, `namespace#id` or a bare `id` points."""
    where, mark, name = href.rpartition("#")
    return Ref(where if mark and where else namespace, name)


def _type(element: etree._Element) -> str | None:
    variable = child(element, "variable")
    return None if variable is None else type_attribute(variable)


def _input_data(element: etree._Element, namespace: str) -> InputData:
    return InputData(ref=_ref(element, namespace), name=name_of(element), type_ref=_type(element))


def _decision(element: etree._Element, namespace: str) -> Decision:
    needs = "informationRequirement"
    return Decision(
        ref=_ref(element, namespace),
        name=name_of(element),
        type_ref=_type(element),
        requires=_hrefs(element, namespace, needs, "requiredInput")
        + _hrefs(element, namespace, needs, "requiredDecision"),
        knowledge=_hrefs(element, namespace, "knowledgeRequirement", "requiredKnowledge"),
        logic=box_in(element, element.get("id", "")),
    )


def _knowledge(element: etree._Element, namespace: str) -> Knowledge:
    logic = child(element, "encapsulatedLogic")
    return Knowledge(
        ref=_ref(element, namespace),
        name=name_of(element),
        type_ref=_type(element),
        knowledge=_hrefs(element, namespace, "knowledgeRequirement", "requiredKnowledge"),
        function=None if logic is None else function_box(logic, element.get("id", "")),
    )


def _service(element: etree._Element, namespace: str) -> Service:
    return Service(
        ref=_ref(element, namespace),
        name=name_of(element),
        type_ref=_type(element),
        outputs=_hrefs(element, namespace, "outputDecision"),
        encapsulated=_hrefs(element, namespace, "encapsulatedDecision"),
        data=_hrefs(element, namespace, "inputData"),
        decisions=_hrefs(element, namespace, "inputDecision"),
    )


_READERS: Final[dict[str, Callable[[etree._Element, str], Node]]] = {
    "inputData": _input_data,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge,
    "decisionService": _service,
}
