"""What stops a definition from being executed: a definition without findings starts.

`engine.linting` explains to designers what is wise; this is the interpreter's own refusal, so that
nothing it does not execute right ever runs.
"""

import re
from collections.abc import Iterator
from typing import Final

from engine import diagram
from engine.diagram import Diagram, Element, Loop, Process, Script, SequenceFlow
from engine.errors import Invalid
from engine.interpreter import activities, begun, compensating, wording
from engine.interpreter.compiling import executed
from engine.model import Finding, ProcessDefinition, Severity

ACTIVITIES: Final = frozenset(
    {
        "adHocSubProcess",
        "businessRuleTask",
        "callActivity",
        "manualTask",
        "receiveTask",
        "scriptTask",
        "sendTask",
        "serviceTask",
        "subProcess",
        "task",
        "transaction",
        "userTask",
    }
)
WAITING: Final = frozenset({"conditional", "message", "signal", "timer"})
EVENTS: Final = {
    "startEvent": WAITING,
    "endEvent": frozenset(
        {"cancel", "compensate", "error", "escalation", "message", "signal", "terminate"}
    ),
    "intermediateCatchEvent": WAITING | {"link"},
    "intermediateThrowEvent": frozenset({"compensate", "escalation", "link", "message", "signal"}),
    "boundaryEvent": WAITING | {"cancel", "compensate", "error", "escalation"},
    "receiveTask": frozenset({"message"}),
    "sendTask": frozenset({"message"}),
}
"""The event definitions that each kind of element may have."""
MUST: Final = frozenset({"boundaryEvent", "intermediateCatchEvent", "receiveTask"})
"""Kinds that must have an event definition."""
ENTRIES: Final = frozenset({"startEvent", "boundaryEvent"})
THROW: Final = "intermediateThrowEvent"
HANDLING: Final = WAITING | {"compensate", "error", "escalation"}


def check(definition: ProcessDefinition) -> tuple[Finding, ...]:
    """Return what stops the definition from being executed, in the order of the diagram."""
    try:
        drawn = diagram.read(definition.xml)
    except Invalid as error:
        return (_finding("diagram", None, "图文件无法读取", str(error)),)
    process = drawn.processes.get(definition.key)
    if process is None:
        detail = f"the diagram has no process {definition.key!r}"
        return (_finding("process", None, "图中没有这个流程", detail),)
    return tuple(_findings(definition, drawn, process))


def _findings(definition: ProcessDefinition, drawn: Diagram, process: Process) -> Iterator[Finding]:
    for flow in process.flows.values():
        if not _joined(process, flow):
            yield _finding(
                "flow",
                flow.id,
                "顺序流没有连接同一层的两个节点",
                "it does not join two nodes of one level",
            )
    for place, rule, zh, en in begun.problems(process):
        yield _finding(rule, place, zh, en)
    for element in process.elements.values():
        for rule, zh, en in (
            *_problems(process, element),
            *compensating.problems(drawn, process, element),
            *activities.problems(element),
        ):
            yield _finding(rule, element.id, zh, en)
        for text, problem in wording.problems(definition, drawn, element):
            yield _finding("text", element.id, f"“{text}”无法执行", f"{text!r}: {problem}")
    for flow in process.flows.values():
        problem_of_condition = wording.condition_problem(flow)
        if problem_of_condition:
            yield _finding("text", flow.id, "条件无法执行", problem_of_condition)


def _finding(rule: str, element_id: str | None, zh: str, en: str) -> Finding:
    return Finding(
        rule=f"executable-{rule}",
        element_id=element_id,
        severity=Severity.ERROR,
        message_zh=zh,
        message_en=en,
    )


def _joined(process: Process, flow: SequenceFlow) -> bool:
    ends = [process.elements.get(end) for end in (flow.source, flow.target)]
    return all(end is not None and end.parent_id == flow.parent_id for end in ends)


def _problems(process: Process, element: Element) -> Iterator[tuple[str, str, str]]:
    """Yield rule, Chinese and English sentence of what stops one element."""
    if not executed(element):
        yield "kind", "本引擎不执行这种图元", f"a {element.kind} like this is not executed"
        return
    yield from _events(process, element)
    yield from _work(element)
    loop = element.loop
    if loop is not None:
        if element.kind not in ACTIVITIES:
            yield "loop", "本引擎不执行这种循环", "a loop like this is not executed"
        elif loop.kind == "standard":
            yield from _standard(loop)
        elif not loop.input_collection and not loop.cardinality:
            yield (
                "loop",
                "多实例没有集合也没有次数",
                "it has neither a collection nor a cardinality",
            )
    if element.kind == "eventBasedGateway" and not _waits_for_events(process, element):
        yield "gateway", "事件网关之后只能是捕获事件", "each of its ways leads to a catching event"
    if element.incoming and (
        element.kind in ENTRIES or _is_link(element, "intermediateCatchEvent")
    ):
        yield "flow", "这里不能有流入的顺序流", "no sequence flow may lead to it"
    if element.outgoing and (element.kind == "endEvent" or _is_link(element, THROW)):
        yield "flow", "这里不能有流出的顺序流", "no sequence flow may lead out of it"
    if element.is_event_subprocess and (element.incoming or element.outgoing or loop is not None):
        yield (
            "flow",
            "事件子流程不能有顺序流或循环",
            "an event sub-process has no flows and no loop",
        )


