"""What makes one task of a list press more than another, and where the words of a search stand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.store.apply.cases import search_text
from engine.store.closing import Closed
from engine.store.tables.work import search_value, user_task
from engine.store.types import Utc

_SPENT: sa.ColumnClause[Any] = sa.literal_column("5")
_WHOLE: sa.ColumnClause[Any] = sa.literal_column("4")
"""Four fifths of the time, as whole factors: both databases multiply spans by integers."""


def is_soon(
    due: sa.ColumnElement[Any], created: sa.ColumnElement[Any], now: datetime
) -> sa.ColumnElement[bool]:
    """Return the condition that four fifths of the time are over, but not all of it (即将超时)."""
    at = sa.bindparam(None, now, type_=Utc(), unique=True)
    spent = sa.type_coerce(at - created, sa.BigInteger) * _SPENT
    whole = sa.type_coerce(due - created, sa.BigInteger) * _WHOLE
    return sa.and_(spent >= whole, due >= at)


def pressed(
    id_: sa.ColumnElement[Any], *, returned: bool | None, urged: bool | None
) -> Sequence[sa.ColumnElement[bool]]:
    """Return the conditions that a task is done again after a return, and that it was urged."""
    marks = {user_task.c.round > 1: returned, user_task.c.urges > 0: urged}
    return [
        id_.in_(sa.select(user_task.c.id).where(mark if wanted else sa.not_(mark)))
        for mark, wanted in marks.items()
        if wanted is not None
    ]


def says(text: str, instance_id: sa.ColumnElement[Any], closed: Closed) -> sa.ColumnElement[bool]:
    """Return the condition that a declared search variable of the case contains the text.

    So a case is found by a telephone number or a room, without knowing what the field is called.
    """
    table = search_value.c
    wanted = [table.instance_id == instance_id]
    part = table.value.icontains(text, autoescape=True)
    if closed.whole:
        part = sa.or_(
            table.value == search_text(text),
            sa.and_(table.name.not_in(sorted(closed.whole)), part),
        )
    if closed.never:
        wanted.append(table.name.not_in(sorted(closed.never)))
    return sa.exists().where(*wanted, part)
