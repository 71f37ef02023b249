"""Substitutions: kept one by one, read with the organisation while they may still be in force."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.model.substitutions import Substitution
from engine.store.rows import Row
from engine.store.selects import ORGANISATION
from engine.store.session import Session
from engine.store.tables.definitions import sequence
from engine.store.tables.organisation import substitution
from engine.store.upsert import increment
from engine.store.uuid7 import uuid7


class Substitutions:
    """Adds, ends and reads substitutions; whatever changes them is a change of the organisation."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def new_id(self) -> UUID:
        """Draw the id of a substitution."""
        return uuid7(self._session.now)

    def add(self, new: Substitution) -> None:
        """Keep a substitution."""
        changed(self._session)
        self._session.execute(
            substitution.insert(), {**asdict(new), "processes": list(new.processes)}
        )

    def get(self, substitution_id: UUID) -> Substitution:
        """Return one; raises NotFound."""
        row = self._session.first(
            sa.select(substitution).where(substitution.c.id == substitution_id)
        )
        if row is None:
            raise NotFound(f"no substitution {substitution_id}")
        return _of(row)

    def change(self, substitution_id: UUID, values: Mapping[str, Any]) -> None:
        """Change columns of one: its agent, or that it has ended."""
        changed(self._session)
        mine = substitution.c.id == substitution_id
        self._session.execute(substitution.update().where(mine).values(**values))

    def every(self, *, person: str | None = None, limit: int = 500) -> Sequence[Substitution]:
        """Return substitutions, the newest first; those of or for one person where one is named."""
        query = sa.select(substitution).order_by(substitution.c.id.desc()).limit(limit)
        if person is not None:
            either = (substitution.c.principal == person) | (substitution.c.agent == person)
            query = query.where(either)
        return [_of(row) for row in self._session.rows(query)]

    def overlapping(
        self, begins: datetime, ends: datetime, *, person: str
    ) -> Sequence[Substitution]:
        """Return those of somebody that are not ended and touch a window."""
        table = substitution.c
        query = sa.select(substitution).where(
            table.principal == person,
            table.ended_at.is_(None),
            table.begins < ends,
            table.ends > begins,
        )
        return [_of(row) for row in self._session.rows(query.order_by(table.id))]

    def lasting(self) -> Sequence[Substitution]:
        """Return those that may be in force now or later, oldest first."""
        table = substitution.c
        lasting = sa.or_(table.ends > self._session.now, sa.not_(table.returns))
        query = sa.select(substitution).where(table.ended_at.is_(None), lasting)
        return [_of(row) for row in self._session.rows(query.order_by(table.id))]


def changed(session: Session) -> None:
    """Note that the organisation is another one from now on."""
    version = increment(session, sequence, {"prefix": ORGANISATION}, "value", 1)
    session.changed_organisation_to(version)


def _of(row: Row) -> Substitution:
    return Substitution(**{**row, "processes": tuple(row["processes"])})
