"""Calendars by their codes, every version of them; the newest ones are kept in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from engine.calendar import Calendar, calendar_of, stated
from engine.errors import NotFound
from engine.model import Actor, InstanceState
from engine.store.rows import Row
from engine.store.selects import ORGANISATION
from engine.store.session import Session
from engine.store.tables.calendars import calendar_version
from engine.store.tables.definitions import sequence
from engine.store.tables.work import process_instance
from engine.store.upsert import increment

ANNOUNCED: Final = 1
"""The version of a calendar that nobody has changed: what is announced, usual office hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarVersion:
    """One version of a calendar, and who put it in force."""

    code: str
    version: int
    name: str
    calendar: Calendar
    reason: str = ""
    created_at: datetime | None = None
    """None = nobody has: it is the one announced."""
    created_by: str = ""
    created_by_name: str = ""


class Calendars:
    """Reads calendars, and adds versions."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def newest(self, code: str) -> CalendarVersion:
        """Return the version in force; a code that nobody has changed has what is announced."""
        return self._all().get(code) or _announced(code)

    def codes(self) -> Sequence[str]:
        """Return the codes that somebody has changed."""
        return sorted(self._all())

    def get(self, code: str, version: int) -> CalendarVersion:
        """Return one version; raises NotFound."""
        table = calendar_version.c
        wanted = (table.code == code) & (table.version == version)
        row = self._session.first(sa.select(calendar_version).where(wanted))
        if row is None and version != ANNOUNCED:
            raise NotFound(f"no version {version} of calendar {code}")
        return _announced(code) if row is None else _version_of(row)

    def versions(self, code: str) -> Sequence[CalendarVersion]:
        """Return every version, the newest first."""
        table = calendar_version.c
        query = sa.select(calendar_version).where(table.code == code).order_by(table.version.desc())
        return [*map(_version_of, self._session.rows(query)), _announced(code)]

    def add(
        self, code: str, *, name: str, calendar: Calendar, by: Actor, reason: str
    ) -> CalendarVersion:
        """Put a new version in force; the counter's row is held, so that no version is lost."""
        known = increment(self._session, sequence, {"prefix": ORGANISATION}, "value", 1)
        self._session.changed_organisation_to(known)
        newest: int | None = self._session.scalar(
            sa.select(sa.func.max(calendar_version.c.version)).where(
                calendar_version.c.code == code
            )
        )
        version = (newest or ANNOUNCED) + 1
        row = {
            "code": code,
            "version": version,
            "name": name,
            "content": stated(calendar),
            "reason": reason,
            "created_at": self._session.now,
            "created_by": by.id,
            "created_by_name": by.name,
        }
        self._session.execute(calendar_version.insert(), row)
        return self.get(code, version)

    def open_cases(self, projects: frozenset[str], *, without_project: bool) -> Sequence[UUID]:
        """Return the open cases of these projects, oldest first; or those of none as well."""
        case = process_instance.c
        named = case.project.in_(sorted(projects))
        place = sa.or_(named, case.project.is_(None)) if without_project else named
        open_ = case.state.in_([InstanceState.ACTIVE, InstanceState.SUSPENDED])
        query = sa.select(case.id).where(place, open_).order_by(case.id)
        return [row["id"] for row in self._session.rows(query)]

    def _all(self) -> Mapping[str, CalendarVersion]:
        """Return the newest version of each; read again only after something has changed."""
        version = self._session.organisation_version
        known = self._session.shared.calendars
        if known is not None and known[0] == version:
            held: Mapping[str, CalendarVersion] = known[1]
            return held
        query = sa.select(calendar_version).order_by(calendar_version.c.version)
        read = {row["code"]: _version_of(row) for row in self._session.rows(query)}
        if not self._session.changed_organisation:
            self._session.shared.calendars = (version, read)
        return read


def _version_of(row: Row) -> CalendarVersion:
    told: dict[str, Any] = {name: value for name, value in row.items() if name != "content"}
    calendar = calendar_of(row["code"], str(row["version"]), row["content"])
    return CalendarVersion(**told, calendar=calendar)


def _announced(code: str) -> CalendarVersion:
    calendar = Calendar(code=code, version=str(ANNOUNCED))
    return CalendarVersion(code=code, version=ANNOUNCED, name="", calendar=calendar)
