"""Automatic work: what the old server ran itself becomes a job for a worker."""

import re
from typing import Final

from engine.diagram.nodes import bpmn, text_of
from engine.diagram.xml import Node
from engine.importing import juel, placing
from engine.importing.bag import Bag, Part, Setting, child, children
from engine.importing.context import Context
from engine.importing.mappings import parameters
from engine.importing.report import Text, Untranslatable

_WORKING: Final = frozenset(
    {"serviceTask", "sendTask", "businessRuleTask", "messageEventDefinition"}
)
_CYCLE: Final = re.compile(r"R(\d+)/.*")
_BEAN: Final = re.compile(r"\s*[$#]\{\s*([\w.]+)\s*(\(.*\))?\s*\}\s*", re.DOTALL)
_EXTERNAL: Final = frozenset({"external", "external-worker"})


def work(context: Context, bag: Bag) -> None:
    """Translate what carries out a service, send or business rule task, or sends a message."""
    if bag.kind not in _WORKING:
        return
    node = bag.node
    if bag.kind == "messageEventDefinition":
        event = node.getparent()
        assert event is not None  # an event definition stands in its event
        node = event
    for translate in (_topic, _connector, _operator, _code):
        translate(context, bag, node)
    _fields(context, bag, node)
    if placing.has(node, "taskDefinition", "type"):
        _result(context, bag, node)
    _retries(context, bag, node)


def _topic(context: Context, bag: Bag, node: Node) -> None:
    kind = bag.setting("type")
    topic = bag.setting("topic")
    value = None if topic is None else context.translated(node, topic)
    if topic is not None and value:
        context.put(node, topic, "taskDefinition type", value)
    elif topic is not None:
        placing.nothing(node)
    if kind is None:
        return
    if kind.text in _EXTERNAL:
        context.notes.taken(node, kind.label, "zeebe:taskDefinition")
    elif kind.text == "dmn":
        _table(context, bag, kind)
    else:
        _near(context, node, kind, kind.text)


def _table(context: Context, bag: Bag, kind: Setting) -> None:
    """Turn Flowable's decision task, a service task, into a business rule task."""
    key = "decisionTableReferenceKey"
    fields = [part for part in bag.parts("field") if part.node.get("name") == key]
    named = _value(fields[0].node) if fields else None
    if not named:
        zh, en = "没有说明决策表。", "It names no decision table."
        context.notes.left(bag.node, kind.label, Text(zh, en))
        placing.nothing(bag.node)
        return
    bag.node.tag = bpmn("businessRuleTask")
    placing.put(bag.node, "calledDecision", "decisionId", named)
    placing.put(bag.node, "calledDecision", "resultVariable", named)
    zh = f"改为业务规则任务；各项结果在变量 {named} 中。"
    en = f"Became a business rule task; its results stand in the variable {named}."
    context.notes.near(bag.node, kind.label, Text(zh, en))


def _connector(context: Context, bag: Bag, node: Node) -> None:
    for part in bag.parts("connector"):
        type_ = text_of(child(part.node, "connectorId"))
        _near(context, node, Setting(part.label, type_ or ""), type_ or "connector")
        for lines in children(part.node, "inputOutput"):
            parameters(context, node, Part("camunda:inputOutput", lines))


def _operator(context: Context, bag: Bag, node: Node) -> None:
    """Translate SpiffWorkflow's service operator: its parameters become the job's variables."""
    for part in bag.parts("serviceTaskOperator"):
        context.put(node, Setting(part.label, ""), "taskDefinition type", part.node.get("id") or "")
        for parameter in part.node.iter("{*}parameter"):
            label = f"parameter {parameter.get('id')}"
            value = context.translated(node, Setting(label, parameter.get("value") or "None"))
            if value is not None:
                placing.mapping(node, "input", value, parameter.get("id") or "")
                context.notes.taken(node, label, "zeebe:input")
        result = part.node.get("resultVariable")
        if result:
            placing.header(node, "resultVariable", result)
            _named_result(context, node, f"{part.label} resultVariable", result)
        for retry in children(part.node, "retry"):
            placing.put(node, "taskDefinition", "retries", retry.get("retries") or "3")
            zh, en = (
                "次数保留，间隔由作业处理器决定。",
                "The count is kept; workers set the pauses.",
            )
            context.notes.near(node, f"{part.label} retry", Text(zh, en))


def _code(context: Context, bag: Bag, node: Node) -> None:
    """Turn code of the old server into a job type of the same name."""
    for name in ("class", "delegateExpression", "expression"):
        setting = bag.setting(name)
        if setting is None:
            continue
        bean = _BEAN.fullmatch(setting.text)
        type_ = bean[1] if bean else setting.text.strip()
        if juel.is_template(type_) or not type_:
            problem = Untranslatable("不是一个类或对象", "it is neither a class nor an object")
            context.untranslatable(node, setting, problem)
            placing.nothing(node)
        else:
            _near(context, node, setting, type_)


def _near(context: Context, node: Node, setting: Setting, type_: str) -> None:
    placing.put(node, "taskDefinition", "type", type_)
    context.notes.near(
        node,
        setting.label,
        Text(
            f"改为作业类型“{type_}”：须有作业处理器做“{setting.text}”原来做的事。",
            f"Became the job type {type_!r}: a worker has to do what {setting.text!r} did.",
        ),
    )


def _fields(context: Context, bag: Bag, node: Node) -> None:
    """Turn injected fields into headers of the job, or into its variables where computed."""
    for part in bag.parts("field"):
        name, label = part.node.get("name") or "", f"{part.label} {part.node.get('name')}"
        text = _value(part.node)
        value = context.translated(node, Setting(label, text))
        if value is None:
            continue
        if value.startswith("="):
            placing.mapping(node, "input", value, name)
            context.notes.taken(node, label, "zeebe:input")
        else:
            placing.header(node, name, text)
            context.notes.taken(node, label, "zeebe:header")


def _value(field: Node) -> str:
    given = field.get("stringValue") or field.get("expression")
    return given or text_of(child(field, "string")) or text_of(child(field, "expression")) or ""


def _result(context: Context, bag: Bag, node: Node) -> None:
    for name in ("resultVariable", "resultVariableName"):
        setting = bag.setting(name)
        if setting is not None:
            placing.header(node, "resultVariable", setting.text)
            _named_result(context, node, setting.label, setting.text)


def _named_result(context: Context, node: Node, label: str, name: str) -> None:
    zh = f"作业处理器须以变量名 {name} 交回结果。"
    en = f"The worker has to hand in its result as the variable {name}."
    context.notes.near(node, label, Text(zh, en))


def _retries(context: Context, bag: Bag, node: Node) -> None:
    setting = bag.setting("failedJobRetryTimeCycle")
    if setting is None:
        return
    count = _CYCLE.fullmatch(setting.text.strip())
    if count and placing.has(node, "taskDefinition", "type"):
        placing.put(node, "taskDefinition", "retries", count[1])
        zh, en = "次数保留，间隔由作业处理器决定。", "The count is kept; workers set the pauses."
        context.notes.near(node, setting.label, Text(zh, en))
    else:
        zh, en = "没有作业，不需要重试。", "There is no job to try again."
        context.notes.left(node, setting.label, Text(zh, en))
