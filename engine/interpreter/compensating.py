"""What stops compensation and cancelling from being executed (BPMN 2.0.2, 10.7): see `checking`."""

from collections.abc import Iterator

from engine.diagram import Diagram, Element, Process, compensation_handlers, may_cancel

Problem = tuple[str, str, str]


def problems(drawn: Diagram, process: Process, element: Element) -> Iterator[Problem]:
    """Yield rule, Chinese and English sentence of what is wrong with an element's compensation."""
    handlers = compensation_handlers(drawn, process)
    if element.for_compensation:
        yield from _handler(process, element, {handler.id for handler in handlers.values()})
    for event in element.events:
        if event.kind == "cancel" and not may_cancel(process, element):
            yield (
                "cancel",
                "取消结束事件在事务里，取消边界事件附在事务上，两者成对，且必须中断",
                "cancel events come in pairs: in a transaction, and at its border, interrupting",
            )
        if event.kind == "compensate":
            yield from _event(process, element, event.ref)
            if element.kind == "boundaryEvent" and element.id not in handlers:
                yield (
                    "compensation",
                    "补偿事件应以一条关联指向一个补偿活动",
                    "one association leads from it to an activity marked isForCompensation",
                )


def _handler(process: Process, element: Element, handlers: set[str]) -> Iterator[Problem]:
    attached = any(other.attached_to == element.id for other in process.elements.values())
    if element.id not in handlers:
        yield "compensation", "没有补偿事件指向它", "no compensation event names it as its handler"
    elif element.incoming or element.outgoing or attached:
        yield (
            "compensation",
            "补偿活动不能有顺序流或边界事件",
            "a compensation handler has neither sequence flows nor boundary events",
        )


def _event(process: Process, element: Element, ref: str | None) -> Iterator[Problem]:
    around = process.elements.get(element.parent_id)
    if element.kind == "startEvent" and around is not None and around.parent_id == process.id:
        yield (
            "compensation",
            "流程本身不能被补偿，补偿事件子流程应在子流程里",
            "nothing compensates the process itself: it belongs into a sub-process",
        )
    throws = element.kind in {"endEvent", "intermediateThrowEvent"}
    if throws and ref is not None and ref not in _reached(process, element):
        yield (
            "compensation",
            "要补偿的活动不在同一层，或不能补偿",
            "the activity to compensate is not of its level, or cannot be compensated",
        )


def _reached(process: Process, element: Element) -> set[str]:
    """Return the ids of the activities that a thrown compensation may name."""
    levels = [element.parent_id]
    around = process.elements.get(element.parent_id)
    while around is not None and around.is_event_subprocess:
        levels.append(around.parent_id)
        around = process.elements.get(around.parent_id)
    handled = {
        other.attached_to
        for other in process.elements.values()
        if other.kind == "boundaryEvent" and "compensate" in {event.kind for event in other.events}
    }
    return {
        other.id
        for level in levels
        for other in process.children(level)
        if other.id in handled or other.kind in {"subProcess", "transaction"}
    }
