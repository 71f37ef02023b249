"""Hand-over lists (离职转办、交接班): what went from one person to another, thing by thing."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.model import Actor, person
from engine.store.session import Session
from engine.store.tables.organisation import handover, handover_item
from engine.store.tables.participants import participant
from engine.store.tables.work import inbox, process_instance, user_task
from engine.store.uuid7 import uuid7

_OPEN = ("waiting", "todo", "claimed", "suspended", "delegated")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverItem:
    """One thing of somebody's, and what became of it."""

    kind: str
    """task, post, role, group, substitution, definition, draft."""
    ref: str
    """Its id."""
    label: str
    """As people call it."""
    state: str = "pending"
    """pending, done, kept or failed."""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One list: from whom, to whom, and who has signed it."""

    id: UUID
    kind: str
    """leaving (离职转办) or shift (交接班)."""
    person: str
    person_name: str
    successor: str
    successor_name: str
    reason: str
    created_by: str
    created_by_name: str
    created_at: datetime
    signed_by_person: datetime | None = None
    signed_by_successor: datetime | None = None
    items: tuple[HandoverItem, ...] = ()


class Handovers:
    """Keeps hand-over lists, and finds what of the open work is somebody's."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        kind: str,
        *,
        of: tuple[str, str],
        to: tuple[str, str],
        by: Actor,
        reason: str,
        items: Sequence[HandoverItem],
    ) -> Handover:
        """Keep a new list; `of` and `to` are ids and names."""
        new = Handover(
            id=uuid7(self._session.now),
            kind=kind,
            person=of[0],
            person_name=of[1],
            successor=to[0],
            successor_name=to[1],
            reason=reason,
            created_by=by.id,
            created_by_name=by.name,
            created_at=self._session.now,
            items=tuple(items),
        )
        row = {name: value for name, value in asdict(new).items() if name != "items"}
        self._session.execute(handover.insert(), row)
        rows = [
            {"handover_id": new.id, "ordinal": ordinal, **asdict(each)}
            for ordinal, each in enumerate(items)
        ]
        if rows:
            self._session.execute(handover_item.insert(), rows)
        return new

    def get(self, handover_id: UUID) -> Handover:
        """Return a list with its things; raises NotFound."""
        row = self._session.first(sa.select(handover).where(handover.c.id == handover_id))
        if row is None:
            raise NotFound(f"no hand-over {handover_id}")
        mine = handover_item.c.handover_id == handover_id
        found = self._session.rows(
            sa.select(handover_item).where(mine).order_by(handover_item.c.ordinal)
        )
        names = ("kind", "ref", "label", "state", "detail")
        items = (HandoverItem(**{name: each[name] for name in names}) for each in found)
        return Handover(**row, items=tuple(items))

    def newest(self, *, limit: int, of: str | None = None) -> Sequence[Handover]:
        """Return lists without their things, the newest first; those of one person if named."""
        query = sa.select(handover).order_by(handover.c.created_at.desc(), handover.c.id.desc())
        if of is not None:
            query = query.where((handover.c.person == of) | (handover.c.successor == of))
        return [Handover(**row) for row in self._session.rows(query.limit(limit))]

    def settle(self, handover_id: UUID, ordinal: int, state: str, detail: str) -> None:
        """Keep what became of one thing."""
        mine = (handover_item.c.handover_id == handover_id) & (handover_item.c.ordinal == ordinal)
        self._session.execute(handover_item.update().where(mine).values(state=state, detail=detail))

    def sign(self, handover_id: UUID, column: str) -> None:
        """Keep that one side has signed: `signed_by_person` or `signed_by_successor`."""
        mine = handover.c.id == handover_id
        self._session.execute(handover.update().where(mine).values({column: self._session.now}))

    def tasks_of(self, person_id: str) -> Sequence[UUID]:
        """Return the open tasks that are somebody's by name: in his list, or where he has an item.

        What reaches him by a post stays with the post.
        """
        named = sa.select(inbox.c.task_id).where(inbox.c.principal == person(person_id))
        seated = (
            sa.select(participant.c.task_id)
            .join(user_task, user_task.c.id == participant.c.task_id)
            .where(
                participant.c.person == person_id,
                participant.c.state.in_(_OPEN),
                user_task.c.is_open,
            )
        )
        rows = self._session.rows(sa.union(named, seated))
        return sorted(row["task_id"] for row in rows)

    def pools(self, project: str | None) -> Sequence[UUID]:
        """Return the open tasks that nobody has claimed and no group decides, by project."""
        query = (
            sa.select(user_task.c.id)
            .join(process_instance, process_instance.c.id == user_task.c.instance_id)
            .where(
                user_task.c.is_open,
                user_task.c.assignee.is_(None),
                sa.not_(user_task.c.grouped),
                process_instance.c.state == "active",
            )
        )
        if project is not None:
            query = query.where(user_task.c.project == project)
        return [row["id"] for row in self._session.rows(query.order_by(user_task.c.id))]
