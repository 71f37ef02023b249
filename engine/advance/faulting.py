"""Errors that leave a called process: whether a caller catches them, and how the end is told.

BPMN 2.0.2, 10.5.1: an error travels outward until something catches it.  The interpreter runs one
case and stops at what nothing in it catches; where a caller does, nobody has anything to mend, so
the called process ends by its error and no incident is on its record (docs/why/0190).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from engine import interpreter
from engine.errors import NotFound
from engine.model import Case, Step
from engine.model.events import (
    ElementCompleted,
    ElementTerminated,
    Event,
    FaultUncaught,
    IncidentRaised,
    IncidentResolved,
    InstanceStarted,
)
from engine.store import Transaction

END: Final = "endEvent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """An error on its way out of a called process, and the incidents that nobody is to see."""

    fault: FaultUncaught
    unseen: frozenset[UUID]


def caught_outside(
    tx: Transaction, case: Case | UUID, command: Event, step: Step
) -> Leaving | None:
    """Return the first error of a step that a caller catches; None where there is none."""
    faults = [e for e in step.events if isinstance(e, FaultUncaught) and e.kind == "error"]
    caller, call = _caller(case, command) if faults else (None, None)
    for fault in faults:
        if _catches(tx, caller, call, fault.code):
            stopped = {each.activity_id for each in faults}
            raised = (e for e in step.events if isinstance(e, IncidentRaised))
            unseen = frozenset(e.incident_id for e in raised if e.activity_id in stopped)
            return Leaving(fault=fault, unseen=unseen)
    return None


def untold(step: Step, leaving: Leaving) -> Step:
    """Return a step without the incidents that nobody is to see; its end event has completed."""
    return replace(step, events=tuple(_told(step, leaving)))


def _told(step: Step, leaving: Leaving) -> Iterator[Event]:
    for event in step.events:
        if isinstance(event, IncidentRaised | IncidentResolved):
            if event.incident_id not in leaving.unseen:
                yield event
        elif isinstance(event, ElementTerminated) and _threw(event, leaving):
            yield ElementCompleted(
                activity_id=event.activity_id, element_id=event.element_id, kind=event.kind
            )
        else:
            yield event


def _threw(event: ElementTerminated, leaving: Leaving) -> bool:
    return event.kind == END and event.activity_id == leaving.fault.activity_id


def _caller(case: Case | UUID, command: Event) -> tuple[UUID | None, UUID | None]:
    if isinstance(command, InstanceStarted):
        return command.parent_id, command.parent_activity_id
    assert isinstance(case, Case)  # what is not being started has a row
    return case.instance.parent_id, case.instance.parent_activity_id


def _catches(tx: Transaction, caller: UUID | None, call: UUID | None, code: str) -> bool:
    """Whether a case that called, or one that called that, catches an error of its call."""
    while caller is not None and call is not None:
        instance = tx.cases.get(caller)
        definition = tx.definitions.get(instance.definition_id)
        snapshot = tx.cases.snapshot(caller)
        try:
            if interpreter.catches(definition, snapshot, call, code, tx.now):
                return True
        except NotFound:  # what happened before has ended the call
            return False
        caller, call = instance.parent_id, instance.parent_activity_id
    return False
