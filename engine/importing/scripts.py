"""Scripts: FEEL stays, simple ones become FEEL, others are left out with their text."""

from engine.diagram.nodes import bpmn, text_of
from engine.diagram.xml import Node
from engine.importing import juel, pieces, placing, python
from engine.importing.bag import Bag, Setting
from engine.importing.context import Context, language_of
from engine.importing.pieces import Piece
from engine.importing.report import Text, Untranslatable

_RESULT = "script_result"
_MIXED = frozenset({"userTask", "receiveTask", "callActivity", "subProcess", "transaction"})


def script(context: Context, bag: Bag) -> None:
    """Translate the script of a script task."""
    if bag.kind != "scriptTask" or placing.has(bag.node, "script", "expression"):
        return
    child = bag.node.find(bpmn("script"))
    text = text_of(child)
    stored = bag.setting("resource")
    if stored is not None:
        zh, en = f"脚本在文件“{stored.text}”中。", f"The script is in the file {stored.text!r}."
        context.notes.left(bag.node, stored.label, Text(zh, en))
        placing.nothing(bag.node)
    if child is None or not text:
        return
    language = language_of(bag.node.get("scriptFormat"))
    result = bag.setting("resultVariable")
    bag.node.remove(child)
    bag.node.attrib.pop("scriptFormat", "")
    try:
        _translate(context, bag.node, language, text, result.text if result else None)
    except Untranslatable as problem:
        context.untranslatable(bag.node, Setting(f"script ({language or '?'})", text), problem)
        placing.nothing(bag.node)
    else:
        context.notes.taken(bag.node, f"script ({language or 'python'})", "zeebe:script")
    if result is not None:
        context.notes.taken(bag.node, result.label, "zeebe:script resultVariable")


def _translate(context: Context, node: Node, language: str, text: str, result: str | None) -> None:
    if language == "feel":
        _write(node, pieces.checked(Piece(text.removeprefix("=").strip())), result or _RESULT)
    elif language == "juel":
        _write(node, juel.template(text, context.initiators), result or _RESULT)
    elif language == "python" or (not language and context.python):
        _assign(node, python.assignments(text))
    else:
        raise Untranslatable(f"不执行 {language} 脚本", f"{language or 'its'} scripts are not run")


def _assign(node: Node, lines: list[tuple[str, Piece]]) -> None:
    if len(lines) == 1:
        _write(node, lines[0][1], lines[0][0])
        return
    _write(node, pieces.context(lines), _RESULT)
    for name, _ in lines:
        placing.mapping(node, "output", f"= {_RESULT}.{name}", name)


def _write(node: Node, piece: Piece, result: str) -> None:
    placing.put(node, "script", "expression", f"= {piece.text}")
    placing.put(node, "script", "resultVariable", result)


def before_and_after(context: Context, bag: Bag) -> None:
    """Translate SpiffWorkflow's scripts around an activity as its mappings."""
    for name, direction in (("preScript", "input"), ("postScript", "output")):
        setting = bag.setting(name)
        if setting is None:
            continue
        try:
            lines = _lines(bag, direction, setting.text)
        except Untranslatable as problem:
            context.untranslatable(bag.node, setting, problem)
            continue
        for target, piece in lines:
            placing.mapping(bag.node, direction, f"= {piece.text}", target)
        zh, en = f"改为变量映射（{direction}）。", f"Became an {direction} mapping."
        context.notes.near(bag.node, setting.label, Text(zh, en))


def _lines(bag: Bag, direction: str, text: str) -> list[tuple[str, Piece]]:
    if direction == "output" and bag.kind in _MIXED:
        raise Untranslatable(
            "加上输出映射后，其他交回的变量会丢失",
            "an output mapping would keep back the other variables that are handed in",
        )
    return python.assignments(text)


def instructions(context: Context, bag: Bag) -> None:
    """Turn SpiffWorkflow's instructions into the documentation that people see with a task."""
    setting = bag.setting("instructionsForEndUser")
    if setting is None or not setting.text:
        return
    placing.documentation(bag.node, setting.text)
    if "{{" in setting.text or "{%" in setting.text:
        zh, en = "其中的模板语法按原文显示。", "Its template marks are shown as they stand."
        context.notes.near(bag.node, setting.label, Text(zh, en))
    else:
        context.notes.taken(bag.node, setting.label, "documentation")
