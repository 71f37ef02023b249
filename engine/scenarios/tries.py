"""Tries: what may be handed over where a case waits, so that it goes on each way that is drawn.

First what the stories hand in there, then, for each way from the place to where the case waits
again, data with which the conditions on it hold as far as they can be read off.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from engine.diagram import Element, Process
from engine.scenarios.paths import Edge, Ways, ways
from engine.scenarios.reading import Step, Suite
from engine.scenarios.solving import Data, solve

_MOST_WAYS: Final = 24  # from one wait to the next: more are drawn nowhere
_MOST: Final = 16  # of what is handed in at one place
_SAID: Final = {"message": "message", "signal": "signal", "job_done": "job"}
"""What stands before the name of what comes from outside."""


class Tries:
    """What may be handed over in the cases of one process."""

    def __init__(self, process: Process, suite: Suite) -> None:
        self._process = process
        self._ways: Ways = ways(process)
        self._fills = suite.fills
        self._said = _said(suite)
        self._jobs = suite.jobs
        self._kept: dict[tuple[str, str], tuple[Data, ...]] = {}

    def at(self, element_id: str, named: str = "") -> tuple[Data, ...]:
        """Return what may be handed over at an element, what people usually say first.

        `named` is kind and name of what comes there, such as `message Msg_Stop`, or `start`; empty
        for the form of a task.
        """
        key = (element_id, named)
        if key not in self._kept:
            self._kept[key] = tuple(self._different(self._all(element_id, named)))
        return self._kept[key]

    def _all(self, element_id: str, named: str) -> Iterator[Data]:
        if not element_id:  # a process that begins wherever no flow leads to
            yield {}
            return
        kind, _, name = named.partition(" ")
        usual = self._jobs.get(name, {}) if kind == "job" else self._fills.get(element_id, {})
        if kind == "job" and not usual:
            yield self._answer(element_id)
        yield usual
        for said in self._said.get(named or element_id, ()):
            yield _without_null({**usual, **said})
        for solved in self._ways_on(element_id):
            yield {**usual, **self._handed(element_id, solved)}

    def _answer(self, element_id: str) -> Data:
        """Return a number for each name that the outputs of a job ask of whoever does it."""
        return dict.fromkeys(_named(self._process.elements[element_id]).values(), 0)

    def _different(self, all_: Iterable[Data]) -> Iterator[Data]:
        seen: set[bytes] = set()
        for data in all_:
            text = orjson.dumps(data, option=orjson.OPT_SORT_KEYS, default=str)
            if text not in seen and len(seen) < _MOST:
                seen.add(text)
                yield data

    def _handed(self, element_id: str, solved: Data) -> Data:
        """Return what is handed in so that variables are so, through the outputs of the task."""
        sources = _named(self._process.elements[element_id])
        return {sources.get(name, name): value for name, value in solved.items()}

    def _ways_on(self, element_id: str) -> Iterator[Data]:
        """Yield the data of each way to where the case waits next."""
        found = 0
        waiting: list[tuple[str, frozenset[str], Data]] = [(element_id, frozenset(), {})]
        while waiting and found < _MOST_WAYS:
            here, taken, data = waiting.pop()
            onward = [edge for edge in self._onward(here) if edge[0] not in taken]
            if (here != element_id and _waits(self._process.elements[here])) or not onward:
                found += 1
                yield data
                continue
            for flow, target in reversed(onward):
                asked = self._asked(flow, target)
                waiting.append((target, taken | {flow}, {**data, **asked}))

    def _onward(self, element_id: str) -> Iterator[Edge]:
        """Yield the ways on, but those of events at the edge."""
        for edge in self._ways.onward[element_id]:
            if self._process.elements[edge[1]].attached_to is None:
                yield edge

    def _asked(self, flow_id: str, target: str) -> dict[str, Any]:
        """Return data with which a flow is taken, and with which its target can begin."""
        data: dict[str, Any] = {}
        if flow_id:
            flow = self._process.flows[flow_id]
            for other in self._process.elements[flow.source].outgoing:
                condition = self._process.flows[other].condition
                if condition and other != flow_id:
                    data |= solve(condition, wanted=False) or {}
            data |= (solve(flow.condition, wanted=True) or {}) if flow.condition else {}
        element = self._process.elements[target]
        for event in element.events:
            data |= (solve(event.condition, wanted=True) or {}) if event.condition else {}
        return {**data, **_items(element)}


def _said(suite: Suite) -> Mapping[str, tuple[Data, ...]]:
    """Return what the stories hand in, by element, or by kind and name of what comes."""
    found: dict[str, list[Data]] = {}
    for scenario in suite.scenarios:
        for step in scenario.steps:
            key = _place(step)
            if key and step.settings.get("with"):
                found.setdefault(key, []).append(dict(step.settings["with"]))
    return {place: tuple(said) for place, said in found.items()}


def _place(step: Step) -> str:
    if step.verb in {"complete", "perform"}:
        return str(step.settings.get("on", step.subject))
    if step.verb == "start":
        return "start"
    return f"{_SAID[step.verb]} {step.subject}" if step.verb in _SAID else ""


def _without_null(data: Data) -> Data:
    """A value of null leaves a field out."""
    return {name: value for name, value in data.items() if value is not None}


def _named(element: Element) -> Mapping[str, str]:
    """Return the outputs of an element that only give another name: the old one by the new."""
    sources = {one.target: one.source.removeprefix("=").strip() for one in element.outputs}
    return {target: source for target, source in sources.items() if source.isidentifier()}


def _items(element: Element) -> Data:
    """Return a list of one item for an activity that is done for each of a variable."""
    given = element.loop.input_collection if element.loop else None
    name = (given or "").removeprefix("=").strip()
    return {name: ["*"]} if name.isidentifier() else {}


def _waits(element: Element) -> bool:
    """Tell whether a case waits at an element."""
    if element.kind in {"userTask", "manualTask", "receiveTask", "callActivity"}:
        return True
    return element.job is not None or element.kind in {"intermediateCatchEvent", "boundaryEvent"}
