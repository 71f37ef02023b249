"""Constraints on events and on what they throw and catch (clauses 8.4 and 10.5)."""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from engine.diagram import kinds
from engine.diagram.naming import code_of
from engine.diagram.nodes import bpmn, extension, flag, local, reference, text_of
from engine.diagram.xml import Node
from engine.linting.constraint import Constraint, Source, child, defined, shared, triggers, truth
from engine.linting.facts import Text
from engine.model import Severity

_EVENTS: Final = (
    *("startEvent", "endEvent", "boundaryEvent"),
    *("intermediateCatchEvent", "intermediateThrowEvent"),
)
_THROWS: Final = ("endEvent", "intermediateThrowEvent")
_SCOPES: Final = tuple(sorted(bpmn(name) for name in kinds.SUBPROCESSES))
_CODES: Final = {"error": "errorCode", "escalation": "escalationCode"}
_RAISING: Final = (
    *("userTask", "serviceTask", "sendTask", "scriptTask", "businessRuleTask"),
    *("callActivity", "receiveTask"),
)
_NOTHING: Final = re.compile(r"P(?=T?0)(?:0+[YMWD])*(?:T(?:0+(?:\.0+)?[HMS])*)?")
_ONCE_EACH: Final = Text("请合并，或改用不同的代码。", "Make one of the two, or use another code.")
_NO_CONDITION: Final = Text("请在其后加排他网关。", "Put an exclusive gateway behind it.")
_CATCH: Final = Text("请加边界事件或事件子流程。", "Add a boundary event or an event sub-process.")
_ONE_NAME: Final = Text("请合并为一个。", "Make one of the two.")


def _conditional_out(source: Source, node: Node) -> bool:
    return any(child(flow, "conditionExpression") is not None for flow in source.out(node))


def _by_reference(_: Source, node: Node) -> bool:
    return any(not list(shared(one)) for one in node.iterfind(bpmn("eventDefinitionRef")))


def _needless_flag(_: Source, node: Node) -> bool:
    around = node.getparent()
    inside = around is not None and truth(around, "triggeredByEvent")
    return not flag(node, "isInterrupting", default=True) and not inside


def _lonely_multiple(_: Source, node: Node) -> bool:
    return truth(node, "parallelMultiple") and len(triggers(node)) < 2  # noqa: PLR2004  "multiple"


def _unnamed_link(_: Source, node: Node) -> bool:
    link = child(node, "linkEventDefinition")
    return link is not None and not (link.get("name") or "").strip()


def _hidden_form(_: Source, node: Node) -> bool:
    return extension(node, "formDefinition") is not None and bool(triggers(node))


def _no_time(_: Source, node: Node) -> bool:
    text = text_of(child(node, "timeDuration"))
    return text is not None and bool(_NOTHING.fullmatch(text))


def _no_cycle(_: Source, node: Node) -> bool:
    return (text_of(child(node, "timeCycle")) or "").startswith("R0/")


def _caught(source: Source, node: Node) -> Iterator[tuple[str, str | None]]:
    """Yield (kind, code or id) of what an event throws or catches; None = whatever comes."""
    for definition in defined(node):
        kind = local(definition).removesuffix("EventDefinition")
        if kind in _CODES:
            named = source.named(definition, f"{kind}Ref")
            yield kind, None if named is None else code_of(named, _CODES[kind])
        elif kind == "message":
            yield kind, reference(definition, "messageRef")


def _caught_before(source: Source, node: Node) -> bool:
    """Whether a boundary event earlier in the file catches the same at the same activity."""
    mine = set(_caught(source, node))
    earlier = takewhile(lambda one: one is not node, source.tagged("boundaryEvent"))
    beside = (one for one in earlier if one.get("attachedToRef") == node.get("attachedToRef"))
    return any(mine & set(_caught(source, one)) for one in beside)


def _handled_before(source: Source, node: Node) -> bool:
    """Whether an event sub-process earlier in the same scope is started by the same."""
    mine = _start_of(source, node)
    earlier = node.itersiblings(bpmn("subProcess"), preceding=True)
    return any(mine & _start_of(source, one) for one in earlier)


def _start_of(source: Source, node: Node) -> set[tuple[str, str | None]]:
    if not truth(node, "triggeredByEvent"):
        return set()
    return {one for start in node.iterfind(bpmn("startEvent")) for one in _caught(source, start)}


