"""Constraints on activities, processes and the file as a whole (clauses 8, 10.2 and 10.3)."""

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from engine.diagram import kinds, standard
from engine.diagram.ad_hoc import CHOSEN
from engine.diagram.behavior import QUANTITY, THROWN
from engine.diagram.nodes import bpmn, extension, local, reference, text_of
from engine.diagram.xml import Node
from engine.linting.constraint import Constraint, Source, child, truth
from engine.linting.facts import Text
from engine.linting.gateways_stated import begins_wrongly
from engine.model import Severity

_ACTIVITIES: Final = tuple(sorted(kinds.ACTIVITIES))
_LOOP: Final = ("multiInstanceLoopCharacteristics",)
_EXPRESSIONS: Final = (
    *("completionCondition", "loopCardinality", "loopCondition", "condition"),
    *("timeDate", "timeDuration", "timeCycle"),
)
_POSITIVE: Final = re.compile(r"[1-9]\d{0,8}")
_NATURAL: Final = re.compile(r"0|[1-9]\d{0,8}")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_QUANTITY: Final = Text("例如 2。", "Write e.g. 2.")
_REMOVE: Final = Text("请删除该设置。", "Remove the setting.")
_IMPORT: Final = Text("请通过“导入”转换此文件。", "Import the file to have it translated.")
_COLLECTION: Final = Text("请填写输入集合。", "Give an input collection.")


Broken: TypeAlias = Callable[[Source, Node], bool]


def _is_not(attribute: str, *allowed: str | None) -> Broken:
    return lambda _, node: node.get(attribute) not in (None, *allowed)


def _no_quantity(attribute: str) -> Broken:
    return lambda _, node: not QUANTITY.fullmatch(node.get(attribute) or "1")


def _nothing_to_begin(source: Source, node: Node) -> bool:
    inside = (one for one in node.iterchildren(bpmn("*")) if local(one) in CHOSEN)
    return all(
        source.into(one) or truth(one, "triggeredByEvent") or truth(one, "isForCompensation")
        for one in inside
    )


def _in_ad_hoc(_: Source, node: Node) -> bool:
    around = node.getparent()
    return around is not None and around.tag == bpmn("adHocSubProcess")


def _idle_behavior(_: Source, node: Node) -> bool:
    if node.get("behavior") != "Complex":
        return False
    found = node.findall(bpmn("complexBehaviorDefinition"))
    return not found or any(
        child(one, "condition") is None or child(one, "event") is None for one in found
    )


def _strange_event(source: Source, node: Node) -> bool:
    throws = [source.named(node, name) for name in ("noneBehaviorEventRef", "oneBehaviorEventRef")]
    throws += [
        one
        for event in node.iterfind(f"{bpmn('complexBehaviorDefinition')}/{bpmn('event')}")
        for one in event.iterchildren(bpmn("*"))
    ]
    kinds_thrown = {local(one) for one in throws if one is not None} - {
        "documentation",
        "eventDefinitionRef",
    }
    return not kinds_thrown <= {f"{kind}EventDefinition" for kind in THROWN}


def _has(*names: str) -> Broken:
    return lambda _, node: any(child(node, name) is not None for name in names)


def _cardinality_and_collection(_: Source, node: Node) -> bool:
    entry = extension(node, "loopCharacteristics")
    collection = entry is not None and entry.get("inputCollection")
    named = child(node, "loopDataInputRef") is not None
    return bool(collection or named) and child(node, "loopCardinality") is not None


def _strange_cardinality(_: Source, node: Node) -> bool:
    text = text_of(child(node, "loopCardinality"))
    plain = (text or "").removeprefix("=").strip()
    return bool(_NUMBER.fullmatch(plain)) and not _NATURAL.fullmatch(plain)


def _endless(_: Source, node: Node) -> bool:
    return text_of(child(node, "loopCondition")) is None and node.get("loopMaximum") is None


def _element_alone(_: Source, node: Node) -> bool:
    entry = extension(node, "loopCharacteristics")
    element = entry is not None and entry.get("inputElement")
    collection = entry is not None and entry.get("inputCollection")
    item, reference_ = child(node, "inputDataItem"), child(node, "loopDataInputRef")
    return (bool(element) or item is not None) and not collection and reference_ is None


