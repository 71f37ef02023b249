"""Input and output parameters as mappings."""

from engine.diagram.nodes import text_of
from engine.diagram.xml import Node
from engine.importing import pieces, placing
from engine.importing.bag import Bag, Part, Setting, child, children
from engine.importing.context import Context, language_of
from engine.importing.pieces import Piece
from engine.importing.report import Text, Untranslatable

_SIDES = (("inputParameter", "input"), ("outputParameter", "output"))


def mappings(context: Context, bag: Bag) -> None:
    """Translate what an element takes in and gives out."""
    for part in bag.parts("inputOutput"):
        parameters(context, bag.node, part)


def parameters(context: Context, node: Node, part: Part) -> None:
    """Translate one block of input and output parameters."""
    for tag, direction in _SIDES:
        for parameter in children(part.node, tag):
            name = parameter.get("name") or ""
            label = f"{part.label} {name}"
            try:
                source = f"= {_value(context, parameter).text}"
                target = pieces.name(name).text
            except Untranslatable as problem:
                said = text_of(parameter) or ""
                context.untranslatable(node, Setting(label, said), problem)
            else:
                placing.mapping(node, direction, source, target)
                context.notes.taken(node, label, f"zeebe:{direction}")


def _value(context: Context, node: Node) -> Piece:
    """Return the text, list, map or script inside a parameter as FEEL."""
    script, listed, mapped = (child(node, name) for name in ("script", "list", "map"))
    if script is not None:
        return _scripted(context, script)
    if listed is not None:
        return pieces.sequence([_value(context, item) for item in listed])
    if mapped is not None:
        entries = children(mapped, "entry")
        return pieces.context([(e.get("key") or "", _value(context, e)) for e in entries])
    text = text_of(node) or ""
    piece = context.piece(text) if text else None
    return pieces.text(text) if piece is None else piece


def _scripted(context: Context, script: Node) -> Piece:
    language = language_of(script.get("scriptFormat"))
    text = text_of(script) or ""
    if language == "feel":
        return pieces.checked(Piece(text, pieces.IF))
    if language == "juel":
        piece = context.piece(text)
        return pieces.text(text) if piece is None else piece
    raise Untranslatable(f"{language or '外部'}脚本", f"it is a {language or 'stored'} script")


def properties(context: Context, bag: Bag) -> None:
    """Take over the properties, but those that SpiffWorkflow's front end reads as settings."""
    for part in bag.parts("properties"):
        entries = {
            e.get("name") or "": e.get("value") or "" for e in children(part.node, "property")
        }
        schema = entries.pop("formJsonSchemaFilename", None)
        layout = entries.pop("formUiSchemaFilename", None)
        if schema:
            stem = schema.removesuffix(".json").removesuffix("-schema")
            placing.put(bag.node, "formDefinition", "formId", stem)
            zh, en = f"请建立表单 {stem}。", f"The form {stem!r} has to be built."
            context.notes.near(bag.node, f"{part.label} formJsonSchemaFilename", Text(zh, en))
        if layout:
            zh, en = "表单自带布局。", "Forms hold their own layout."
            context.notes.left(bag.node, f"{part.label} formUiSchemaFilename", Text(zh, en))
        for name, value in entries.items():
            placing.property_(bag.node, name, value)
            context.notes.taken(bag.node, f"{part.label} {name}", "zeebe:property")
