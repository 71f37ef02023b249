"""Moves: everything that may happen next in a waiting case, each a command of the interpreter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from engine import interpreter
from engine.calendar import SHANGHAI
from engine.diagram import Process
from engine.model import ProcessDefinition
from engine.model import commands as orders
from engine.model import events as told
from engine.model.commands import Command
from engine.scenarios import moments
from engine.scenarios.proposing import WHO
from engine.scenarios.solving import Data, solve
from engine.scenarios.tries import Tries
from engine.scenarios.waits import Waits

NUMBER: Final = "REACH-001"
"""The number of the one case that is looked at."""
_ID: Final = UUID("01990000-0000-7000-8000-000100000000")
_THROWN: Final = {"error", "escalation"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing that may happen next."""

    command: Command
    now: datetime
    step: Mapping[str, Any]
    """In the words of scenarios."""
    usual: bool = True
    """Whether somebody does his work, so that nothing comes from outside and no time passes."""
    fired: UUID | None = None
    """The timer that fires."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Where the case stands."""

    snapshot: bytes
    waits: Waits
    now: datetime


class Moves:
    """What may happen in the cases of one process."""

    def __init__(self, definition: ProcessDefinition, process: Process, tries: Tries) -> None:
        self._definition = definition
        self._process = process
        self._tries = tries
        self._conditions = tuple(_conditions(process))

    def beginnings(self, now: datetime, facts: Mapping[str, Any]) -> Iterator[Move]:
        """Yield how a case may begin: by each start event, or where nothing leads to."""
        starts = interpreter.start_events(self._definition)
        for start in starts or (interpreter.StartEvent(element_id="", kind="none"),):
            plain = start.kind == "none"
            named = "start" if plain else f"{start.kind} {start.name}".strip()
            for data in self._given(now, start.element_id, named):
                order = orders.Start(
                    instance_id=_ID,
                    variables=data,
                    element_id=start.element_id or None,
                    event=None if plain else start.event,
                    case=facts,
                )
                begun = {"start": WHO} if plain else {start.kind: start.name}
                yield Move(command=order, now=now, step={**begun, **_with(data)})

    def of(self, case: Case) -> Iterator[Move]:
        """Yield what may happen in a case: what was begun last first, the usual before the rest."""
        open_ = [*case.waits.open.items()][::-1]
        for id_, begun in open_:
            yield from self._work(case, id_, begun)
        for offer in interpreter.offers(self._definition, case.snapshot, case.now):
            for element in offer.startable:
                order = orders.ChooseActivity(activity_id=offer.activity_id, element_id=element.id)
                step = {"choose": element.id, "on": offer.element.id, "by": WHO}
                yield Move(command=order, now=case.now, step=step)
        for id_, begun in open_:
            yield from self._outside(case, id_, begun)
        for data in self._conditions:
            order_ = orders.WriteVariables(variables=data)
            yield Move(command=order_, now=case.now, step={"variables": data}, usual=False)

    def _work(self, case: Case, id_: UUID, begun: told.Event) -> Iterator[Move]:
        """Yield how a task, a job or a called process may be done."""
        match begun:
            case told.UserTaskCreated(element_id=element):
                for data in self._given(case.now, element, ""):
                    step = {"complete": element, "by": WHO, **_with(data)}
                    order = orders.CompleteActivity(activity_id=id_, variables=data)
                    yield Move(command=order, now=case.now, step=step)
            case told.JobCreated(element_id=element, type=type_):
                for data in self._given(case.now, element, f"job {type_}"):
                    order = orders.CompleteActivity(activity_id=id_, variables=data)
                    yield Move(command=order, now=case.now, step={"job_done": type_, **_with(data)})
            case told.ChildCalled(element_id=element):
                for data in self._given(case.now, element, ""):
                    ends = orders.EndChild(activity_id=id_, variables=data)
                    yield Move(command=ends, now=case.now, step={"ends": element, **_with(data)})
            case _:
                return
        yield from self._thrown(case, id_, begun, element)

    def _thrown(self, case: Case, id_: UUID, begun: told.Event, element: str) -> Iterator[Move]:
        """Yield the errors and escalations for which something stands at the edge."""
        for edge in self._process.elements.values():
            for event in edge.events:
                if edge.attached_to != element or event.kind not in _THROWN:
                    continue
                step = {f"{event.kind} at": element, "code": event.code}
                order = _throw(id_, begun, event.kind, event.code or "")
                yield Move(command=order, now=case.now, step=step, usual=False)

    def _outside(self, case: Case, id_: UUID, begun: told.Event) -> Iterator[Move]:
        """Yield what comes from outside, and time that passes."""
        match begun:
            case told.TimerArmed(due_at=due):
                now = max(case.now, due)
                local = now.astimezone(SHANGHAI).isoformat(timespec="minutes")[:16]
                fire = orders.FireTimer(timer_id=id_)
                step = {"until": local}
                yield Move(command=fire, now=now, step=step, usual=False, fired=id_)
            case told.MessageSubscribed(element_id=element, name=name):
                for data in self._given(case.now, element, f"message {name}"):
                    order = orders.DeliverMessage(subscription_id=id_, variables=data)
                    step = {"message": name, **_with(data)}
                    yield Move(command=order, now=case.now, step=step, usual=False)
            case told.SignalSubscribed(element_id=element, name=name):
                for data in self._given(case.now, element, f"signal {name}"):
                    heard = orders.DeliverSignal(name=name, variables=data)
                    step = {"signal": name, **_with(data)}
                    yield Move(command=heard, now=case.now, step=step, usual=False)

    def _given(self, now: datetime, element: str, named: str) -> Iterator[Data]:
        for data in self._tries.at(element, named):
            yield moments.filled(data, lambda: now.astimezone(SHANGHAI), lambda: NUMBER)


def _throw(id_: UUID, begun: told.Event, kind: str, code: str) -> Command:
    if kind == "escalation":
        return orders.ThrowEscalation(activity_id=id_, code=code)
    if isinstance(begun, told.ChildCalled):
        return orders.EndChild(activity_id=id_, error_code=code)
    return orders.ThrowError(activity_id=id_, code=code)


def _conditions(process: Process) -> Iterator[Data]:
    """Yield data with which each conditional event happens."""
    for element in process.elements.values():
        for event in element.events:
            data = solve(event.condition, wanted=True) if event.condition else None
            if data:
                yield data


def _with(data: Data) -> Mapping[str, Any]:
    return {"with": dict(data)} if data else {}
