"""Changes as SQL for SQLite: a statement per table and kind of change, run for each row."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from engine.store.changes import Change, Drop, Put, Remove, key_of
from engine.store.statement import Convert, encoder


def insertion(table: sa.Table, columns: Sequence[str], source: str) -> str:
    """Return an insert that overwrites rows with the same key; of the history it never does."""
    names = quoted(columns)
    text = f"INSERT INTO {table.name} ({', '.join(names)}) {source}"
    if table.name == "history":
        return text
    news = ", ".join(f"{name} = excluded.{name}" for name in names)
    return f"{text} ON CONFLICT ({', '.join(key_of(table))}) DO UPDATE SET {news}"


def quoted(columns: Sequence[str]) -> list[str]:
    """Return names that may be words of SQL."""
    return [f'"{name}"' for name in columns]


class Writer:
    """Turns changes into texts, made once per shape, and rows of parameters."""

    def __init__(self, dialect: sa.Dialect) -> None:
        self._dialect = dialect
        self._encoders = cache(self._encoders_of)
        self._text = cache(_text)

    def statement(self, change: Change) -> tuple[str, list[list[Any]]]:
        """Return the text for one row, and the parameters of each."""
        columns, records = _columns(change), _records(change)
        converts = self._encoders(change.table, columns)
        rows = [list(record) for record in records]
        for row in rows:
            for place, convert in converts:
                row[place] = convert(row[place])
        kind: Any = type(change)
        return self._text(kind, change.table, columns), rows

    def _encoders_of(
        self, table: sa.Table, columns: tuple[str, ...]
    ) -> tuple[tuple[int, Convert], ...]:
        """Return the columns that are not handed over as they are, by their place."""
        converts = (encoder(table.c[name].type, self._dialect) for name in columns)
        return tuple((n, convert) for n, convert in enumerate(converts) if convert is not None)


def _columns(change: Change) -> tuple[str, ...]:
    if isinstance(change, Put):
        return tuple(change.rows[0])
    if isinstance(change, Remove):
        return (change.column,)
    if isinstance(change, Drop):
        return key_of(change.table)
    return (*change.columns, *key_of(change.table))


def _records(change: Change) -> Sequence[Any]:
    if isinstance(change, Put):
        return [row.values() for row in change.rows]
    if isinstance(change, Remove):
        return [(key,) for key in change.keys]
    return change.rows


def _text(kind: type[Change], table: sa.Table, columns: tuple[str, ...]) -> str:
    if kind is Put:
        return insertion(table, columns, f"VALUES ({', '.join('?' * len(columns))})")
    key = key_of(table)
    if kind is Remove:
        return f"DELETE FROM {table.name} WHERE {columns[0]} = ?"  # noqa: S608  # our own names
    where = " AND ".join(f"{name} = ?" for name in key)
    if kind is Drop:
        return f"DELETE FROM {table.name} WHERE {where}"  # noqa: S608  # our own names
    news = ", ".join(f"{name} = ?" for name in quoted(columns[: -len(key)]))
    return f"UPDATE {table.name} SET {news} WHERE {where}"  # noqa: S608  # our own names
