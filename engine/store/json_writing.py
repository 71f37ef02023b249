"""Changes as SQL for PostgreSQL: one statement for all of them, a CTE per table.

Rows travel as one JSON text per table: it costs the driver a tenth of what arrays do, and the
statement's text, and so its plan, does not depend on how many rows there are.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa

from engine.store.changes import Change, Drop, Put, Remove, key_of
from engine.store.statement import Convert, encoder
from engine.store.writing import insertion, quoted

Shape = tuple[type[Change], sa.Table, tuple[str, ...], int]
"""Kind, table, columns, and the number of rows rounded up to a power of two."""


class JsonWriter:
    """Turns changes into one text with numbered parameters, made once per combination."""

    def __init__(self, dialect: sa.Dialect) -> None:
        self._dialect = dialect
        self._encoder = cache(self._encode)
        self._statement = cache(self._assemble)

    def statement(self, changes: Sequence[Change]) -> tuple[str, list[Any]]:
        """Return the text and the parameters for all these changes; at most one touches a row."""
        parameters: list[Any] = []
        for change in changes:
            parameters += self._parameters(change)
        return self._statement(tuple(_shape(change) for change in changes)), parameters

    def _parameters(self, change: Change) -> list[Any]:
        if isinstance(change, Put):
            columns = tuple(change.rows[0])
            return [self._json(change.table, columns, [row.values() for row in change.rows])]
        if isinstance(change, Remove):
            return [change.keys[0] if len(change.keys) == 1 else change.keys]
        if isinstance(change, Drop):
            columns = key_of(change.table)
        else:
            columns = (*change.columns, *key_of(change.table))
        if len(change.rows) == 1:
            return self._encoded(change.table, columns, change.rows[0])
        return [self._json(change.table, columns, change.rows)]

    def _json(self, table: sa.Table, columns: Sequence[str], rows: Sequence[Any]) -> str:
        named = [
            dict(zip(columns, self._encoded(table, columns, row), strict=True)) for row in rows
        ]
        return orjson.dumps(named, default=_hex).decode()

    def _encoded(self, table: sa.Table, columns: Sequence[str], row: Any) -> list[Any]:
        converts = [self._encoder(table, name) for name in columns]
        return [
            value if convert is None else convert(value)
            for convert, value in zip(converts, row, strict=True)
        ]

    def _encode(self, table: sa.Table, name: str) -> Convert | None:
        return encoder(table.c[name].type, self._dialect)

    def _assemble(self, shapes: tuple[Shape, ...]) -> str:
        parts: list[str] = []
        number = 1
        for shape in shapes:
            text, used = self._part(shape, number)
            parts.append(text)
            number += used
        *before, last = parts
        named = ", ".join(f"w{place} AS ({part})" for place, part in enumerate(before))
        return f"WITH {named} {last}" if before else last

    def _part(self, shape: Shape, number: int) -> tuple[str, int]:
        """Return the text of one change, and how many parameters it takes from `number` on."""
        kind, table, columns, size = shape
        if kind is Put:
            source = f"SELECT * FROM {self._recordset(table, columns, number)}"  # noqa: S608  # our own names
            return insertion(table, columns, source), 1
        if kind is Remove:
            return f"DELETE FROM {table.name} WHERE {columns[0]} = {self._one_of(shape, number)}", 1  # noqa: S608  # our own names
        key = key_of(table)
        if size == 1:
            every = quoted((*columns, *key))
            terms = [f"{name} = ${number + place}" for place, name in enumerate(every)]
            news, where = ", ".join(terms[: -len(key)]), " AND ".join(terms[-len(key) :])
            if kind is Drop:
                return f"DELETE FROM {table.name} WHERE {where}", len(terms)  # noqa: S608  # our own names
            return f"UPDATE {table.name} SET {news} WHERE {where}", len(terms)  # noqa: S608  # our own names
        rows = self._recordset(table, (*columns, *key), number)
        source = f"(SELECT * FROM {rows} LIMIT {size}) AS v"  # noqa: S608  # our own names
        where = " AND ".join(f"t.{name} = v.{name}" for name in quoted(key))
        if kind is Drop:
            return f"DELETE FROM {table.name} AS t USING {source} WHERE {where}", 1  # noqa: S608  # our own names
        news = ", ".join(f"{name} = v.{name}" for name in quoted(columns))
        return f"UPDATE {table.name} AS t SET {news} FROM {source} WHERE {where}", 1  # noqa: S608  # our own names

    def _one_of(self, shape: Shape, number: int) -> str:
        _, table, columns, size = shape
        kind = self._type(table, columns[0])
        return f"${number}::{kind}" if size == 1 else f"ANY(${number}::{kind}[])"

    def _recordset(self, table: sa.Table, columns: Sequence[str], number: int) -> str:
        typed = ", ".join(f'"{name}" {self._type(table, name)}' for name in columns)
        return f"json_to_recordset(${number}::json) AS v({typed})"

    def _type(self, table: sa.Table, name: str) -> str:
        return table.c[name].type.compile(self._dialect)


def _shape(change: Change) -> Shape:
    if isinstance(change, Put):
        return (Put, change.table, tuple(change.rows[0]), 0)
    if isinstance(change, Remove):
        return (Remove, change.table, (change.column,), _size(len(change.keys)))
    columns = () if isinstance(change, Drop) else change.columns
    return (type(change), change.table, columns, _size(len(change.rows)))


def _size(rows: int) -> int:
    """Return the next power of two: few texts, and a planner that knows that the rows are few.

    It expects 100 rows of a recordset, and would read a table of thousands from end to end for
    them. A parameter as the limit would not do: the plan would be made anew each time.
    """
    return 1 << (rows - 1).bit_length()


def _hex(value: bytes) -> str:
    """Write bytes as PostgreSQL reads them."""
    return "\\x" + value.hex()
