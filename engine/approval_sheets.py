"""Use cases on approval sheets (审批单): who decided what in a case, round by round, for paper.

The sheet is read off the record, so that it says what was so then: names and posts of that day,
opinions, signatures, what was sent back. Printing it is an entry of the record itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from engine import advance
from engine.errors import NotFound
from engine.history import HistoryRow
from engine.model import SYSTEM, Actor, ProcessDefinition, ProcessInstance
from engine.model.events import (
    ApprovalSheetPrinted,
    ParticipantsChanged,
    UserTaskCompleted,
    UserTaskCreated,
    UserTaskReturned,
)
from engine.sights import Sight
from engine.store import Transaction

RETURNED = "returned"
"""The result of an opinion that sent the case back to an earlier step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What one person, or a rule, said at one step."""

    round: int
    """From 1; each time that the case is sent back, the next round begins."""
    element_id: str
    person: str
    on_behalf_of: str | None
    post: str
    """Post and unit as they were then."""
    result: str
    """approve, reject, answered, done, returned, or the name of the operation."""
    opinion: str
    signature: Mapping[str, Any]
    """attachment, sha256, device; empty where nobody signed."""
    at: datetime
    by_system: bool
    occurred_at: datetime | None = None
    """When it was really said, where it was entered late (补录)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was handed in with one form."""

    round: int
    element_id: str
    form_id: str
    values: Mapping[str, Any]
    at: datetime
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalSheet:
    """Everything that stands on the paper."""

    instance: ProcessInstance
    definition: ProcessDefinition
    rounds: int
    round: int | None
    """The one that is shown; None = all."""
    opinions: tuple[Opinion, ...]
    forms: tuple[Filled, ...]
    seq: int
    head: str


@dataclass(slots=True)
class _Reading:
    """What is known while the record is read from its beginning."""

    round: int = 1
    forms: dict[UUID, str | None] = field(default_factory=dict)
    grouped: set[UUID] = field(default_factory=set)
    """Tasks whose people have said what they said one by one."""


def get(
    tx: Transaction, instance_id: UUID, *, by: Actor, round_: int | None = None
) -> ApprovalSheet:
    """Return the sheet of a case, of all rounds or of one; whoever may see the case may.

    Marked variables stand on it as this actor gets to read them.

    Raises NotFound for a case that does not exist for this actor, and for a round it never had.
    """
    instance = tx.cases.get(instance_id, by)
    _, rows = Sight.of(tx, by).record(instance)
    reading = _Reading()
    said = [one for row in rows for one in _of(row, reading)]
    if round_ is not None and not 1 <= round_ <= reading.round:
        raise NotFound(f"case {instance.business_key} has no round {round_}", rounds=reading.round)
    chosen = [one for one in said if round_ in {None, one.round}]
    return ApprovalSheet(
        instance=instance,
        definition=tx.definitions.get(instance.definition_id),
        rounds=reading.round,
        round=round_,
        opinions=tuple(one for one in chosen if isinstance(one, Opinion)),
        forms=tuple(one for one in chosen if isinstance(one, Filled)),
        seq=instance.seq,
        head=instance.head,
    )


def printed(
    tx: Transaction, instance_id: UUID, *, by: Actor, round_: int | None = None
) -> ApprovalSheet:
    """Record that the sheet was printed, and return what stands on the paper."""
    get(tx, instance_id, by=by, round_=round_)
    case = tx.cases.lock(instance_id)
    sheet = get(tx, instance_id, by=by, round_=round_)
    told = ApprovalSheetPrinted(round=round_, seq=sheet.seq, head=sheet.head)
    present = advance.note(tx, case, [told], by=by)
    return replace(sheet, instance=present)


def _of(row: HistoryRow, reading: _Reading) -> Iterator[Opinion | Filled]:
    """Yield what one entry of the record puts on the paper."""
    event = row.event
    if isinstance(event, UserTaskCreated):
        reading.forms[event.task_id] = event.form_id
    elif isinstance(event, ParticipantsChanged):
        reading.grouped.add(event.task_id)
        yield from _of_group(row, event, reading.round)
    elif isinstance(event, UserTaskCompleted):
        yield from _of_task(row, event, reading)
    elif isinstance(event, UserTaskReturned):
        yield _opinion(row, reading.round, RETURNED, event.reason)
        reading.round += 1


def _of_group(row: HistoryRow, event: ParticipantsChanged, round_: int) -> Iterator[Opinion]:
    if event.operation == "return":
        return  # the UserTaskReturned behind it says so
    if event.decision is not None:
        yield _opinion(row, round_, event.decision, event.opinion, event.signature)
    elif event.operation == "resolve":
        yield _opinion(row, round_, "answered", event.opinion, event.signature)
    elif event.operation in _SHOWN:
        yield _opinion(row, round_, event.operation, event.reason)


_SHOWN = frozenset(
    {"add-before", "add-after", "add-parallel", "remove-signer", "transfer", "delegate", "skip"}
)


def _of_task(
    row: HistoryRow, event: UserTaskCompleted, reading: _Reading
) -> Iterator[Opinion | Filled]:
    form_id = reading.forms.get(event.task_id)
    if form_id is not None and event.variables:
        yield Filled(
            round=reading.round,
            element_id=event.element_id,
            form_id=form_id,
            values=event.variables,
            at=row.at,
            person=row.actor_name,
        )
    if event.task_id not in reading.grouped:
        said = event.variables.get("opinion")
        yield _opinion(row, reading.round, "done", said if isinstance(said, str) else "")


def _opinion(
    row: HistoryRow,
    round_: int,
    result: str,
    opinion: str,
    signature: Mapping[str, Any] | None = None,
) -> Opinion:
    return Opinion(
        round=round_,
        element_id=row.element_id or "",
        person=row.actor_name,
        on_behalf_of=row.on_behalf_of,
        post=row.actor_post,
        result=result,
        opinion=opinion,
        signature=signature or {},
        at=row.at,
        by_system=row.actor == SYSTEM.id,
        occurred_at=row.occurred_at,
    )


def latest(forms: Sequence[Filled]) -> Sequence[Filled]:
    """Return of each step and round the form that was handed in last, in the order of time."""
    last = {(one.round, one.element_id): one for one in forms}
    return sorted(last.values(), key=lambda one: one.at)