def _called_twice(_: Source, node: Node) -> bool:
    entry, attribute = extension(node, "calledElement"), reference(node, "calledElement")
    return entry is not None and attribute is not None and entry.get("processId") != attribute


def _body_beside(_: Source, node: Node) -> bool:
    return child(node, "script") is not None and extension(node, "script") is not None


def _no_body(_: Source, node: Node) -> bool:
    said = extension(node, "script") is not None or extension(node, "taskDefinition") is not None
    return not said and text_of(child(node, "script")) is None


def _unread_role(_: Source, node: Node) -> bool:
    """Whether a role names nobody, or stands where no person works."""
    roles = [one for name in standard.ROLES for one in node.iterfind(bpmn(name))]
    person = local(node) == "userTask"
    return any(not (person and standard.readable(role)) for role in roles)


def _foreign_language(_: Source, node: Node) -> bool:
    return "feel" not in (node.get("language") or "feel").lower()


def _foreign_file(_: Source, node: Node) -> bool:
    return "feel" not in (node.get("expressionLanguage") or "feel").lower()


def _public(_: Source, node: Node) -> bool:
    return node.get("processType") == "Public" and truth(node, "isExecutable")


ACTIVITIES: Final[tuple[Constraint, ...]] = (
    Constraint(
        rule="bpmn-10.3-start-quantity",
        tags=_ACTIVITIES,
        broken=_no_quantity("startQuantity"),
        zh="开始所需的令牌数（startQuantity）不是 1 到 999",
        en="begins with a number of tokens (startQuantity) that is not 1 to 999",
        hint=_QUANTITY,
    ),
    Constraint(
        rule="bpmn-10.3-completion-quantity",
        tags=_ACTIVITIES,
        broken=_no_quantity("completionQuantity"),
        zh="完成时的令牌数（completionQuantity）不是 1 到 999",
        en="gives a number of tokens (completionQuantity) that is not 1 to 999",
        hint=_QUANTITY,
    ),
    Constraint(
        rule="bpmn-10.3.3-receive-instantiate",
        tags=("receiveTask",),
        broken=begins_wrongly,
        zh="用来发起流程（instantiate），却有来自开始事件以外的入线、循环，或在子流程里",
        en="begins cases (instantiate), but has a loop, or a flow leads to it",
        hint=Text("请用消息开始事件。", "Use a message start event."),
    ),
    Constraint(
        rule="bpmn-10.3.5-ad-hoc-activity",
        tags=("adHocSubProcess",),
        broken=_nothing_to_begin,
        zh="里没有可以开始的活动",
        en="holds nothing that can be begun",
        hint=Text("请放入没有入线的活动。", "Put an activity without incoming flow into it."),
    ),
    Constraint(
        rule="bpmn-10.3.5-ad-hoc-start",
        tags=("startEvent",),
        broken=_in_ad_hoc,
        zh="不能放在即席子流程里",
        en="has no place in an ad-hoc sub-process",
        hint=_REMOVE,
    ),
    Constraint(
        rule="bpmn-10.3.5-ad-hoc-end",
        tags=("endEvent",),
        broken=_in_ad_hoc,
        zh="不应放在即席子流程里",
        en="has no place in an ad-hoc sub-process",
        hint=_REMOVE,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.3.3-script-beside",
        tags=("scriptTask",),
        broken=_body_beside,
        zh="另有一段不会执行的脚本",
        en="holds a second script that is not run",
        hint=_REMOVE,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.3.3-script-missing",
        tags=("scriptTask", "globalScriptTask"),
        broken=_no_body,
        zh="没有脚本，流程会直接通过",
        en="has no script: it does nothing",
        hint=Text("请填写 FEEL 表达式。", "Give a FEEL expression."),
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.3.4-resource-role",
        tags=_ACTIVITIES,
        broken=_unread_role,
        zh="用标准的资源角色写的办理人无法读取",
        en="says who does it as a resource role that cannot be read",
        hint=_IMPORT,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.3.4-rendering",
        tags=("userTask",),
        broken=_has("rendering"),
        zh="的 rendering 不会被读取",
        en="has a rendering, which is not read",
        hint=Text("请选择表单。", "Choose a form."),
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.3.6-called-twice",
        tags=("callActivity",),
        broken=_called_twice,
        zh="两处写了不同的被调用流程",
        en="names two different processes",
        hint=Text("请删除 calledElement 属性。", "Remove the attribute calledElement."),
    ),
    Constraint(
        rule="bpmn-10.3.8-behavior",
        tags=_LOOP,
        broken=_is_not("behavior", "All", "None", "One", "Complex"),
        zh="的多实例 behavior 不存在",
        en="has a multi-instance behavior that does not exist",
        hint=_REMOVE,
    ),
    Constraint(
        rule="bpmn-10.3.8-complex-behavior",
        tags=_LOOP,
        broken=_idle_behavior,
        zh="的 behavior 为 Complex，但没有可抛出的事件和条件",
        en="has complex behavior, but does not say what is thrown and when",
        hint=Text(
            "请写出条件与信号、升级、错误或消息事件。",
            "Give a condition and a signal, escalation, error or message event.",
        ),
    ),
    Constraint(
        rule="bpmn-10.3.8-behavior-event",
        tags=_LOOP,
        broken=_strange_event,
        zh="的实例抛出的事件不是信号、升级、错误或消息",
        en="throws events that are no signal, escalation, error or message",
        hint=Text("请换一种事件。", "Choose another event."),
    ),
    Constraint(
        rule="bpmn-10.3.8-cardinality-and-collection",
        tags=_LOOP,
        broken=_cardinality_and_collection,
        zh="同时写了循环次数和输入集合",
        en="has both a cardinality and a collection",
        hint=Text("请只保留一个。", "Keep one of the two."),
    ),
    Constraint(
        rule="bpmn-10.3.8-cardinality-number",
        tags=_LOOP,
        broken=_strange_cardinality,
        zh="的循环次数不是零或正整数",
        en="has a cardinality that is no whole number from zero",
        hint=Text("例如 3，或以 = 开头的表达式。", "Write e.g. 3, or = FEEL."),
    ),
    Constraint(
        rule="bpmn-10.3.8-loop-endless",
        tags=("standardLoopCharacteristics",),
        broken=_endless,
        zh="的循环没有条件也没有次数",
        en="loops without a condition and without a maximum",
        hint=Text("请填写循环条件，例如 = not(done)。", "Give a condition, e.g. = not(done)."),
    ),
    Constraint(
        rule="bpmn-10.3.8-loop-maximum",
        tags=("standardLoopCharacteristics",),
        broken=lambda _, node: not _POSITIVE.fullmatch(node.get("loopMaximum") or "1"),
        zh="的最大循环次数不是正整数",
        en="loops a number of times that is no positive whole number",
        hint=Text("例如 3。", "Write e.g. 3."),
    ),
    Constraint(
        rule="multi-instance-element",
        tags=_LOOP,
        broken=_element_alone,
        zh="有输入元素却没有输入集合",
        en="has an input element but no input collection",
        hint=_COLLECTION,
    ),
    Constraint(
        rule="bpmn-10.2-public-executable",
        tags=("process",),
        broken=_public,
        zh="是公开流程（Public），却标为可执行",
        en="is public and yet executable",
        hint=Text("请改为 Private。", "Make it private."),
    ),
    Constraint(
        rule="bpmn-8.3-must-understand",
        tags=("extension",),
        broken=lambda _, node: truth(node, "mustUnderstand"),
        zh="的扩展要求必须理解，本引擎不理解",
        en="demands that an extension is understood, which it is not",
        hint=_REMOVE,
    ),
    Constraint(
        rule="bpmn-8.2-import",
        tags=("import",),
        broken=lambda _, __: True,
        zh="引用的其他文件不会被读取",
        en="imports another file, which is not read",
        hint=Text("请把所需内容放进本文件。", "Put what it needs into this file."),
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-8.2-expression-language",
        tags=("definitions",),
        broken=_foreign_file,
        zh="声明的表达式语言不是 FEEL",
        en="declares an expression language that is not FEEL",
        hint=_REMOVE,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-8.4.6-language",
        tags=_EXPRESSIONS,
        broken=_foreign_language,
        zh="的表达式语言不是 FEEL",
        en="holds an expression in a language that is not FEEL",
        hint=_IMPORT,
    ),
)
