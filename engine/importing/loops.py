"""Multi-instance: over what an activity is repeated, and when that is enough."""

from engine.diagram.nodes import bpmn, text_of
from engine.diagram.xml import Node
from engine.importing import juel
from engine.importing.bag import Bag, Setting
from engine.importing.context import Context
from engine.importing.report import Text

_CONDITIONS = ("loopCardinality", "completionCondition", "loopCondition")


def loop(context: Context, bag: Bag) -> None:
    """Translate the collection, the element and the conditions of a repeated activity."""
    if bag.kind == "multiInstanceLoopCharacteristics":
        _input(context, bag)
        _output(context, bag)
    if bag.kind.endswith("LoopCharacteristics"):
        for name in _CONDITIONS:
            condition(context, bag.node, name)


def _input(context: Context, bag: Bag) -> None:
    collection = bag.setting("collection") or _reference(bag.node, "loopDataInputRef")
    if collection is not None:
        value = _variable(context, bag.node, collection)
        if value:
            context.put(bag.node, collection, "loopCharacteristics inputCollection", value)
    element = bag.setting("elementVariable") or _item(context, bag.node, "inputDataItem")
    if element is not None:
        context.put(bag.node, element, "loopCharacteristics inputElement", element.text)


def _output(context: Context, bag: Bag) -> None:
    collection = _reference(bag.node, "loopDataOutputRef")
    element = _item(context, bag.node, "outputDataItem")
    if collection is not None and element is not None:
        context.put(bag.node, collection, "loopCharacteristics outputCollection", collection.text)
        where = "loopCharacteristics outputElement"
        context.put(bag.node, element, where, f"= {element.text}")
        return
    for alone in (collection, element):
        if alone is not None:
            zh, en = "输出集合与输出元素须成对。", "Output collection and element go together."
            context.notes.left(bag.node, alone.label, Text(zh, en))


def _variable(context: Context, node: Node, setting: Setting) -> str | None:
    """Return a collection; a bare word names a variable."""
    if juel.is_template(setting.text) or setting.text.startswith("="):
        return context.translated(node, setting)
    return f"= {setting.text.strip()}"


def _reference(node: Node, name: str) -> Setting | None:
    child = node.find(bpmn(name))
    text = text_of(child)
    if child is not None:
        node.remove(child)
    return Setting(name, text) if text else None


def _item(context: Context, node: Node, name: str) -> Setting | None:
    child = node.find(bpmn(name))
    if child is None:
        return None
    node.remove(child)
    ordered = ("id", "name") if context.python else ("name", "id")
    text = next((child.get(key) for key in ordered if child.get(key)), None)
    return Setting(name, text) if text else None


def condition(context: Context, node: Node, name: str) -> None:
    """Translate the text of a child of type expression; what is FEEL or a literal stays."""
    child = node.find(bpmn(name))
    text = text_of(child)
    if child is None or not text or text.startswith("=") or text.isdecimal():
        return
    if not context.python and not juel.is_template(text):
        return
    setting = Setting(name, text)
    value = context.translated(node, setting)
    if value is None:
        node.remove(child)
        return
    write(child, value)
    context.notes.taken(node, name, value)


def write(node: Node, text: str) -> None:
    """Replace the text of an expression; the language it named does not hold any more."""
    node.text = text
    node.attrib.pop("language", "")
