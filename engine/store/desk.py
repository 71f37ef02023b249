"""What people keep on their own desk: filters of lists, alone or for their unit, and phrases."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.model import person as address_of
from engine.store.session import Session
from engine.store.tables.copies import copy
from engine.store.tables.desk import favourite, phrase, saved_filter
from engine.store.tables.outbox import notice
from engine.store.tables.work import inbox
from engine.store.upsert import insert_or_update
from engine.store.uuid7 import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """A list that somebody comes back to."""

    id: UUID
    person: str
    person_name: str
    unit: str | None
    """Whose people see it too; None = its maker alone."""
    name: str
    content: Mapping[str, str]
    """Parameters of the list's address: box, only, q."""
    created_at: datetime


class Desk:
    """Keeps filters, phrases and favourites; no part of any case."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def new_id(self) -> UUID:
        """Draw the id of a filter."""
        return uuid7(self._session.now)

    def save(self, new: SavedFilter) -> None:
        """Keep a filter."""
        self._session.execute(saved_filter.insert(), asdict(new))

    def filters(self, person: str, units: Collection[str]) -> Sequence[SavedFilter]:
        """Return somebody's own filters, and those that are shared with one of the units."""
        seen = sa.or_(saved_filter.c.person == person, saved_filter.c.unit.in_(sorted(units)))
        wanted = sa.select(saved_filter).where(seen)
        ordered = wanted.order_by(saved_filter.c.created_at, saved_filter.c.id)
        return [SavedFilter(**row) for row in self._session.rows(ordered)]

    def drop(self, filter_id: UUID, person: str) -> None:
        """Throw one's own filter away; raises NotFound."""
        mine = (saved_filter.c.id == filter_id) & (saved_filter.c.person == person)
        if not self._session.execute(saved_filter.delete().where(mine)).rowcount:
            raise NotFound(f"no filter {filter_id} of {person}")

    def stirrings(self, addresses: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Return what waits at each of these addresses, as texts that change when it does.

        Tasks before it, and for people what they have not read; one statement for all of them.
        """
        found: dict[str, list[str]] = defaultdict(list)
        for row in self._session.execute(_waiting(sorted(addresses))):
            found[row[0]].append("|".join(map(str, row[1:])))
        return {address: tuple(sorted(texts)) for address, texts in found.items()}

    def phrases(self, person: str) -> Sequence[str] | None:
        """Return somebody's phrases in his order; None where he has kept none yet."""
        found = self._session.first(sa.select(phrase).where(phrase.c.person == person))
        return None if found is None else tuple(found["content"])

    def keep_phrases(self, person: str, texts: Sequence[str]) -> None:
        """Put these in the place of somebody's phrases."""
        insert_or_update(self._session, phrase, {"person": person, "content": list(texts)})

    def favourites(self, person: str) -> Sequence[str]:
        """Return what somebody starts often, in his order."""
        found = self._session.first(sa.select(favourite).where(favourite.c.person == person))
        return () if found is None else tuple(found["content"])

    def keep_favourites(self, person: str, names: Sequence[str]) -> None:
        """Put these in the place of what somebody starts often."""
        insert_or_update(self._session, favourite, {"person": person, "content": list(names)})


def _waiting(addresses: Sequence[str]) -> sa.CompoundSelect[Any]:
    """Select address, kind, number, newest, and soonest due of what waits there."""
    at = inbox.c.principal
    columns: list[sa.ColumnElement[Any]] = [
        at,
        sa.literal("task"),
        sa.func.count(),
        sa.func.max(inbox.c.created_at),
        sa.func.min(inbox.c.due_sort),
        sa.func.sum(sa.case((inbox.c.assigned, 1), else_=0)),
    ]
    tasks = sa.select(*columns).where(at.in_(addresses)).group_by(at)
    return sa.union_all(
        tasks,
        _unread(notice, "notice", notice.c.created_at, addresses),
        _unread(copy, "copy", copy.c.sent_at, addresses),
    )


def _unread(
    table: sa.Table, kind: str, at: sa.ColumnElement[Any], addresses: Sequence[str]
) -> sa.Select[Any]:
    prefix = address_of("")
    people = [each.removeprefix(prefix) for each in addresses if each.startswith(prefix)]
    who = table.c.person
    columns: list[sa.ColumnElement[Any]] = [
        sa.literal(prefix) + who,
        sa.literal(kind),
        sa.func.count(),
        sa.func.max(at),
        sa.func.max(at),
        sa.literal(0),
    ]
    unread = who.in_(people), table.c.read_at.is_(None)
    return sa.select(*columns).where(*unread).group_by(who)
