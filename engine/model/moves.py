"""Instructions of a modification: what a person changes by hand about where a case stands.

Several are carried out as one, first what is taken back, then what is skipped, then what begins;
the case runs on when all of them are done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final
from uuid import UUID

from engine.errors import Invalid
from engine.model.values import Variables

ByScope = Mapping[str, Variables]
"""Variables by the id of the element (or process) in whose scope they are put."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelActivity:
    """Take one activity back with everything inside, or one arrival that waits at a join."""

    activity_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelElement:
    """Take back every open activity of one element, and every arrival that waits there."""

    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipActivity:
    """Leave an activity without doing it; `variables` stand for what it would have brought out."""

    activity_id: UUID
    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateBefore:
    """Begin at an element; a join fires at once, without waiting for its other flows.

    Sub-processes around it that are not open are opened. `scope_id` names the activity in which it
    is to be, where several are open; `cause_id` the activity that this continues.
    """

    element_id: str
    scope_id: UUID | None = None
    variables: ByScope = field(default_factory=dict)
    cause_id: UUID | None = None
    then: Sequence[str] = ()
    """Elements of the same level to go on before, one after the other, instead of by its flows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateAfter:
    """Go on behind an element, by its one outgoing flow or by all that need no choice."""

    element_id: str
    scope_id: UUID | None = None
    variables: ByScope = field(default_factory=dict)
    cause_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFlow:
    """Go along a sequence flow: at a join the arrival waits for the others."""

    flow_id: str
    scope_id: UUID | None = None
    variables: ByScope = field(default_factory=dict)
    cause_id: UUID | None = None


Activation = ActivateBefore | ActivateAfter | TakeFlow
Instruction = CancelActivity | CancelElement | SkipActivity | Activation

NAMES: Final[Mapping[str, type[Instruction]]] = {
    "cancel_activity": CancelActivity,
    "cancel_element": CancelElement,
    "skip_activity": SkipActivity,
    "activate_before": ActivateBefore,
    "activate_after": ActivateAfter,
    "take_flow": TakeFlow,
}
"""By the name that stands as `do` on record and in REST."""

_NAME_OF: Final = {kind: name for name, kind in NAMES.items()}
_IDS: Final = frozenset({"activity_id", "scope_id", "cause_id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenActivity:
    """What a case has open at one place: an activity, or an arrival that waits at a join."""

    activity_id: UUID
    element_id: str
    kind: str
    name: str = ""
    scope_id: UUID | None = None
    """The activity around it: a sub-process, or the body of a multi-instance."""
    loop_counter: int | None = None
    via: str | None = None
    """The sequence flow that it came by."""
    arrival: bool = False
    """Whether it only waits, at a join, for others to arrive."""
    stopped: bool = False
    """Whether an incident holds it."""
    then: Sequence[str] = ()
    """Where the case goes on from it, instead of by its flows: it was returned, to come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What was completed and would be undone, and the activity that undoes it."""

    element_id: str
    name: str
    handler_id: str
    handler_name: str


def to_json(instruction: Instruction) -> dict[str, Any]:
    """Return an instruction as it stands on record."""
    return {"do": _NAME_OF[type(instruction)], **_plain(instruction)}


def of_json(said: Mapping[str, Any]) -> Instruction:
    """Return the instruction that `to_json` wrote; raises Invalid where it is none."""
    kind = NAMES.get(said.get("do", ""))
    if kind is None:
        raise Invalid(f"{said.get('do')!r} is no instruction: expected one of {', '.join(NAMES)}")
    given = {name: value for name, value in said.items() if name != "do" and value is not None}
    try:
        read: dict[str, Any] = {n: _id(v) if n in _IDS else v for n, v in given.items()}
        return kind(**read)
    except (TypeError, ValueError) as error:
        raise Invalid(f"{said['do']}: {error}") from None


def open_json(activity: OpenActivity) -> dict[str, Any]:
    """Return an open activity as it stands on record."""
    return _plain(activity)


def of_open_json(said: Mapping[str, Any]) -> OpenActivity:
    """Return the open activity that `open_json` wrote."""
    read: dict[str, Any] = {n: _id(v) if n in _IDS and v else v for n, v in said.items()}
    return OpenActivity(**read)


def _plain(value: Any) -> dict[str, Any]:
    found = {each.name: getattr(value, each.name) for each in fields(value)}
    if not found.get("then"):
        found.pop("then", None)  # most go on by their flows
    return {name: str(v) if isinstance(v, UUID) else v for name, v in found.items()}


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
