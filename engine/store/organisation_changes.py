"""Changes of the organisation, kept for good: both databases refuse to alter or delete them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from engine.model import Actor
from engine.store.paging import Page, after, page_of
from engine.store.session import Session
from engine.store.tables.definitions import sequence
from engine.store.tables.organisation import organisation_change
from engine.store.upsert import increment

_COUNTER: Final = {"prefix": "organisation-change"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationChange:
    """One change: who, when, why, and which rows."""

    number: int
    """Counted from 1, without gaps."""
    at: datetime
    actor: str
    actor_name: str
    way: str
    """workbook, edit, roster, customer or headcount."""
    reason: str
    row_count: int
    """How many rows differ; `differences` may tell fewer."""
    differences: Sequence[Mapping[str, Any]]


class OrganisationChanges:
    """Adds and reads changes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        *,
        by: Actor,
        way: str,
        reason: str,
        row_count: int,
        differences: Sequence[Mapping[str, Any]],
    ) -> None:
        """Keep a change, as of now."""
        row = {
            "number": increment(self._session, sequence, _COUNTER, "value", 1),
            "at": self._session.now,
            "actor": by.id,
            "actor_name": by.name,
            "way": way,
            "reason": reason,
            "row_count": row_count,
            "differences": list(differences),
        }
        self._session.execute(organisation_change.insert(), row)

    def naming(self, sheet: str) -> Iterator[OrganisationChange]:
        """Yield the changes that told of a row of a sheet, the newest first."""
        table = organisation_change
        words = f'"sheet":"{sheet}"'  # as JSON has it
        said = sa.cast(table.c.differences, sa.Text).contains(words, autoescape=True)
        query = sa.select(table).where(said).order_by(table.c.number.desc())
        return (OrganisationChange(**row) for row in self._session.rows(query))

    def page(self, *, limit: int, cursor: str | None) -> Page[OrganisationChange]:
        """Return changes, the newest first."""
        table = organisation_change
        query = after(sa.select(table), [table.c.number.desc()], cursor)
        rows = self._session.rows(query.limit(limit + 1))
        return page_of(rows, limit, ("number",), lambda row: OrganisationChange(**row))
