"""Column types that mean the same on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Id(sa.TypeDecorator[UUID]):
    """A UUID: native on PostgreSQL, 16 bytes on SQLite, so that both sort it the same way."""

    impl = sa.LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        native = dialect.name == "postgresql"
        return dialect.type_descriptor(sa.Uuid() if native else sa.LargeBinary(16))

    def bind_processor(self, dialect: sa.Dialect) -> Callable[[UUID | None], Any] | None:
        return None if dialect.name == "postgresql" else _bytes

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> UUID | None:
        return value if value is None or dialect.name == "postgresql" else UUID(bytes=value)


def _bytes(value: UUID | None) -> bytes | None:
    return None if value is None else value.bytes


class Utc(sa.TypeDecorator[datetime]):
    """An instant: timestamptz on PostgreSQL, whole microseconds since 1970 on SQLite."""

    impl = sa.BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        native = dialect.name == "postgresql"
        return dialect.type_descriptor(sa.DateTime(timezone=True) if native else sa.BigInteger())

    def bind_processor(self, dialect: sa.Dialect) -> Callable[[datetime | None], Any] | None:
        return None if dialect.name == "postgresql" else _microseconds

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "postgresql":
            at: datetime = value
            return at.astimezone(UTC)
        since: timedelta = value * _TICK
        return _EPOCH + since


def _microseconds(value: datetime | None) -> int | None:
    return None if value is None else (value - _EPOCH) // _TICK


class Json(sa.TypeDecorator[Any]):
    """A JSON value as text: nobody searches inside, so neither database needs to understand it."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str:  # noqa: ARG002  # SQLAlchemy's
        return orjson.dumps(value, default=dict, option=orjson.OPT_SORT_KEYS).decode()

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:  # noqa: ARG002  # SQLAlchemy's
        return None if value is None else orjson.loads(value)
