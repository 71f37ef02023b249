"""Proposing: a story for each flow that none takes, as far as the diagram says how to come there.

The steps are those of the shortest way; data is proposed where the conditions on it are simple. Who
acts, and what the diagram does not say, is left for whoever writes the story.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML

from engine.diagram import Element, Process
from engine.scenarios.paths import Edge, ways
from engine.scenarios.solving import Data, solve

WHO: Final = "someone"
"""Stands in a proposal for the account of whoever acts."""
_WIDTH: Final = 160  # a step with its data stands on one line where it can
_MOST: Final = 10_000  # paths are counted so far: a number that nobody reads to its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """How to come to a flow that no story takes."""

    flow: str
    way: tuple[str, ...]
    """The elements from the start to where the flow leads; empty where none leads there."""
    steps: tuple[Mapping[str, Any], ...] = ()
    """In the words of scenarios."""
    open: tuple[str, ...] = ()
    """Conditions on the way for which no data can be read off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The paths through a process, and what is missing in its stories."""

    process: str
    flows: int
    paths: int
    """With each way taken no more often than the bound says; counted up to `most`."""
    most: int
    proposals: tuple[Proposal, ...]


def survey(process: Process, taken: Mapping[str, int], rounds: int) -> Survey:
    """Count the paths with each way taken at most `rounds` times, and propose what is missing."""
    found = ways(process)
    return Survey(
        process=process.id,
        flows=len(process.flows),
        paths=found.count(rounds, _MOST),
        most=_MOST,
        proposals=tuple(
            _proposal(process, flow, found.shortest(flow))
            for flow in process.flows
            if not taken.get(flow)
        ),
    )


def story_of(proposal: Proposal) -> str:
    """Write a proposal as a story of a file of scenarios."""
    steps = [dict(step) for step in proposal.steps]
    story = {"name": f"经过 {proposal.flow}", "en": f"takes {proposal.flow}", "steps": steps}
    return _written([story])


def steps_of(steps: Iterable[Mapping[str, Any]]) -> str:
    """Write steps as they stand in a file of scenarios, one a line."""
    return _written([dict(step) for step in steps])


def _written(rows: list[dict[str, Any]]) -> str:
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = _WIDTH
    out = StringIO()
    yaml.dump(rows, out)
    return out.getvalue()


@dataclass(slots=True)
class _Told:
    """The story as far as it is told."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def give(self, data: Data) -> None:
        """Let whoever acted last hand in this data too."""
        handing = next((s for s in reversed(self.steps) if not {"advance"} & set(s)), None)
        if handing is not None:
            handing["with"] = {**handing.get("with", {}), **data}


def _proposal(process: Process, flow: str, way: Sequence[Edge]) -> Proposal:
    told = _Told()
    for number, (taken, element_id) in enumerate(way):
        if taken:
            _decide(process, taken, told)
        if number + 1 < len(way):
            goes = process.elements.get(way[number + 1][1])
            leaves = goes is not None and goes.attached_to == element_id
            told.steps.extend(_steps(process.elements[element_id], leaves=leaves))
    return Proposal(
        flow=flow,
        way=tuple(element_id for _, element_id in way),
        steps=tuple(told.steps),
        open=tuple(told.open),
    )


def _decide(process: Process, flow_id: str, told: _Told) -> None:
    """Add the data with which a flow is taken: its condition, or none of its siblings'."""
    flow = process.flows[flow_id]
    source = process.elements[flow.source]
    if flow.condition:
        _add(flow.condition, True, told)
    elif source.default == flow_id:
        for other in source.outgoing:
            condition = process.flows[other].condition
            if condition:
                _add(condition, False, told)


def _add(condition: str, wanted: bool, told: _Told) -> None:  # noqa: FBT001  the wanted outcome is a value
    data = solve(condition, wanted=wanted)
    if data is None:
        told.open.append(condition if wanted else f"not: {condition}")
    else:
        told.give(data)


def _steps(element: Element, *, leaves: bool) -> Iterator[dict[str, Any]]:
    """Yield what happens at an element; nothing where it is left by an event at its edge."""
    for event in element.events:
        if element.kind in {"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"}:
            yield from _EVENTS.get(event.kind, _nothing)(event.name or event.code or event.kind)
    begins = element.kind == "startEvent" and element.parent_id == element.process_id
    if begins and not element.events:
        yield {"start": WHO}
    elif leaves:
        return
    elif element.kind == "userTask":
        yield {"complete": element.id, "by": WHO}
    elif element.job is not None:
        yield {"job_done": element.job.type}


def _nothing(_: str) -> Iterator[dict[str, Any]]:
    return iter(())


def _timer(_: str) -> Iterator[dict[str, Any]]:
    yield {"advance": "P1D"}


def _message(name: str) -> Iterator[dict[str, Any]]:
    yield {"message": name}


def _signal(name: str) -> Iterator[dict[str, Any]]:
    yield {"signal": name}


_EVENTS: Final = {"timer": _timer, "message": _message, "signal": _signal}
