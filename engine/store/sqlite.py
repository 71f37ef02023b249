"""SQLite: one writer at a time, queued fairly; readers beside it (WAL); every commit on disk."""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry

from engine.store.changes import Changes
from engine.store.statement import Row, Statement
from engine.store.ticket import Tickets
from engine.store.writing import Writer

PATIENCE = 10.0  # seconds a writer queues; far above what a full queue needs
READERS = 16  # as many as a server's threads that read at the same moment

_BUSY = 5.0  # seconds that a connection waits for what another process writes
_PAUSE = 0.01  # seconds between two attempts where SQLite itself does not wait
_MIGRATING = 600.0  # seconds: what another process migrates takes as long as its tables are large

_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16000",
)


class Sqlite:
    """One SQLite file, or a database in memory that all threads share by taking turns."""

    def __init__(self, url: sa.URL) -> None:
        self._turns = Tickets(PATIENCE)
        in_memory = url.database in {None, "", ":memory:"}
        self._writer = _engine(url, "BEGIN IMMEDIATE", 1)
        self._reader = self._writer if in_memory else _engine(url, "BEGIN", READERS)
        if not in_memory:
            sa.event.listen(self._reader, "connect", _forbid_writing)
        self._watcher = self._writer if in_memory else _engine(url, "BEGIN", 1)
        self._changes = Writer(self._writer.dialect)
        self._readers_queue = in_memory

    @property
    def dialect(self) -> sa.Dialect:
        return self._writer.dialect

    @property
    def clock(self) -> sa.ColumnElement[Any]:
        return sa.null()

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        with self._turns.turn(), self._writer.begin() as connection:
            yield connection

    def hurry(self, connection: sa.Connection) -> None:
        """Nobody else has a lock: the one writer has locked everything."""

    @contextmanager
    def migrating(self) -> Iterator[sa.Connection]:
        with self._turns.turn(), self._writer.connect() as connection:
            driver: Any = connection.connection.driver_connection
            _wait_for_others(driver, _MIGRATING)
            try:
                with connection.begin():
                    yield connection
            finally:
                _wait_for_others(driver, _BUSY)

    @contextmanager
    def alone(self) -> Iterator[None]:
        yield  # one transaction that writes keeps out the others

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        if self._readers_queue:
            with self._turns.turn(), self._writer.connect() as connection:
                yield connection
        else:
            with self._reader.connect() as connection:
                yield connection

    def load(
        self,
        connection: sa.Connection,
        lock: Statement,  # noqa: ARG002  # the one writer has locked everything
        read: Statement,
        values: Mapping[str, Any],
    ) -> Sequence[Row]:
        return read.rows(self.records(connection, read, values))

    def records(
        self, connection: sa.Connection, read: Statement, values: Mapping[str, Any]
    ) -> Sequence[Sequence[Any]]:
        driver: Any = connection.connection.driver_connection
        found: Sequence[Sequence[Any]] = driver.execute(
            read.text, read.parameters(values)
        ).fetchall()
        return found

    def write(self, connection: sa.Connection, changes: Changes) -> None:
        driver: Any = connection.connection.driver_connection
        for change in (*changes.early(), *changes.late(), *changes.writes()):
            driver.executemany(*self._changes.statement(change))

    def backup(self, to: Path) -> None:
        """Copy the database as it is at one moment, with SQLite's own online backup."""
        to.unlink(missing_ok=True)
        with self.read() as connection, closing(sqlite3.connect(to)) as target:
            driver: Any = connection.connection.driver_connection
            driver.backup(target)

    def pulse(self) -> str:
        """Return the file's version as one connection sees it, which every other one changes.

        In memory the one connection counts its own changes.
        """
        if self._readers_queue:
            with self.read() as connection:
                return str(connection.exec_driver_sql("SELECT total_changes()").scalar())
        with self._watcher.connect() as connection:
            return str(connection.exec_driver_sql("PRAGMA data_version").scalar())

    def forget(self) -> None:
        self._watcher.dispose()
        self._writer.dispose()
        self._reader.dispose()

    def close(self) -> None:
        self.forget()


def _wait_for_others(driver: Any, seconds: float) -> None:
    driver.execute(f"PRAGMA busy_timeout={seconds * 1000:.0f}")


def _log_ahead(driver: Any) -> None:
    """Have the file written with a log ahead of it (WAL); it stays so.

    A new file is turned over to it while nobody else uses it. Where another process does that, or
    writes, at the same moment, SQLite refuses at once, whatever time it was given to wait.
    """
    give_up = time.monotonic() + _BUSY
    while True:
        try:
            driver.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _forbid_writing(driver: Any, _entry: ConnectionPoolEntry) -> None:
    driver.execute("PRAGMA query_only=ON")


def _engine(url: sa.URL, begin: str, size: int) -> sa.Engine:
    in_memory = url.database in {None, "", ":memory:"}
    arguments = {"check_same_thread": False, "isolation_level": None, "cached_statements": 512}
    if in_memory:
        engine = sa.create_engine(
            url, poolclass=sa.StaticPool, connect_args=arguments, hide_parameters=True
        )
    else:
        engine = sa.create_engine(
            url,
            poolclass=sa.QueuePool,
            pool_size=size,
            max_overflow=0,
            pool_timeout=PATIENCE,
            connect_args=arguments,
            hide_parameters=True,  # an error that is logged says no values
        )

    def on_connect(driver: Any, _entry: ConnectionPoolEntry) -> None:
        _wait_for_others(driver, _BUSY)
        _log_ahead(driver)
        for pragma in _PRAGMAS:
            driver.execute(pragma)

    def on_begin(connection: sa.Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.execute(begin)

    sa.event.listen(engine, "connect", on_connect)
    sa.event.listen(engine, "begin", on_begin)
    return engine
