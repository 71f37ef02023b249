"""What one record changes, row by row: the net effect of many events, to be written at once.

Several events of one step may touch the same row; a single statement may not. So events change
rows in memory, and what is left at the end is written: at most one change per row.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

Key = tuple[Hashable, ...]
Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Write whole rows, over those that have the same key."""

    table: sa.Table
    rows: list[Values]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Change the same columns of rows that exist; the key's values come last in each row."""

    table: sa.Table
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Delete the rows that have one of these values in a column."""

    table: sa.Table
    column: str
    keys: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """Delete the rows that have these keys."""

    table: sa.Table
    rows: list[Key]


Change = Put | Patch | Remove | Drop


@cache
def key_of(table: sa.Table) -> tuple[str, ...]:
    """Return the names of the primary key's columns."""
    return tuple(str(column.name) for column in table.primary_key.columns)


@cache
def names_of(table: sa.Table) -> tuple[str, ...]:
    """Return the names of all columns, as plain strings: SQLAlchemy's own are no JSON keys."""
    return tuple(str(column.name) for column in table.columns)


class Changes:
    """Pending changes by table and key; the latest word on a row wins."""

    def __init__(self) -> None:
        self._puts: dict[sa.Table, dict[Key, Values]] = defaultdict(dict)
        self._patches: dict[sa.Table, dict[Key, Values]] = defaultdict(dict)
        self._clears: dict[tuple[sa.Table, str], dict[Any, None]] = defaultdict(dict)
        self._drops: dict[sa.Table, dict[Key, None]] = defaultdict(dict)

    def put(self, table: sa.Table, row: Values) -> None:
        """Write a whole row."""
        key = tuple(row[name] for name in key_of(table))
        self._patches[table].pop(key, None)
        self._drops[table].pop(key, None)
        self._puts[table][key] = row

    def patch(self, table: sa.Table, key: Key, values: Values) -> None:
        """Change columns of a row, pending or stored."""
        pending = self._puts[table].get(key)
        if pending is None:
            self._patches[table].setdefault(key, {}).update(values)
        else:
            pending.update(values)

    def pending(self, table: sa.Table) -> list[Values]:
        """Return the whole rows that are to be written."""
        return list(self._puts[table].values())

    def overlay(self, table: sa.Table, row: Values) -> Values:
        """Return a stored row as the pending changes leave it."""
        key = tuple(row[name] for name in key_of(table))
        return {**row, **self._patches[table].get(key, {})}

    def clear(self, table: sa.Table, column: str, value: Any) -> None:
        """Delete the stored and pending rows with this value; rows put later stay."""
        pending = self._puts[table]
        for key in [key for key, row in pending.items() if row[column] == value]:
            del pending[key]
        self._clears[table, column][value] = None

    def drop(self, table: sa.Table, key: Key) -> None:
        """Delete one row, pending or stored; a row put later stays."""
        self._puts[table].pop(key, None)
        self._drops[table][key] = None

    def early(self) -> list[Remove]:
        """Return the deletions of rows that are written again: they come before everything."""
        return self._removes(again=True)

    def late(self) -> list[Remove | Drop]:
        """Return the deletions that may take place together with the writing."""
        drops = (Drop(table=table, rows=list(keys)) for table, keys in self._drops.items() if keys)
        return [*self._removes(again=False), *drops]

    def _removes(self, *, again: bool) -> list[Remove]:
        removes = []
        for (table, column), values in self._clears.items():
            written = {row[column] for row in self._puts[table].values()}
            keys = [value for value in values if (value in written) is again]
            if keys:
                removes.append(Remove(table=table, column=column, keys=keys))
        return removes

    def writes(self) -> Iterator[Put | Patch]:
        """Yield the new and changed rows: patches of the same columns together."""
        for table, rows in self._puts.items():
            if rows:
                yield Put(table=table, rows=list(rows.values()))
        for table, patches in self._patches.items():
            by_shape: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
            for key, values in patches.items():
                by_shape[tuple(values)].append((*values.values(), *key))
            for columns, changed in by_shape.items():
                yield Patch(table=table, columns=columns, rows=changed)
