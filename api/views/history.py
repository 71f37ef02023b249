"""History as REST answers it: the events of cases, and the visits of elements."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import orjson
from pydantic import BaseModel, Field

from engine import access, audit
from engine.audit import Visit
from engine.history import Broken, HistoryRow
from engine.model import Actor
from engine.store import Transaction


def overseer(actor: Actor) -> bool:
    """Tell whether somebody reads the data of all cases."""
    return not access.SEES_ALL.isdisjoint(actor.roles)


def verified(tx: Transaction, instance_id: UUID | None, by: Actor) -> Sequence[Broken]:
    """Return what is wrong with the record of one case, or of all (None)."""
    if instance_id is None:
        return audit.verify_all(tx, by=by)
    found = audit.verify(tx, instance_id, by=by)
    return [found] if found else []


class EventOut(BaseModel):
    """One event of the record: what happened, who did it, when, and its place in the chain."""

    instance_id: UUID
    seq: int
    type: str = Field(examples=["UserTaskCompleted"])
    at: datetime = Field(description="Time of record, by the database's clock.")
    occurred_at: datetime | None = Field(description="When it happened, where entered late.")
    actor: str
    actor_name: str
    actor_post: str
    on_behalf_of: str | None
    client: str
    data: dict[str, Any] | None = Field(
        description="Null when it has been erased, and for those who do not oversee."
    )
    hash: str

    @classmethod
    def of(cls, row: HistoryRow) -> Self:
        return cls(
            instance_id=row.instance_id,
            seq=row.seq,
            type=row.type,
            at=row.at,
            occurred_at=row.occurred_at,
            actor=row.actor,
            actor_name=row.actor_name,
            actor_post=row.actor_post,
            on_behalf_of=row.on_behalf_of,
            client=row.client,
            data=None if row.payload is None else orjson.loads(row.payload),
            hash=row.hash.hex(),
        )

    @classmethod
    def without_data(cls, row: HistoryRow) -> Self:
        """Show that something happened, not what data it brought."""
        return cls.of(replace(row, payload=None))


class VisitOut(BaseModel):
    """One run of one element: when it was entered and left, and by whose doing."""

    activity_id: UUID
    element_id: str
    kind: str = Field(examples=["userTask"])
    name: str
    entered_at: datetime
    entered_by: str
    left_at: datetime | None
    left_by: str | None
    terminated: bool
    loop_counter: int | None

    @classmethod
    def of(cls, visit: Visit) -> Self:
        return cls(
            activity_id=visit.activity_id,
            element_id=visit.element_id,
            kind=visit.kind,
            name=visit.name,
            entered_at=visit.entered_at,
            entered_by=visit.entered_by,
            left_at=visit.left_at,
            left_by=visit.left_by,
            terminated=visit.terminated,
            loop_counter=visit.loop_counter,
        )