def _standard(loop: Loop) -> Iterator[tuple[str, str, str]]:
    if loop.maximum is not None and not re.fullmatch("[0-9]{1,9}", loop.maximum):
        yield "loop", "循环次数不是数字", "its loopMaximum is no number"
    elif loop.maximum is None and loop.loop_condition is None:
        yield "loop", "循环没有条件也没有次数", "it has neither a condition nor a loopMaximum"


def _events(process: Process, element: Element) -> Iterator[tuple[str, str, str]]:
    allowed = EVENTS.get(element.kind, frozenset())
    if element.kind == "startEvent" and _starts_on_event(process, element):
        allowed = HANDLING
    if not _several(process, element) or any(event.kind not in allowed for event in element.events):
        yield "event", "本引擎不执行这种事件", "an event like this is not executed here"
        return
    if element.kind in MUST and not element.events:
        yield "event", "没有说明等待什么事件", "it does not say what event it waits for"
    for event in element.events:
        if event.kind in {"message", "signal", "link"} and not event.name:
            yield "event", "事件没有名称", f"its {event.kind} has no name"
        if event.kind == "timer" and event.timer is None:
            yield "event", "定时事件没有时间", "its timer has no time"
        if event.kind == "conditional" and event.condition is None:
            yield "event", "条件事件没有条件", "its condition is missing"
        if event.kind == "link" and not _linked(process, element, event.name):
            yield "link", "没有同名的链接捕获事件", "no link catch event has its name"
    if element.kind == "boundaryEvent":
        yield from _boundary(process, element)


def _several(process: Process, element: Element) -> bool:
    """Whether the element may have as many event definitions as it has.

    Several: any of those that are caught, all of those that are thrown.  Together are awaited only
    those that do not react at once, and at the start of a case only those that find their case.
    """
    if len(element.events) <= 1:
        return True
    kinds = {event.kind for event in element.events}
    if element.collects and kinds <= WAITING:
        starts = element.kind == "startEvent" and not _starts_on_event(process, element)
        return not starts or kinds <= begun.FINDING
    return diagram.go_together(element) and not element.parallel_multiple


def _boundary(process: Process, element: Element) -> Iterator[tuple[str, str, str]]:
    host = process.elements.get(element.attached_to or "")
    attached = host is not None and host.parent_id == element.parent_id
    if host is None or not attached or host.kind not in ACTIVITIES or host.is_event_subprocess:
        yield (
            "boundary",
            "边界事件没有附在同一层的活动上",
            "it is not attached to an activity of its level",
        )
    if any(event.kind == "error" for event in element.events) and not element.cancel_activity:
        yield "boundary", "错误事件必须中断", "an error always interrupts"


def _work(element: Element) -> Iterator[tuple[str, str, str]]:
    if element.job is not None and not element.job.type:
        yield "job", "没有作业类型", "its job has no type"
    if element.kind == "scriptTask" and element.job is None and element.script is None:
        yield "script", "脚本不是 FEEL 表达式", "its script is not written in FEEL"
    for result in (element.script, element.decision):
        standard = isinstance(result, Script) and result.standard
        if result is not None and not result.result_variable and not standard:
            yield (
                "result",
                "没有说明结果存入哪个变量",
                "it does not say what variable takes its result",
            )
    if element.called is not None and not element.called.process_id:
        yield "call", "没有说明调用哪个流程", "it does not say what process it calls"


def _starts_on_event(process: Process, element: Element) -> bool:
    around = process.elements.get(element.parent_id)
    return around is not None and around.is_event_subprocess


def _waits_for_events(process: Process, gateway: Element) -> bool:
    targets = [process.elements.get(process.flows[flow].target) for flow in gateway.outgoing]
    return bool(targets) and all(
        target is not None
        and target.kind in {"intermediateCatchEvent", "receiveTask"}
        and target.loop is None
        and not target.collects
        and all(event.kind in WAITING for event in target.events)
        for target in targets
    )


def _is_link(element: Element, kind: str) -> bool:
    return element.kind == kind and any(event.kind == "link" for event in element.events)


def _linked(process: Process, element: Element, name: str | None) -> bool:
    return element.kind == "intermediateCatchEvent" or any(
        other.kind == "intermediateCatchEvent" and event.kind == "link" and event.name == name
        for other in process.children(element.parent_id)
        for event in other.events
    )
