"""What stops an activity's quantities and thrown events from being executed: see `checking`."""

from collections.abc import Iterator
from typing import Final

from engine.diagram import Element
from engine.diagram.behavior import QUANTITY, THROWN

Problem = tuple[str, str, str]

BEHAVIORS: Final = frozenset({"All", "None", "One", "Complex"})


def problems(element: Element) -> Iterator[Problem]:
    """Yield rule, Chinese and English sentence of what is wrong."""
    for quantity in (element.start_quantity, element.completion_quantity):
        if not QUANTITY.fullmatch(quantity):
            yield "quantity", "令牌数不是 1 到 999", f"{quantity!r} is no number from 1 to 999"
    if element.loop is not None and element.loop.kind != "standard":
        yield from _behavior(element, element.loop.behavior)


def _behavior(element: Element, behavior: str) -> Iterator[Problem]:
    if behavior not in BEHAVIORS:
        yield "behavior", "多实例的 behavior 不存在", f"there is no behavior {behavior!r}"
    if behavior == "Complex" and not element.thrown_by_instances:
        yield "behavior", "没有说明抛出什么事件", "it does not say what its instances throw"
    for thrown in element.thrown_by_instances:
        if thrown.event.kind not in THROWN:
            yield "behavior", "本引擎不抛出这种事件", "an event like this is not thrown"
        elif thrown.event.kind in {"message", "signal"} and not thrown.event.name:
            yield "behavior", "事件没有名称", f"its {thrown.event.kind} has no name"
        if behavior == "Complex" and thrown.condition is None:
            yield "behavior", "没有说明何时抛出事件", "it does not say when it is thrown"
