"""Inserts that expect company: both databases say it the same way, SQLAlchemy in two dialects."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.session import Session

Insert = postgresql.Insert | sqlite.Insert


def insert_or_ignore(session: Session, table: sa.Table, values: Any) -> bool:
    """Insert a row unless one with its key exists; tell whether it was inserted."""
    statement = _insert(session, table).values(values).on_conflict_do_nothing()
    return session.first(statement.returning(*table.primary_key.columns)) is not None


def insert_missing(session: Session, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose keys do not exist; the first of several with one key counts."""
    if rows:
        session.execute(_insert(session, table).on_conflict_do_nothing(), rows)


def insert_or_update(session: Session, table: sa.Table, values: dict[str, Any]) -> None:
    """Insert a row, or overwrite the one with its key."""
    key = [column.name for column in table.primary_key.columns]
    rest = {name: value for name, value in values.items() if name not in key}
    statement = _insert(session, table).values(values)
    session.execute(statement.on_conflict_do_update(index_elements=key, set_=rest))


def increment(session: Session, table: sa.Table, key: dict[str, Any], column: str, by: int) -> int:
    """Add to a counter that begins at 0, hold its row until the commit, and return it."""
    statement = (
        _insert(session, table)
        .values({**key, column: by})
        .on_conflict_do_update(index_elements=list(key), set_={column: table.c[column] + by})
        .returning(table.c[column])
    )
    value: int = session.scalar(statement)
    return value


def _insert(session: Session, table: sa.Table) -> Any:
    """Return the dialect's own insert: Core's common one knows no ON CONFLICT."""
    postgres = session.connection.dialect.name == "postgresql"
    return postgresql.insert(table) if postgres else sqlite.insert(table)