def _unheard(kind: str, source: Source, node: Node) -> bool:
    """Whether nothing around a throwing event in its process catches what it throws."""
    thrown = {code for what, code in _caught(source, node) if what == kind}
    heard = {code for what, code in _listening(source, node) if what == kind}
    around = node.iterancestors(*_SCOPES)
    inside = any(not truth(scope, "triggeredByEvent") for scope in around)  # else: the caller's
    return inside and bool(thrown) and None not in heard and not thrown <= heard


def _listening(source: Source, node: Node) -> Iterator[tuple[str, str | None]]:
    for scope in node.iterancestors(bpmn("process"), *_SCOPES):
        for handler in scope.iterfind(bpmn("subProcess")):
            yield from _start_of(source, handler)
        for event in source.tagged("boundaryEvent"):
            if event.get("attachedToRef") == scope.get("id"):
                yield from _caught(source, event)


def _never_thrown(source: Source, node: Node) -> bool:
    """Whether a sub-process that nobody outside can fail holds no such error or escalation."""
    host = source.named(node, "attachedToRef")
    mine = {(kind, code) for kind, code in _caught(source, node) if kind in _CODES}
    empty = host is None or host.tag not in _SCOPES or host.find(bpmn("endEvent")) is None
    if host is None or empty or not mine:
        return False
    if any(True for _ in host.iter(*(bpmn(name) for name in _RAISING))):
        return False
    thrown = {one for event in host.iter(*map(bpmn, _THROWS)) for one in _caught(source, event)}
    kinds = {kind for kind, _ in thrown}
    return not any(one in thrown or (one[1] is None and one[0] in kinds) for one in mine)


def _out_of_reach(source: Source, node: Node) -> bool:
    """Whether a thrown compensation names an activity of another level, or one without handler."""
    target, event = source.named(node, "activityRef"), node.getparent()
    if target is None or event is None or local(event) not in _THROWS:
        return False
    scopes = [event.getparent()]
    while scopes[-1] is not None and truth(scopes[-1], "triggeredByEvent"):
        scopes.append(scopes[-1].getparent())
    handled = any(
        one.get("attachedToRef") == target.get("id") and "compensate" in triggers(one)
        for one in source.tagged("boundaryEvent")
    )
    within = any(target.getparent() is scope for scope in scopes)
    return not within or not (handled or target.tag in _SCOPES)


def _twice(attribute: str, source: Source, node: Node) -> bool:
    """Whether an element of this kind earlier in the file says the same."""
    del source
    value = node.get(attribute)
    earlier = node.itersiblings(str(node.tag), preceding=True)
    return bool(value) and any(one.get(attribute) == value for one in earlier)


def _same_message(_: Source, node: Node) -> bool:
    earlier = node.itersiblings(bpmn("message"), preceding=True)
    return bool(node.get("name")) and any(_message(one) == _message(node) for one in earlier)


def _message(node: Node) -> tuple[str | None, str | None]:
    entry = extension(node, "subscription")
    return node.get("name"), None if entry is None else entry.get("correlationKey")


