"""Use cases of auditors: what happened in a case, across cases, and whether the record is whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from engine import access, advance
from engine import history as record
from engine.errors import Invalid
from engine.history import Broken, HistoryRow
from engine.model import Actor, ProcessInstance
from engine.model.events import (
    ActivityMigrated,
    ElementActivated,
    ElementCompleted,
    ElementTerminated,
    InstanceStarted,
)
from engine.sights import Sight, veiled
from engine.store import HistoryQuery, Page, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One run of one element: when it was entered and left, and by whose doing."""

    activity_id: UUID
    element_id: str
    kind: str
    name: str
    entered_at: datetime
    entered_by: str
    left_at: datetime | None = None
    left_by: str | None = None
    terminated: bool = False
    loop_counter: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What replaying the recorded commands gave."""

    commands: int
    same: bool
    """The snapshot is, byte for byte, the live one."""
    snapshot: bytes


def history(tx: Transaction, instance_id: UUID, *, by: Actor) -> Sequence[HistoryRow]:
    """Return every event of a case as it was recorded, in order.

    Raises NotFound where the case does not exist for this actor.
    """
    tx.cases.get(instance_id, by)
    return tuple(tx.history.every(instance_id))


def shown(tx: Transaction, instance_id: UUID, *, by: Actor) -> Sequence[HistoryRow]:
    """Return every event of a case as this actor gets to read it; raises as `history` does."""
    _, rows = Sight.of(tx, by).record(tx.cases.get(instance_id, by))
    return rows


def stretch(
    tx: Transaction, instance_id: UUID, *, by: Actor, after: int, limit: int
) -> Sequence[HistoryRow]:
    """Return events of a case behind a number as this actor gets to read them."""
    case = tx.cases.get(instance_id, by)
    veil = Sight.of(tx, by).veil(case)
    return [veiled(veil, row) for row in tx.history.of(instance_id, after=after, limit=limit)]


def activities(tx: Transaction, instance_id: UUID, *, by: Actor) -> Sequence[Visit]:
    """Return the visits of elements in the order they were entered."""
    tx.cases.get(instance_id, by)
    visits: dict[UUID, Visit] = {}
    for row in tx.history.every(instance_id):
        event = row.event
        if isinstance(event, ElementActivated):
            visits[event.activity_id] = Visit(
                activity_id=event.activity_id,
                element_id=event.element_id,
                kind=event.kind,
                name=event.name,
                entered_at=row.at,
                entered_by=row.actor_name,
                loop_counter=event.loop_counter,
            )
        elif isinstance(event, ActivityMigrated):
            visits[event.activity_id] = replace(
                visits[event.activity_id],
                element_id=event.element_id,
                kind=event.kind,
                name=event.name,
            )
        elif isinstance(event, ElementCompleted | ElementTerminated):
            visits[event.activity_id] = replace(
                visits[event.activity_id],
                left_at=row.at,
                left_by=row.actor_name,
                terminated=isinstance(event, ElementTerminated),
            )
    return tuple(visits.values())


def search(
    tx: Transaction, query: HistoryQuery, *, by: Actor, limit: int = 50, cursor: str | None = None
) -> Page[HistoryRow]:
    """Return events of all cases as he gets to read them, the newest first. Overseers."""
    access.check_has_role(by, *access.SEES_ALL)
    found = tx.history.page(query, limit=limit, cursor=cursor)
    return Page(items=tuple(Sight.of(tx, by).some(found.items)), next=found.next)


def verify(tx: Transaction, instance_id: UUID, *, by: Actor) -> Broken | None:
    """Check the chain of a case; None = nothing was altered since it was written."""
    tx.cases.get(instance_id, by)
    return tx.history.verify(instance_id)


def verify_all(tx: Transaction, *, by: Actor) -> Sequence[Broken]:
    """Check every case; the first thing wrong with each. Auditors and administrators."""
    access.check_has_role(by, *access.SEES_ALL)
    return tuple(tx.history.verify_all())


def replay(tx: Transaction, instance_id: UUID, *, by: Actor) -> Replay:
    """Carry out the recorded commands of a case again, and compare with its live state.

    Nothing is written. Raises Invalid where personal data of the case has been erased, and whatever
    the interpreter raises where the record does not fit the definition.
    """
    instance = tx.cases.get(instance_id, by)
    if instance.erased_at is not None:
        raise Invalid(
            f"personal data of case {instance_id} was erased on {instance.erased_at:%Y-%m-%d}: "
            "its commands cannot be carried out again"
        )
    definition = tx.definitions.get(_began_as(tx, instance))
    snapshot: bytes | None = None
    count = 0
    for command, at in record.commands(tx.history.every(instance_id)):
        definition, step = advance.stepped(tx, definition, snapshot, command, at)
        snapshot = step.snapshot
        count += 1
    live = tx.cases.snapshot(instance_id)
    return Replay(commands=count, same=snapshot == live, snapshot=snapshot or b"")


def _began_as(tx: Transaction, instance: ProcessInstance) -> str:
    """Return the id of the version that the case was started as."""
    first = tx.history.of(instance.id, limit=1)[0].event
    return first.definition_id if isinstance(first, InstanceStarted) else instance.definition_id
