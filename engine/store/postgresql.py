"""PostgreSQL: loads and records in one round trip each, and no call without a deadline."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.abc import RV, PQGen
from psycopg.conninfo import make_conninfo

from engine.store.changes import Changes
from engine.store.faults import DeadlinePassed, LostCommit
from engine.store.json_writing import JsonWriter
from engine.store.statement import Row, Statement

DEADLINE = 4.0  # seconds; a client is answered within 5
POOL = 16
_CONNECT = 2  # seconds; libpq's least
_ALONE = 0x7A7565726B61  # any number that nobody else locks, and not the one of migrations
_SESSION = (
    "-c timezone=UTC -c synchronous_commit=on"
    " -c statement_timeout=3500 -c lock_timeout=2200"
    " -c idle_in_transaction_session_timeout=10000"
)
"""The server gives up before the client does; a dead client's locks are freed after 10 s.

Two waits for a lock fit into the 5 s within which a client is answered.
"""

_HURRY = "SET LOCAL lock_timeout = '50ms'"  # far below deadlock_timeout, which is a second


class Connection(psycopg.Connection[Any]):
    """A connection whose every call ends: a black hole answers no time-out of the server's."""

    patience = DEADLINE

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.errors._WaitTimeout as error:  # noqa: SLF001  # the driver gives no other name
            self.pgconn.finish()
            raise DeadlinePassed(f"no answer within {self.patience} s") from error


class Postgresql:
    """One PostgreSQL database."""

    def __init__(self, url: sa.URL) -> None:
        self._engine = sa.create_engine(
            url,
            creator=_connector(url, _SESSION),
            pool_size=POOL,
            max_overflow=0,
            pool_timeout=DEADLINE,
            pool_use_lifo=True,
            hide_parameters=True,  # an error that is logged says no values
        )
        self._url = url
        self._writer = JsonWriter(self._engine.dialect)

    @property
    def dialect(self) -> sa.Dialect:
        return self._engine.dialect

    @property
    def clock(self) -> sa.ColumnElement[Any]:
        return sa.func.clock_timestamp()

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        with self._engine.connect() as connection:
            transaction = connection.begin()
            yield connection
            try:
                transaction.commit()
            except (psycopg.OperationalError, sa.exc.OperationalError) as error:
                raise LostCommit from error

    def hurry(self, connection: sa.Connection) -> None:
        _driver(connection).execute(_HURRY)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with self._engine.connect() as connection:
            yield connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            connection.commit()
            _driver(connection).commit()  # a rollback would let it forget what it has prepared

    @contextmanager
    def migrating(self) -> Iterator[sa.Connection]:
        engine = sa.create_engine(self._url, poolclass=sa.NullPool, hide_parameters=True)
        with engine.begin() as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self.migrating() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ALONE)))
            yield

    def load(
        self,
        connection: sa.Connection,
        lock: Statement,
        read: Statement,
        values: Mapping[str, Any],
    ) -> Sequence[Row]:
        driver = _driver(connection)
        with driver.pipeline():
            driver.execute(lock.text, lock.parameters(values), prepare=True)
            cursor = driver.execute(read.text, read.parameters(values), prepare=True)
        return read.rows(cursor.fetchall())

    def records(
        self, connection: sa.Connection, read: Statement, values: Mapping[str, Any]
    ) -> Sequence[Sequence[Any]]:
        driver = _driver(connection)
        return driver.execute(read.text, read.parameters(values), prepare=True).fetchall()

    def write(self, connection: sa.Connection, changes: Changes) -> None:
        """Write everything in one statement, a CTE per table.

        Deletions of rows that are written again go before it, in the same round trip.
        """
        cursor = psycopg.RawCursor(_driver(connection))
        early = changes.early()
        text, values = self._writer.statement([*changes.late(), *changes.writes()])
        if not early:
            cursor.execute(text, values, prepare=True)
            return
        with _driver(connection).pipeline():
            cursor.execute(*self._writer.statement(early), prepare=True)
            cursor.execute(text, values, prepare=True)

    def pulse(self) -> str:
        """Return which transactions are under way: another text as soon as one has committed."""
        with self.read() as connection:
            found = sa.select(sa.cast(sa.func.pg_current_snapshot(), sa.Text))
            return str(connection.scalar(found))

    def forget(self) -> None:
        self._engine.dispose()

    def close(self) -> None:
        self._engine.dispose()


def _driver(connection: sa.Connection) -> Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, Connection)
    return driver


def _connector(url: sa.URL, options: str) -> Callable[[], Connection]:
    conninfo = make_conninfo(
        url.set(drivername="postgresql").render_as_string(hide_password=False),
        connect_timeout=_CONNECT,
        options=options,
        tcp_user_timeout=int(DEADLINE * 1000),
    )

    def connect() -> Connection:
        return Connection.connect(conninfo, prepare_threshold=2)

    return connect
