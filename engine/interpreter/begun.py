"""What stops processes and sub-processes from being begun (BPMN 2.0.2, 10.5.2): see `checking`."""

from collections.abc import Iterator
from typing import Final

from engine.diagram import Element, Process, ad_hoc, instantiating, unled
from engine.interpreter.compiling import NESTING

Problem = tuple[str, str, str, str]

FINDING: Final = frozenset({"message", "signal"})
"""Events that are handed to the case which waits for them; a timer of a definition has none."""
HANDLING: Final = FINDING | {"compensate", "conditional", "error", "escalation", "timer"}


def problems(process: Process) -> Iterator[Problem]:
    """Yield element, rule, Chinese and English sentence of what is wrong with the beginnings."""
    starts = any(element.kind == "startEvent" for element in process.children(process.id))
    if not starts and not any(instantiating(process)) and not unled(process, process.id):
        yield (
            process.id,
            "start",
            "流程里没有可以开始的图元",
            "there is nothing in the process that it could begin with",
        )
    for element in process.elements.values():
        if element.kind in NESTING:
            yield from _inside(process, element)
        if element.instantiate:
            yield from _instantiates(process, element)
        if element.waits_for_all and not element.instantiate:
            yield (
                element.id,
                "gateway",
                "等待所有事件的网关（Parallel）只能用来发起流程",
                "a gateway of the type Parallel is one that instantiates (BPMN 2.0.2, 10.6.6)",
            )


def _inside(process: Process, inside: Element) -> Iterator[Problem]:
    starts = [one for one in process.children(inside.id) if one.kind == "startEvent"]
    if inside.is_event_subprocess:
        caught = {event.kind for event in starts[0].events} if len(starts) == 1 else set()
        if not caught or not caught <= HANDLING:
            yield (
                inside.id,
                "start",
                "事件子流程应有一个由事件触发的开始事件",
                "an event sub-process has one start event, with an event that this engine catches",
            )
        elif "error" in caught and not starts[0].interrupting:
            yield starts[0].id, "start", "错误事件必须中断", "an error always interrupts"
    elif inside.kind == "adHocSubProcess":
        if starts or not ad_hoc.startable(process, inside.id):
            yield (
                inside.id,
                "start",
                "即席子流程不能有开始事件，且应有可以开始的活动",
                "an ad-hoc sub-process has no start event, and something that can be begun",
            )
    elif len(starts) > 1 or any(one.events for one in starts):
        yield (
            inside.id,
            "start",
            "子流程至多有一个开始事件，且应为空开始事件",
            "a sub-process has at most one start event, without a trigger",
        )


def _instantiates(process: Process, element: Element) -> Iterator[Problem]:
    """Check a receive task or event-based gateway that begins a case (10.3.3, 10.6.6)."""
    sources = [process.elements.get(process.flows[flow].source) for flow in element.incoming]
    plain = all(one is not None and one.kind == "startEvent" for one in sources)
    if element.parent_id != process.id or not plain or element.loop is not None:
        yield (
            element.id,
            "instantiate",
            "发起流程的图元应在流程最外层，不循环，且除开始事件外没有流入的顺序流",
            "it instantiates: in the process itself, without loop, or flows but from a start event",
        )
    targets = [process.elements.get(process.flows[flow].target) for flow in element.outgoing]
    together = element.kind == "eventBasedGateway" and element.waits_for_all
    if together and not all(one is not None and _is_message(one) for one in targets):
        yield (
            element.id,
            "gateway",
            "发起流程并等待所有事件的网关之后只能是消息",
            "a parallel gateway that instantiates leads to messages alone (BPMN 2.0.2, 10.6.6)",
        )


def _is_message(element: Element) -> bool:
    return element.event is not None and element.event.kind == "message"
