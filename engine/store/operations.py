"""Operations outside of cases: added, read by auditors, never changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.model import Actor
from engine.model.operations import Operation, OperationKind
from engine.store.paging import Page, after, page_of
from engine.store.rows import Row
from engine.store.session import Session
from engine.store.tables.operations import operation
from engine.store.uuid7 import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationQuery:
    """Which operations; what is None or empty does not filter."""

    people: frozenset[str] = frozenset()
    """Ids of who did it; or the account that a failed sign-in named."""
    kinds: Collection[OperationKind] | None = None
    subject: str = ""
    """What it was about."""
    since: datetime | None = None
    until: datetime | None = None


class Operations:
    """Keeps who did what outside of cases."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        kind: OperationKind,
        *,
        by: Actor | None,
        client: str = "",
        subject: str = "",
        particulars: Mapping[str, Any] | None = None,
    ) -> UUID:
        """Keep an operation as of now; `by` None = nobody who is known."""
        now = self._session.now
        row = {
            "id": uuid7(now),
            "kind": kind,
            "at": now,
            "actor": by.id if by else "",
            "actor_name": by.name if by else "",
            "client": (by.client if by else "") or client,
            "subject": subject,
            "particulars": dict(particulars or {}),
        }
        self._session.execute(operation.insert(), row)
        return row["id"]  # type: ignore[return-value]  # a row holds values of every type

    def page(
        self, query: OperationQuery, *, limit: int = 50, cursor: str | None = None
    ) -> Page[Operation]:
        """Return operations, the newest first."""
        table = operation.c
        wanted: list[sa.ColumnElement[bool]] = []
        if query.people:
            people = sorted(query.people)
            unknown = sa.and_(table.actor == "", table.subject.in_(people))
            wanted.append(sa.or_(table.actor.in_(people), unknown))
        if query.kinds is not None:
            wanted.append(table.kind.in_(sorted(query.kinds)))
        if query.subject:
            wanted.append(table.subject == query.subject)
        if query.since is not None:
            wanted.append(table.at >= query.since)
        if query.until is not None:
            wanted.append(table.at < query.until)
        order = [table.at.desc(), table.id.desc()]
        rows = self._session.rows(
            after(sa.select(operation).where(*wanted), order, cursor).limit(limit + 1)
        )
        return page_of(rows, limit, ("at", "id"), _operation_of)


def _operation_of(row: Row) -> Operation:
    return Operation(**{**row, "kind": OperationKind(row["kind"])})
