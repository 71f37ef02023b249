"""Paths: every way through a diagram up to a number of rounds, and the shortest to each flow.

A path is the way of one token: a sub-process is gone through from its start to its end, a boundary
event is left from where it is attached, an event sub-process begins beside what is open.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.diagram import Element, Process

Edge = tuple[str, str]
"""The flow that is taken (empty for a way that nothing draws), and the element it leads to."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How one comes from element to element in a process."""

    starts: tuple[str, ...]
    onward: Mapping[str, tuple[Edge, ...]]

    def count(self, rounds: int, most: int) -> int:
        """Return how many paths there are that take no edge more than `rounds` times, or `most`."""
        return sum(1 for _, _ in zip(self._paths(rounds), range(most), strict=False))

    def _paths(self, rounds: int) -> Iterator[None]:
        """Yield once for each path that comes to where nothing goes on."""
        waiting: list[tuple[str, Counter[tuple[str, Edge]]]] = [
            (start, Counter()) for start in self.starts
        ]
        while waiting:
            here, taken = waiting.pop()
            free = [edge for edge in self.onward[here] if taken[here, edge] < rounds]
            if not self.onward[here]:
                yield
            waiting.extend((edge[1], taken + Counter([(here, edge)])) for edge in free)

    def shortest(self, flow: str) -> Sequence[Edge]:
        """Return the shortest way that ends with a flow, from the start; empty where none does."""
        waiting = deque[tuple[Edge, ...]]((("", start),) for start in self.starts)
        seen = set(self.starts)
        while waiting:
            way = waiting.popleft()
            for edge in self.onward[way[-1][1]]:
                if edge[0] == flow:
                    return (*way, edge)
                if edge[1] not in seen:
                    seen.add(edge[1])
                    waiting.append((*way, edge))
        return ()


def ways(process: Process) -> Ways:
    """Return how one comes through a process."""
    elements = process.elements.values()
    starts = [
        one.id
        for one in elements
        if one.parent_id == process.id and not one.incoming and one.attached_to is None
        if not one.for_compensation
    ]
    begun = [one.id for one in elements if one.kind == "startEvent" and _is_beside(process, one)]
    return Ways(
        starts=tuple(dict.fromkeys((*_first_events(process, starts), *begun))),
        onward={one.id: tuple(_onward(process, one)) for one in elements},
    )


def _first_events(process: Process, starts: Sequence[str]) -> Iterator[str]:
    """Yield the places where a case begins; an event sub-process is none."""
    for start in starts:
        if not process.elements[start].triggered_by_event:
            yield start


def _is_beside(process: Process, start: Element) -> bool:
    """Tell whether a start event is that of an event sub-process."""
    parent = process.elements.get(start.parent_id)
    return parent is not None and parent.triggered_by_event


def _onward(process: Process, element: Element) -> Iterator[Edge]:
    inside = [one for one in process.children(element.id) if one.kind == "startEvent"]
    if inside:
        yield from (("", start.id) for start in inside)
    else:
        yield from _leaving(process, element)
    for other in process.elements.values():
        if other.attached_to == element.id:
            yield "", other.id


def _leaving(process: Process, element: Element) -> Iterator[Edge]:
    """Yield the flows behind an element; behind an inner end those of what it lies in."""
    if element.outgoing:
        yield from ((flow, process.flows[flow].target) for flow in element.outgoing)
        return
    parent = process.elements.get(element.parent_id)
    if parent is not None and not parent.triggered_by_event:
        yield from _leaving(process, parent)
