"""Participants: the people layer inside one user task, and the state of each person's own item.

A user task is one token. Where several people are to decide it, each of them has an item of its
own (WS-HumanTask 1.1: potential owner, delegation); the token goes on once, when they have decided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

from engine.model.values import Variables

APPROVE: Final = "approve"
REJECT: Final = "reject"


class ParticipantState(StrEnum):
    """How far one person's item is."""

    WAITING = "waiting"
    """Not this person's turn yet: others come first."""
    TODO = "todo"
    CLAIMED = "claimed"
    """The person has said that the work has begun."""
    SUSPENDED = "suspended"
    DELEGATED = "delegated"
    """Somebody else is asked to answer first; then it comes back."""
    DONE = "done"
    TRANSFERRED = "transferred"
    """The item has gone to somebody else for good."""
    REMOVED = "removed"
    SKIPPED = "skipped"
    """Nobody needs this person's answer any more, or a rule made it needless."""

    @property
    def is_open(self) -> bool:
        """Whether it stands in the person's work list."""
        return self in _OPEN

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen to it any more."""
        return self in _OVER


_OPEN: Final = frozenset({ParticipantState.TODO, ParticipantState.CLAIMED})
_OVER: Final = frozenset(
    {
        ParticipantState.DONE,
        ParticipantState.TRANSFERRED,
        ParticipantState.REMOVED,
        ParticipantState.SKIPPED,
    }
)


class Part(StrEnum):
    """What an item means for the decision."""

    SEAT = "seat"
    """It counts: one vote of the group."""
    BEFORE = "before"
    """It is asked before the item that it hangs on; advice, no vote (前加签)."""
    AFTER = "after"
    """It must agree too after the item that it hangs on has agreed (后加签)."""
    DELEGATE = "delegate"
    """It answers to the item that it hangs on, which then decides (委派)."""
    LEFT = "left"
    """It stands for somebody who handed the item over: history only (转办)."""


class Via(StrEnum):
    """How somebody came to take part."""

    ORIGIN = "origin"
    ADD_BEFORE = "add_before"
    ADD_AFTER = "add_after"
    ADD_PARALLEL = "add_parallel"
    TRANSFER = "transfer"
    DELEGATE = "delegate"
    SUBSTITUTE = "substitute"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One person's item in the group that decides a user task (WfMC: work item)."""

    task_id: UUID
    id: int
    """Number within the task, from 1."""
    person: str
    name: str = ""
    post: str = ""
    """Post and unit as they were when the person came in."""
    state: ParticipantState = ParticipantState.TODO
    part: Part = Part.SEAT
    parent: int | None = None
    """The item that a before, after or delegate item hangs on."""
    order: int = 1
    """Turn of a seat where people decide one after the other, from 1."""
    weight: int = 1
    via: Via = Via.ORIGIN
    added_by: str | None = None
    on_behalf_of: str | None = None
    """Whom the person who acted stood in for."""
    decision: str | None = None
    """`approve` or `reject`; None where there was none to take."""
    opinion: str = ""
    signature: Mapping[str, Any] = field(default_factory=dict)
    """attachment, sha256, device: the image of a signature by hand."""
    reason: str = ""
    """Why it was added, removed, handed over or skipped."""
    rule: Mapping[str, Any] = field(default_factory=dict)
    """Id and version of the rule that acted, and what it relied on."""
    patch: Variables = field(default_factory=dict)
    """Fields handed in; they reach the case when the group has decided."""
    seen: str = ""
    """Digest of the data that the decision was about."""
    created_at: datetime | None = None
    decided_at: datetime | None = None

    def facts(self) -> dict[str, Any]:
        """Return the fields that events record; times are the record's own."""
        return {name: getattr(self, name) for name in _RECORDED}

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read one from fields by name; raises KeyError where one is missing."""
        made = {name: row[name] for name in _NAMES}
        made["state"] = ParticipantState(row["state"])
        made["part"] = Part(row["part"])
        made["via"] = Via(row["via"])
        return cls(**made)


Group = tuple[Participant, ...]
"""All participants of one task, in the order of their ids."""


class Glimpse(NamedTuple):
    """What counting asks of an item: of a large group most items are neither read nor changed."""

    id: int
    person: str
    name: str
    state: str
    part: str
    parent: int | None
    weight: int
    decision: str | None
    patched: bool
    """Whether fields were handed in with it."""


Crowd = tuple[Glimpse, ...]
"""Seats of a group that one's own decision leaves as they are, in the order of their ids."""
MANY: Final = 32
"""People; of more than so many the record says who joined and who left, not who there is."""

_NAMES: Final = tuple(each.name for each in fields(Participant))
_RECORDED: Final = tuple(
    name for name in _NAMES if name not in {"task_id", "created_at", "decided_at"}
)


def next_id(group: Iterable[Participant]) -> int:
    """Return the number of the next one to come in."""
    return max((each.id for each in group), default=0) + 1


def openly(group: Iterable[Participant], beside: Crowd = ()) -> dict[str, str]:
    """Return names by id of the people in whose work lists the task stands."""
    others = {each.person: each.name for each in beside if each.state in _OPEN}
    return others | {each.person: each.name for each in group if each.state.is_open}


def standing(old: Group, new: Group, beside: Crowd = ()) -> dict[str, Any]:
    """Return in whose work lists a task stands, as ParticipantsChanged says it.

    Of few all names, of more than MANY who joined and who left: what each of a thousand decides
    would else tell of all the others.
    """
    others = openly((), beside)
    now = others | openly(new)
    if len(now) <= MANY:
        return {"open": now}
    before = others | openly(old)
    joined = {who: name for who, name in now.items() if who not in before}
    left = tuple(sorted(before.keys() - now.keys()))
    return {"open": None, "joined": joined, "left": left}
