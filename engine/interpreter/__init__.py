"""BPMN executed: `(definition, snapshot, command, now) -> Step`, a pure function.

SpiffWorkflow keeps the tokens; what it does not do right is corrected by our own specifications
(docs/why/0040).  No input or output, no clock, no randomness: the same arguments give the same
bytes and the same events.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.errors import Conflict, Invalid
from engine.interpreter import cancelling
from engine.interpreter.checking import check
from engine.interpreter.commands import carry_out
from engine.interpreter.compiling import program
from engine.interpreter.expressions import CASE
from engine.interpreter.failures import Failure
from engine.interpreter.flows import Case
from engine.interpreter.handed import json_of, open_token
from engine.interpreter.migration import Pairing, migrate, pairings
from engine.interpreter.offering import Offer, offers
from engine.interpreter.opened import opened
from engine.interpreter.snapshot import (
    counted_by,
    forgetting,
    is_cancelling,
    load,
    save,
    variables,
)
from engine.interpreter.specs import faults
from engine.interpreter.starting import (
    StartEvent,
    condition_starts,
    converses,
    counts_working_time,
    first_start,
    next_start,
    start_events,
)
from engine.interpreter.timers import Due, missed
from engine.model import ProcessDefinition, Step
from engine.model.commands import Command, Start
from engine.model.moves import OpenActivity, Undone

__all__ = [
    "Due",
    "Failure",
    "Offer",
    "Pairing",
    "StartEvent",
    "catches",
    "check",
    "condition_starts",
    "converses",
    "counted_by",
    "counts_working_time",
    "first_start",
    "forgetting",
    "is_cancelling",
    "migrate",
    "missed",
    "next_start",
    "offers",
    "open_activities",
    "pairings",
    "process_settings",
    "run",
    "settings_of",
    "start_events",
    "undone",
    "variables",
    "visible",
]


def run(
    definition: ProcessDefinition, snapshot: bytes | None, command: Command, now: datetime
) -> Step:
    """Carry out a command and run to the next wait state.

    `snapshot` is None for Start and only for Start.  The events tell everything that happened, in
    order, but the command itself.  A timer that fired is not told of as disarmed; a subscription
    that was served is told of as ended, and again as begun where it goes on listening.

    Raises NotFound or Invalid when nothing waits for the command, InstanceNotActive when the run
    has ended; nothing has changed then.
    """
    compiled = program(definition)
    if isinstance(command, Start):
        if snapshot is not None:
            raise Conflict("the process instance has been started already")
        case = Case(compiled, command.instance_id, json_of(command.case), now)
        case.plant(case.next_ordinal())
    elif snapshot is None:
        raise Invalid("a run begins with Start")
    else:
        case = load(compiled, snapshot, now)
    carry_out(case, command)
    return Step(snapshot=save(case), events=tuple(case.events))


def visible(
    definition: ProcessDefinition, snapshot: bytes, activity_id: UUID, now: datetime
) -> dict[str, Any]:
    """Return the variables that an open activity sees, with the facts of the case as `case`.

    Raises NotFound where the activity is not open.
    """
    case = load(program(definition), snapshot, now)
    return {**open_token(case, activity_id).inner.visible(), CASE: case.facts}


def catches(
    definition: ProcessDefinition, snapshot: bytes, activity_id: UUID, code: str, now: datetime
) -> bool:
    """Tell whether something in the case catches an error thrown at an open activity.

    Raises NotFound where the activity is not open.
    """
    case = load(program(definition), snapshot, now)
    return faults.catcher(open_token(case, activity_id), "error", code) is not None


def open_activities(
    definition: ProcessDefinition, snapshot: bytes, now: datetime
) -> tuple[OpenActivity, ...]:
    """Return everything that is open, in the order it began: activities, and waiting arrivals."""
    return opened(load(program(definition), snapshot, now))


def undone(definition: ProcessDefinition, snapshot: bytes, now: datetime) -> tuple[Undone, ...]:
    """Return what cancelling the case would undo, the latest first.

    Raises Conflict where it is being cancelled already, or something in it is being compensated.
    """
    return cancelling.undone(load(program(definition), snapshot, now))


def settings_of(definition: ProcessDefinition, element_id: str) -> Mapping[str, str]:
    """Return the `gj:` settings in force for an element; none where there is no such element."""
    compiled = program(definition)
    element = compiled.process.elements.get(element_id)
    return {} if element is None else compiled.settings(element)


def process_settings(definition: ProcessDefinition) -> Mapping[str, str]:
    """Return the properties of a process itself."""
    return program(definition).process.properties
