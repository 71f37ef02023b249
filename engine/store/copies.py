"""Copies of cases that people read; CaseCopied, CopyRead and CopyConfirmed make them."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from engine.errors import NotFound
from engine.model import Copy
from engine.store.paging import Page, after, page_of
from engine.store.session import Session
from engine.store.tables.copies import copy


class Copies:
    """Reads who was sent what to read."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_task(self, task_id: UUID) -> Sequence[Copy]:
        """Return the copies that were sent from a task, oldest first."""
        query = sa.select(copy).where(copy.c.task_id == task_id)
        ordered = query.order_by(copy.c.sent_at, copy.c.id, copy.c.person)
        return [Copy(**row) for row in self._session.rows(ordered)]

    def get(self, copy_id: UUID, person: str) -> Copy:
        """Return somebody's copy; raises NotFound."""
        mine = (copy.c.id == copy_id) & (copy.c.person == person)
        row = self._session.first(sa.select(copy).where(mine))
        if row is None:
            raise NotFound(f"no copy {copy_id} for {person}")
        return Copy(**row)

    def page(
        self,
        person: str,
        *,
        unread: bool | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Copy]:
        """Return what somebody was sent to read, the newest first."""
        wanted = [copy.c.person == person]
        if unread is not None:
            missing = copy.c.read_at.is_(None)
            wanted.append(missing if unread else sa.not_(missing))
        order = [copy.c.sent_at.desc(), copy.c.id.desc()]
        query = after(sa.select(copy).where(*wanted), order, cursor)
        rows = self._session.rows(query.limit(limit + 1))
        return page_of(rows, limit, ("sent_at", "id"), lambda row: Copy(**row))

    def unread(self, person: str, *, cap: int = 100) -> int:
        """Count what somebody has not read yet, up to `cap`."""
        query = sa.select(copy.c.id).where(copy.c.person == person, copy.c.read_at.is_(None))
        counted: int = self._session.scalar(
            sa.select(sa.func.count()).select_from(query.limit(cap).subquery())
        )
        return counted
