"""Conditions of flows, times of timers, names and keys of messages."""

import re
from typing import Final

from engine.diagram.nodes import bpmn, local, reference, text_of
from engine.diagram.xml import Node
from engine.importing import juel, placing
from engine.importing.bag import Bag, Setting
from engine.importing.context import Context, is_script, language_of
from engine.importing.loops import condition, write
from engine.importing.report import Text, Untranslatable

_TIMES: Final = ("timeDate", "timeDuration", "timeCycle")
_SPAN: Final = re.compile(r'= (?:duration\()?"([^"]*)"\)?')
_CATCHING: Final = frozenset({"intermediateCatchEvent", "boundaryEvent", "receiveTask"})
_NAMED: Final = frozenset({"message", "signal"})


def flow(context: Context, bag: Bag) -> None:
    """Translate the condition of a sequence flow."""
    child = bag.node.find(bpmn("conditionExpression"))
    if bag.kind != "sequenceFlow" or child is None:
        return
    stored = Bag(child).setting("resource")
    text, language = text_of(child) or "", language_of(child.get("language"))
    setting = Setting("conditionExpression", stored.text if stored else text)
    if stored is not None or is_script(language):
        said = language or "stored"
        problem = Untranslatable(f"{said} 脚本", f"it is a {said} script")
        context.untranslatable(bag.node, setting, problem)
        bag.node.remove(child)
    elif text.startswith("="):
        return
    elif text in ("true", "false"):
        write(child, f"= {text}")
        context.notes.taken(bag.node, setting.label, f"= {text}")
    elif context.old and not context.python and text and not juel.is_template(text):
        problem = Untranslatable("不是 ${…} 表达式", "it is no ${…} expression")
        context.untranslatable(bag.node, setting, problem)
        bag.node.remove(child)
    else:
        condition(context, bag.node, "conditionExpression")


def times(context: Context, bag: Bag) -> None:
    """Translate the time of a timer; a quoted literal of SpiffWorkflow becomes a plain one."""
    for name in _TIMES:
        child = bag.node.find(bpmn(name))
        text = text_of(child)
        if bag.kind != "timerEventDefinition" or child is None or not text or text[0] == "=":
            continue
        if not juel.is_template(text) and not (context.python and text[0] not in "PR"):
            continue
        value = context.translated(bag.node, Setting(name, text))
        if value is not None:
            literal = _SPAN.fullmatch(value)
            write(child, literal[1] if literal else value)
            context.notes.taken(bag.node, name, text_of(child) or "")


def conditions(context: Context, bag: Bag) -> None:
    """Translate the condition of a conditional event."""
    if bag.kind == "conditionalEventDefinition":
        condition(context, bag.node, "condition")


def names(context: Context, bag: Bag) -> None:
    """Translate a computed name of a message or signal."""
    name = bag.node.get("name") or ""
    if bag.kind in _NAMED and juel.is_template(name):
        value = context.translated(bag.node, Setting("name", name))
        if value is not None:
            bag.node.set("name", value)
            context.notes.taken(bag.node, "name", value)


def keys(context: Context, bag: Bag) -> None:
    """Give messages that wait in a case the key by which the old engines found that case."""
    if bag.kind != "message" or not context.old or placing.has(bag.node, *_KEY):
        return
    if bag.node.get("id") in _awaited(bag.node.getroottree().getroot()):
        placing.put(bag.node, *_KEY, "= case.number")
        zh = "按业务编号关联：发送方须给出该编号。"
        en = "Found by the number of the case, which the sender has to give."
        context.notes.near(bag.node, "correlation", Text(zh, en))


_KEY: Final = ("subscription", "correlationKey")


def _awaited(root: Node) -> set[str | None]:
    found = set()
    for node in root.iter(bpmn("messageEventDefinition"), bpmn("receiveTask")):
        place = node if local(node) == "receiveTask" else node.getparent()
        assert place is not None  # an event definition stands in its event
        inner = local(place) == "startEvent" and _is_inner(place)
        if local(place) in _CATCHING or inner:
            found.add(reference(node, "messageRef"))
    return found


def _is_inner(start: Node) -> bool:
    parent = start.getparent()
    return parent is not None and local(parent) != "process"


def version(context: Context, bag: Bag) -> None:
    """Translate the version tag of a process."""
    setting = bag.setting("versionTag") if bag.kind == "process" else None
    if setting is not None and setting.text:
        context.put(bag.node, setting, "versionTag value", setting.text)
