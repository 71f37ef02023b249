"""Rosters: whose turn it is, by day; read for the moment that is asked about, never whole."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime

import sqlalchemy as sa

from engine.model.rosters import DAY, RosterKind, Shift
from engine.store.session import Session
from engine.store.tables.organisation import roster
from engine.store.upsert import insert_or_ignore


class Rosters:
    """Writes and reads who is on shift (班次) and on duty (值班)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def on(self, kind: RosterKind, at: datetime) -> Sequence[Shift]:
        """Return whose turn it is at a local time, in stable order."""
        days = roster.c.day.in_([at.date() - DAY, at.date()])  # a night shift began yesterday
        found = self._read(roster.c.kind == kind, days)
        return [each for each in found if each.is_on(at)]

    def between(
        self, kind: RosterKind, first: date, last: date, *, unit: str | None = None
    ) -> Sequence[Shift]:
        """Return the turns of some days, both included; of one unit where one is named."""
        wanted = [roster.c.kind == kind, roster.c.day.between(first, last)]
        if unit is not None:
            wanted.append(roster.c.unit == unit)
        return self._read(*wanted)

    def every(self) -> Sequence[Shift]:
        """Return all turns of both rosters."""
        return self._read(sa.true())

    def replace_days(
        self, kind: RosterKind, unit: str, first: date, last: date, turns: Iterable[Shift]
    ) -> None:
        """Put these turns in the place of those that a unit has on these days, both included."""
        mine = (roster.c.kind == kind) & (roster.c.unit == unit)
        self._session.execute(roster.delete().where(mine & roster.c.day.between(first, last)))
        self._insert(turns)

    def add(self, turns: Iterable[Shift]) -> int:
        """Add turns that are not there yet; return how many were."""
        return sum(insert_or_ignore(self._session, roster, asdict(turn)) for turn in turns)

    def remove(self, turns: Iterable[Shift]) -> int:
        """Take turns away; return how many were there."""
        keys = [column.name for column in roster.primary_key.columns]
        found = 0
        for turn in turns:
            mine = sa.and_(*(roster.c[name] == getattr(turn, name) for name in keys))
            found += self._session.execute(roster.delete().where(mine)).rowcount
        return found

    def replace(self, turns: Iterable[Shift]) -> None:
        """Put these turns in the place of all."""
        self._session.execute(roster.delete())
        self._insert(turns)

    def _insert(self, turns: Iterable[Shift]) -> None:
        rows = [asdict(turn) for turn in turns]
        if rows:
            self._session.execute(roster.insert(), rows)

    def _read(self, *wanted: sa.ColumnElement[bool]) -> Sequence[Shift]:
        query = sa.select(roster).where(*wanted)
        ordered = query.order_by(
            roster.c.day, roster.c.begins, roster.c.unit, roster.c.person, roster.c.post
        )
        return [
            Shift(**{**row, "kind": RosterKind(row["kind"])}) for row in self._session.rows(ordered)
        ]
