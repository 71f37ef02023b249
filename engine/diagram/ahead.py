"""What may come next: the nearest tasks for people behind an element, as the diagram is drawn.

Nothing is evaluated: behind a choice every way is possible, and none of them is certain.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from engine.diagram.model import Element, Process

STEPS: Final = frozenset({"userTask", "manualTask", "callActivity"})
"""What people see as a step; everything else is passed through."""
_CHOICES: Final = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A step that may come next."""

    element: Element
    lane: str
    """Name of the lane it stands in: whose work it is; empty where there are no lanes."""
    certain: bool
    """Whether no choice stands before it."""


def ahead(process: Process, element_ids: Iterable[str]) -> tuple[Ahead, ...]:
    """Return the next steps behind these elements, the nearest first, without themselves."""
    begun = tuple(element_ids)
    found: dict[str, bool] = {}
    passed: set[tuple[str, bool]] = set()
    way = deque((each, True) for id_ in begun for each in _behind(process, process.elements[id_]))
    while way:
        (element, forked), certain = way.popleft()
        sure = certain and not forked
        if (element.id, sure) in passed:
            continue
        passed.add((element.id, sure))
        if element.kind in STEPS:
            found[element.id] = found.get(element.id, False) or sure
        else:
            way.extend((each, sure) for each in _onward(process, element))
    return tuple(
        Ahead(element=process.elements[id_], lane=_lane(process, id_), certain=certain)
        for id_, certain in found.items()
        if id_ not in begun
    )


def between(process: Process, source: str, target: str) -> tuple[str, ...]:
    """Return the ids of the steps that lie on a way from one element to another, in file order."""
    onward = _reached(process, source)
    return tuple(
        element.id
        for element in process.elements.values()
        if element.kind in STEPS
        and element.id in onward
        and element.id not in {source, target}
        and target in _reached(process, element.id)
    )


def _reached(process: Process, element_id: str) -> set[str]:
    found, left = {element_id}, [process.elements[element_id]]
    while left:
        for each, _ in _onward(process, left.pop()):
            if each.id not in found:
                found.add(each.id)
                left.append(each)
    return found


def _behind(process: Process, element: Element) -> Iterator[tuple[Element, bool]]:
    """Yield what the flows of an element lead to, and whether it is one way of several."""
    chooses = element.kind in _CHOICES and len(element.outgoing) > 1
    for flow_id in element.outgoing:
        flow = process.flows[flow_id]
        yield process.elements[flow.target], chooses or flow.condition is not None


def _onward(process: Process, element: Element) -> Iterator[tuple[Element, bool]]:
    """Yield what is reached through an element: into a sub-process, and out of it at its end."""
    if element.kind in {"subProcess", "transaction", "adHocSubProcess"}:
        inside = (each for each in process.children(element.id) if not each.incoming)
        yield from ((each, False) for each in inside if _begins(each))
        return
    yield from _behind(process, element)
    around = process.elements.get(element.parent_id)
    if around is not None and not element.outgoing:
        yield from _behind(process, around)


def _begins(element: Element) -> bool:
    """Tell whether an element without a flow to it begins with its sub-process."""
    beside = element.attached_to or element.is_event_subprocess or element.for_compensation
    return not beside


def _lane(process: Process, element_id: str) -> str:
    return next((lane.name for lane in process.lanes_of(process.elements[element_id])), "")
