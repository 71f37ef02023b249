"""The record of releases, kept for good: both databases refuse to alter or delete its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from engine.model import Actor, ReleaseMark
from engine.store.paging import Page, after, page_of
from engine.store.rows import Row
from engine.store.session import Session
from engine.store.tables.definitions import sequence
from engine.store.tables.releases import release_event
from engine.store.upsert import increment

_COUNTER: Final = {"prefix": "release-event"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEvent:
    """One entry: who did what with which content, when and why."""

    number: int
    """Counted from 1, without gaps."""
    at: datetime
    actor: str
    actor_name: str
    kind: ReleaseMark
    draft_id: str | None
    content: str | None
    """SHA-256 (hex) of the draft's files as they were then."""
    key: str | None
    """The process, where one was put in force."""
    definition_id: str | None
    replaced: str | None
    """The version that was in force before a roll-back."""
    reason: str


class Releases:
    """Adds and reads entries."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        kind: ReleaseMark,
        *,
        by: Actor,
        draft_id: str | None = None,
        content: str | None = None,
        definition_id: str | None = None,
        replaced: str | None = None,
        reason: str = "",
    ) -> None:
        """Keep an entry, as of now; the process is read off the id of its version."""
        row = {
            "number": increment(self._session, sequence, _COUNTER, "value", 1),
            "at": self._session.now,
            "actor": by.id,
            "actor_name": by.name,
            "kind": kind.value,
            "draft_id": draft_id,
            "content": content,
            "key": definition_id.rpartition(":")[0] if definition_id else None,
            "definition_id": definition_id,
            "replaced": replaced,
            "reason": reason,
        }
        self._session.execute(release_event.insert(), row)

    def of_drafts(self, draft_ids: Sequence[str]) -> Mapping[str, Sequence[ReleaseEvent]]:
        """Return everything that happened to drafts, by their ids, the first entry first."""
        mine = sa.select(release_event).where(release_event.c.draft_id.in_(draft_ids))
        found: dict[str, list[ReleaseEvent]] = {}
        for row in self._session.rows(mine.order_by(release_event.c.number)):
            found.setdefault(row["draft_id"], []).append(_event(row))
        return found

    def page(
        self, *, key: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> Page[ReleaseEvent]:
        """Return entries, the newest first: all, or those that made versions of one process."""
        query = sa.select(release_event)
        if key is not None:
            drafts = sa.select(release_event.c.draft_id).where(release_event.c.key == key)
            mine = release_event.c.key == key
            query = query.where(mine | release_event.c.draft_id.in_(drafts))
        rows = self._session.rows(
            after(query, [release_event.c.number.desc()], cursor).limit(limit + 1)
        )
        return page_of(rows, limit, ("number",), _event)


def _event(row: Row) -> ReleaseEvent:
    return ReleaseEvent(**{**row, "kind": ReleaseMark(row["kind"])})
