"""What the two databases do differently, behind one face."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import sqlalchemy as sa

from engine.store.changes import Changes
from engine.store.statement import Row, Statement


class Backend(Protocol):
    """One database: opening transactions, loading under a lock, writing changes."""

    @property
    def dialect(self) -> sa.Dialect: ...

    @property
    def clock(self) -> sa.ColumnElement[Any]:
        """The database's clock as SQL; NULL where the process's own counts."""
        ...

    def begin(self) -> AbstractContextManager[sa.Connection]:
        """Open a transaction that writes; commit at the end, roll back on an error.

        Raises LostCommit where the commit's outcome is unknown.
        """
        ...

    def hurry(self, connection: sa.Connection) -> None:
        """Let what waits for somebody's lock fail within a moment, until the transaction ends."""
        ...

    def read(self) -> AbstractContextManager[sa.Connection]:
        """Open a transaction that only reads."""
        ...

    def migrating(self) -> AbstractContextManager[sa.Connection]:
        """Open a transaction that may take long."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Let one process at a time be inside the block, of all that use the database."""
        ...

    def load(
        self,
        connection: sa.Connection,
        lock: Statement,
        read: Statement,
        values: Mapping[str, Any],
    ) -> Sequence[Row]:
        """Lock a case, then read: two statements in one round trip.

        A row joined into the locking statement would be as old as that statement, from before the
        wait for the lock.
        """
        ...

    def records(
        self, connection: sa.Connection, read: Statement, values: Mapping[str, Any]
    ) -> Sequence[Sequence[Any]]:
        """Run one prepared select; what comes is as the driver gives it."""
        ...

    def write(self, connection: sa.Connection, changes: Changes) -> None:
        """Write changes in as few statements and round trips as the database allows."""
        ...

    def pulse(self) -> str:
        """Return a text that is another one after every commit of any process.

        It costs next to nothing and says nothing about what was changed.
        """
        ...

    def forget(self) -> None:
        """Drop the idle connections: one was found broken."""
        ...

    def close(self) -> None: ...
