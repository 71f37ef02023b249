"""The text and the parameters of changes, for each database; texts are made once per shape."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from engine.store.changes import Change, Patch, Put, Remove, key_of
from engine.store.statement import Convert, encoder


class Writer:
    """Turns changes into statements with positional parameters for one dialect."""

    def __init__(self, dialect: sa.Dialect, mark: str) -> None:
        """Take the driver's mark of a parameter: `?` or `%s`."""
        self._mark = mark
        self._dialect = dialect
        self._column = cache(self._encode)
        self.text = cache(self._text)

    def shape(self, change: Change) -> tuple[Any, ...]:
        """Return what the text depends on."""
        match change:
            case Put():
                return (Put, change.table, tuple(change.rows[0]), len(change.rows) == 1)
            case Patch():
                return (Patch, change.table, change.columns, len(change.rows) == 1)
            case Remove():
                return (Remove, change.table, (change.column,), len(change.keys) == 1)

    def rows(self, change: Change) -> list[list[Any]]:
        """Return the parameters, a list per row."""
        match change:
            case Put():
                columns: Sequence[str] = tuple(change.rows[0])
                records: list[Any] = [tuple(row.values()) for row in change.rows]
            case Patch():
                columns = (*change.columns, *key_of(change.table))
                records = change.rows
            case Remove():
                columns, records = (change.column,), [(key,) for key in change.keys]
        converts = [self._column(change.table, name) for name in columns]
        return [
            [
                value if convert is None else convert(value)
                for convert, value in zip(converts, record, strict=True)
            ]
            for record in records
        ]

    def _encode(self, table: sa.Table, name: str) -> Convert | None:
        return encoder(table.c[name].type, self._dialect)

    def _text(self, kind: type, table: sa.Table, columns: tuple[str, ...], single: bool) -> str:  # noqa: FBT001  # part of the shape
        if kind is Put:
            return self._put(table, columns, single=single)
        if kind is Patch:
            return self._patch(table, columns, single=single)
        if single:
            return f"DELETE FROM {table.name} WHERE {columns[0]} = {self._mark}"  # noqa: S608  # our own names
        return (
            f"DELETE FROM {table.name} WHERE {columns[0]} = ANY({self._array(table, columns[0])})"  # noqa: S608  # our own names
        )

    def _put(self, table: sa.Table, columns: tuple[str, ...], *, single: bool) -> str:
        if single:
            source = f"VALUES ({', '.join([self._mark] * len(columns))})"
        else:
            source = f"SELECT * FROM unnest({self._arrays(table, columns)})"  # noqa: S608  # our own names
        text = f"INSERT INTO {table.name} ({', '.join(_names(columns))}) {source}"  # our own names
        key = key_of(table)
        rest = [name for name in columns if name not in key]
        if table.name == "history":
            return text
        if not rest:
            return f"{text} ON CONFLICT DO NOTHING"
        news = ", ".join(f"{name} = excluded.{name}" for name in _names(rest))
        return f"{text} ON CONFLICT ({', '.join(key)}) DO UPDATE SET {news}"

    def _patch(self, table: sa.Table, columns: tuple[str, ...], *, single: bool) -> str:
        key = key_of(table)
        if single:
            news = ", ".join(f"{name} = {self._mark}" for name in _names(columns))
            where = " AND ".join(f"{name} = {self._mark}" for name in key)
            return f"UPDATE {table.name} SET {news} WHERE {where}"  # noqa: S608  # our own names
        every = (*columns, *key)
        news = ", ".join(f"{name} = v.{name}" for name in _names(columns))
        where = " AND ".join(f"t.{name} = v.{name}" for name in key)
        source = f"unnest({self._arrays(table, every)}) AS v({', '.join(_names(every))})"
        return f"UPDATE {table.name} AS t SET {news} FROM {source} WHERE {where}"  # noqa: S608  # our own names

    def _arrays(self, table: sa.Table, columns: Sequence[str]) -> str:
        return ", ".join(self._array(table, name) for name in columns)

    def _array(self, table: sa.Table, name: str) -> str:
        return f"{self._mark}::{table.c[name].type.compile(self._dialect)}[]"


def _names(columns: Sequence[str]) -> list[str]:
    return [f'"{name}"' for name in columns]
