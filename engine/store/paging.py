"""Keyset pages: the cursor is the last row's sort values, so no row is lost or doubled."""

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
import sqlalchemy as sa

from engine.errors import Invalid
from engine.store.rows import Row
from engine.store.types import Id, Utc

T = TypeVar("T")

Order = sa.UnaryExpression[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some items in order, and where to go on."""

    items: tuple[T, ...]
    next: str | None
    """The cursor of the next page; None = this was the last one."""


def page_of(
    rows: Sequence[Row], limit: int, keys: Sequence[str], read: Callable[[Row], T]
) -> Page[T]:
    """Make a page of `limit` out of rows of which one more was asked for."""
    more = len(rows) > limit
    cursor = cursor_of([rows[limit - 1][key] for key in keys]) if more else None
    return Page(items=tuple(read(row) for row in rows[:limit]), next=cursor)


def page_in(
    items: Iterable[T], key: Callable[[T], tuple[str, ...]], *, limit: int, cursor: str | None
) -> Page[T]:
    """Make a page out of few items that are at hand; their keys differ, and order them.

    Raises Invalid for a cursor that another query made.
    """
    rows = sorted(items, key=key)
    if cursor is not None and rows:
        seen = tuple(str(value) for value in read_cursor(cursor, len(key(rows[0]))))
        rows = [each for each in rows if key(each) > seen]
    more = cursor_of(key(rows[limit - 1])) if len(rows) > limit else None
    return Page(items=tuple(rows[:limit]), next=more)


def after(query: sa.Select[Any], order: Sequence[Order], cursor: str | None) -> sa.Select[Any]:
    """Order a query and let it begin behind the cursor.

    No ordered column may be NULL. Raises Invalid for a cursor that another query made.
    """
    if cursor is not None:
        query = query.where(behind(order, cursor))
    return query.order_by(*order)


def behind(order: Sequence[Order], cursor: str) -> sa.ColumnElement[bool]:
    """Return the condition that a row stands behind the cursor in this order."""
    values = read_cursor(cursor, len(order))
    arms = []
    for index, column in enumerate(order):
        target = _bound(values[index], column.element)
        ahead = column.element < target if _descends(column) else column.element > target
        same = [
            earlier.element == _bound(values[place], earlier.element)
            for place, earlier in enumerate(order[:index])
        ]
        arms.append(sa.and_(*same, ahead))
    return sa.or_(*arms)


def _descends(column: Order) -> bool:
    return column.modifier is sa.sql.operators.desc_op


def _bound(value: Any, column: sa.ColumnElement[Any]) -> sa.BindParameter[Any]:
    try:
        if isinstance(column.type, Id):
            value = UUID(value)
        elif isinstance(column.type, Utc):
            value = datetime.fromisoformat(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise Invalid("this cursor belongs to another query") from error
    return sa.bindparam(None, value, type_=column.type, unique=True)


def cursor_of(values: Sequence[Any]) -> str:
    """Write the sort values of a row as a cursor."""
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def read_cursor(cursor: str, length: int) -> list[Any]:
    """Read so many sort values; raises Invalid for a cursor that was not made of them."""
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise Invalid("this cursor is not one of ours") from error
    if not isinstance(values, list) or len(values) != length:
        raise Invalid("this cursor belongs to another query")
    return values