EVENTS: Final[tuple[Constraint, ...]] = (
    Constraint(
        rule="bpmn-10.5.1-event-definition-ref",
        tags=_EVENTS,
        broken=_by_reference,
        zh="引用的事件定义不存在",
        en="refers to an event definition that is not there",
        hint=Text("请在事件里直接定义。", "Define it inside the event."),
    ),
    Constraint(
        rule="bpmn-10.5.1-parallel-multiple",
        tags=("startEvent", "intermediateCatchEvent", "boundaryEvent"),
        broken=_lonely_multiple,
        zh="标为并行多重，但触发不足两个",
        en="is parallel multiple but has fewer than two triggers",
        hint=Text("请取消该标记。", "Remove the mark."),
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.5.2-start-condition",
        tags=("startEvent",),
        broken=_conditional_out,
        zh="的出线不能有条件",
        en="cannot have a condition on its outgoing flow",
        hint=_NO_CONDITION,
    ),
    Constraint(
        rule="bpmn-10.5.2-is-interrupting",
        tags=("startEvent",),
        broken=_needless_flag,
        zh="不在事件子流程中，“非中断”没有意义",
        en="is not in an event sub-process, so that non-interrupting means nothing",
        hint=Text("请改回普通开始事件。", "Make it an ordinary start event."),
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="start-form-hidden",
        tags=("startEvent",),
        broken=_hidden_form,
        zh="由事件触发，没有人会看到它的表单",
        en="is started by an event, so that nobody sees its form",
        hint=Text("请删除表单。", "Remove the form."),
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.5.4-event-condition",
        tags=("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"),
        broken=_conditional_out,
        zh="的出线不能有条件",
        en="cannot have a condition on its outgoing flow",
        hint=_NO_CONDITION,
    ),
    Constraint(
        rule="bpmn-10.5.5-link-name",
        tags=("intermediateCatchEvent", "intermediateThrowEvent"),
        broken=_unnamed_link,
        zh="的链接没有名称",
        en="has a link without a name",
        hint=Text("请填写链接名称。", "Name the link."),
    ),
    Constraint(
        rule="timer-at-once",
        tags=("timerEventDefinition",),
        broken=_no_time,
        zh="的时长为零，会立即触发",
        en="waits for no time at all",
        hint=Text("请填写时长，例如 PT4H。", "Give a duration, e.g. PT4H."),
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="timer-never",
        tags=("timerEventDefinition",),
        broken=_no_cycle,
        zh="的循环次数为零，永远不会触发",
        en="repeats zero times: it never fires",
        hint=Text("请填写次数，例如 R3/PT1H。", "Give a number, e.g. R3/PT1H."),
    ),
    Constraint(
        rule="bpmn-10.5.6-caught-twice",
        tags=("boundaryEvent",),
        broken=_caught_before,
        zh="与同一活动上的另一个边界事件捕获相同的内容",
        en="catches what another boundary event of the same activity catches",
        hint=_ONCE_EACH,
    ),
    Constraint(
        rule="bpmn-10.5.6-handled-twice",
        tags=("subProcess",),
        broken=_handled_before,
        zh="与同层的另一个事件子流程由相同的事件触发",
        en="is started by what starts another event sub-process of the same level",
        hint=_ONCE_EACH,
    ),
    Constraint(
        rule="bpmn-10.5.6-error-unheard",
        tags=("endEvent",),
        broken=lambda source, node: _unheard("error", source, node),
        zh="抛出的错误在本流程中没有人捕获",
        en="throws an error that nothing in this process catches",
        hint=_CATCH,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.5.6-escalation-unheard",
        tags=_THROWS,
        broken=lambda source, node: _unheard("escalation", source, node),
        zh="抛出的升级在本流程中没有人捕获",
        en="throws an escalation that nothing in this process catches",
        hint=_CATCH,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.5.6-never-thrown",
        tags=("boundaryEvent",),
        broken=_never_thrown,
        zh="等待的错误或升级在子流程中从不抛出",
        en="waits for an error or escalation that its sub-process never throws",
        hint=Text("请核对代码，或删除该事件。", "Check the code, or remove the event."),
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.7-compensate-activity",
        tags=("compensateEventDefinition",),
        broken=_out_of_reach,
        zh="要补偿的活动不在同一层，或没有补偿处理",
        en="compensates an activity that is not of its level, or that nothing compensates",
        hint=Text(
            "请选择同一层的、附有补偿边界事件的活动，或子流程。",
            "Choose an activity of its level with a compensation boundary event, or a sub-process.",
        ),
    ),
    Constraint(
        rule="bpmn-8.4.11-message-twice",
        tags=("message",),
        broken=_same_message,
        zh="与另一个消息的名称和关联键相同",
        en="has the name and the key of another message",
        hint=_ONE_NAME,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-10.5.5-signal-twice",
        tags=("signal",),
        broken=lambda source, node: _twice("name", source, node),
        zh="与另一个信号同名",
        en="has the name of another signal",
        hint=_ONE_NAME,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-8.4.3-error-twice",
        tags=("error",),
        broken=lambda source, node: _twice("errorCode", source, node),
        zh="与另一个错误的代码相同",
        en="has the code of another error",
        hint=_ONE_NAME,
        severity=Severity.WARNING,
    ),
    Constraint(
        rule="bpmn-8.4.4-escalation-twice",
        tags=("escalation",),
        broken=lambda source, node: _twice("escalationCode", source, node),
        zh="与另一个升级的代码相同",
        en="has the code of another escalation",
        hint=_ONE_NAME,
        severity=Severity.WARNING,
    ),
)
