"""Events of the diagram's elements: what was entered, left and taken, and the data they changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.model.events.base import Event
from engine.model.values import Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementActivated(Event):
    activity_id: UUID
    element_id: str
    kind: str
    """BPMN local name, e.g. `userTask`."""
    name: str = ""
    scope_id: UUID | None = None
    """The activity (sub-process, multi-instance body) it runs in; None = the process itself."""
    loop_counter: int | None = None
    cause_id: UUID | None = None
    """What it follows where no sequence flow led to it: the activity at whose border an event
    happened, a link's other half, whoever asked for compensation, what it replaces."""
    arrivals: tuple[UUID, ...] = ()
    """The waiting arrivals that a join took when it fired, its own id among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityChosen(Event):
    """Somebody began an activity of an open ad-hoc sub-process (the command)."""

    activity_id: UUID
    """Of the ad-hoc sub-process."""
    element_id: str
    """Of what was begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementCompleted(Event):
    activity_id: UUID
    element_id: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementTerminated(Event):
    """The activity was cancelled: an interrupting event, a terminate end, a decided vote."""

    activity_id: UUID
    element_id: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceFlowTaken(Event):
    flow_id: str
    source_id: UUID | None = None
    """The activity that was left by it."""
    target_id: UUID | None = None
    """The id of the visit that it leads to; at a join that of the arrival, which waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VariablesChanged(Event):
    """Variables of one scope changed; values are copies as they were at that moment."""

    changes: Mapping[str, tuple[Any, Any]]
    """Old and new value by name; old is None where the variable is new."""
    scope_id: UUID | None = None
    activity_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariablesWritten(Event):
    """Somebody edited variables from outside (the command; VariablesChanged follows)."""

    variables: Variables
    scope_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEvaluated(Event):
    activity_id: UUID
    element_id: str
    decision_id: str
    trace: tuple[Mapping[str, Any], ...]
    """Per decision of the graph: id, inputs, the rules that matched (number, outputs), value."""
    result: Any
