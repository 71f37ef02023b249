"""The settings of a flow node: what the `zeebe:` extension elements say, each as a small value.

Every text is as written: a leading `=` marks FEEL, anything else is a literal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

LoopKind = Literal["parallel", "sequential", "standard"]


def nothing() -> Mapping[str, str]:
    """Return the mapping without entries: the default of headers and properties."""
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """How often an activity is carried out: multi-instance or standard loop."""

    kind: LoopKind
    cardinality: str | None = None
    input_collection: str | None = None
    input_element: str | None = None
    output_collection: str | None = None
    output_element: str | None = None
    completion_condition: str | None = None
    loop_condition: str | None = None
    test_before: bool = False
    maximum: str | None = None  # loopMaximum, as written
    behavior: str = "All"  # of a multi-instance: None, One, All or Complex


@dataclass(frozen=True, slots=True, kw_only=True)
class AdHoc:
    """How the activities of an ad-hoc sub-process are chosen, and when it ends (BPMN 10.3.5)."""

    sequential: bool = False
    cancel_remaining: bool = True
    completion_condition: str | None = None
    active_elements: str | None = None  # zeebe:adHoc: FEEL, the ids of what begins on entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form of a user task or a start event."""

    id: str | None = None
    key: str | None = None
    binding: str | None = None
    version_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who may do a user task; each text is a literal (lists with commas) or `= FEEL`."""

    assignee: str | None = None
    candidate_groups: str | None = None
    candidate_users: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a user task is due, and when to remind; ISO 8601 or `= FEEL`."""

    due: str | None = None
    follow_up: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work for a worker: `type` says which kind of worker, `retries` is a number or `= FEEL`."""

    type: str
    retries: str | None = None
    headers: Mapping[str, str] = field(default_factory=nothing)
    derived: bool = False  # the file says no type: it goes by the task's name (see naming)


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """The process that a call activity starts."""

    process_id: str
    binding: str | None = None
    version_tag: str | None = None
    propagate_parent: bool = True  # propagateAllParentVariables
    propagate_child: bool = True  # propagateAllChildVariables


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledDecision:
    """The decision that a business rule task asks."""

    id: str
    result_variable: str | None = None
    binding: str | None = None
    version_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The FEEL expression of a script task and the variable that takes its value.

    A standard script (`bpmn:script`) may name none: then its value is a context of variables.
    """

    expression: str
    result_variable: str | None = None
    standard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """One line of an input or output mapping."""

    source: str
    target: str
