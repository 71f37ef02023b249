"""The store itself: opens transactions, and answers what a database does when it is in trouble."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeVar

import sqlalchemy as sa

from engine.errors import Invalid, NotFound
from engine.store import roles
from engine.store.backend import Backend
from engine.store.faults import DATABASE_ERRORS, Answer, Fault, LostCommit, fault_of, wordless
from engine.store.migrating import migrate
from engine.store.postgresql import Postgresql
from engine.store.selects import Selects
from engine.store.session import Session, Shared
from engine.store.sqlite import Sqlite
from engine.store.tables.definitions import clock as clock_table
from engine.store.transaction import Transaction
from engine.store.upsert import insert_or_ignore
from engine.traces import span

T = TypeVar("T")

ATTEMPTS = {Answer.AGAIN: 8, Answer.ONCE_MORE: 2, Answer.RECONNECT: 2, Answer.REFUSE: 1}
"""How often one piece of work is tried; conflicts between different cases are rare."""

PATIENCE = 4.0  # seconds after which nothing is tried again: a caller is answered within 5
PAUSE = 0.005  # seconds before the second attempt, doubled for each further one

_TROUBLE = (*DATABASE_ERRORS, LostCommit)


class Store:
    """Everything that is kept, in one SQLite or PostgreSQL database."""

    def __init__(
        self, url: str, *, key: bytes, clock: Literal["system", "manual"] = "system"
    ) -> None:
        """Take where the database is; nothing is opened before it is needed.

        `url`: `sqlite:///path.db`, `sqlite://` (memory), `postgresql+psycopg://…`.
        `key`: the secret that the history's chain is made with; losing it is losing the proof.
        `clock`: `manual` = time stands in the database and is set by hand.
        """
        self._backend = _backend_of(url)
        selects = Selects(self._backend, manual=clock == "manual")
        self._shared = Shared(
            backend=self._backend, selects=selects, key=key, manual=clock == "manual"
        )

    def migrate(self) -> None:
        """Bring the schema up to date; several processes may do so at the same time."""
        with self._answering(), self._backend.migrating() as connection:
            migrate(connection)
            if self._shared.manual:
                row = {"one": 1, "now": datetime.now(UTC)}
                insert_or_ignore(Session(self._shared, connection), clock_table, row)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let one process at a time be inside the block, for work that takes long.

        On SQLite each transaction of the work keeps out the others by itself.
        """
        with self._answering(), self._backend.alone():
            yield

    def grant(self, role: str) -> None:
        """Let a role of PostgreSQL run the application: it may add to the record, not change it.

        Raises Invalid on SQLite, NotFound where there is no such role.
        """
        with self._answering(), self._backend.migrating() as connection:
            if connection.dialect.name != "postgresql":
                raise Invalid("SQLite has no roles: there the triggers alone refuse changes")
            known = sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role")
            if connection.execute(known, {"role": role}).first() is None:
                raise NotFound(f"no role {role!r}: CREATE ROLE it first, with LOGIN and a password")
            for statement in roles.statements(role):
                connection.exec_driver_sql(statement)

    def run(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction, commit, and return what it returned.

        Where the database reports a conflict, or lost the connection before the commit, the work
        is done again; so it must do nothing but read and write this transaction.
        Raises Unavailable where the database cannot be reached, is full or does not answer in
        time, Conflict where the same thing exists already.
        """
        give_up = time.monotonic() + PATIENCE
        attempt = 0
        while True:
            attempt += 1
            try:
                with self._transaction() as transaction:
                    result = work(transaction)
            except _TROUBLE as error:
                fault = self._judge(error)
                if time.monotonic() > give_up or attempt >= ATTEMPTS[fault.answer]:
                    raise fault.error from wordless(error)
                time.sleep(PAUSE * 2**attempt)
            else:
                return result

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Open a transaction; commit at the end of the block, roll back on an error.

        Raises as `run` does, but tries nothing again.
        """
        with self._answering(), self._transaction() as transaction:
            yield transaction

    def some(self, works: Iterable[Callable[[Transaction], object]], *, within: float) -> int:
        """Do works in one transaction, the first and those that fit into `within` seconds.

        Returns how many. Raises as `begin` does and what a work raises: none of them is done then.
        Whoever has locked one case must not wait long for another, so a lock that somebody else
        keeps for more than a moment raises too.
        """
        until = time.monotonic() + within
        done = 0
        with self._answering(), self._transaction() as transaction:
            transaction.hurry()
            for work in works:
                work(transaction)
                done += 1
                if time.monotonic() >= until:
                    break
        return done

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Open a transaction that only reads."""
        with self._answering(), self._backend.read() as connection:
            session = Session(self._shared, connection)
            yield Transaction(session)
            session.publish()

    def ping(self) -> datetime:
        """Ask the database for the time; raises Unavailable."""
        with self.read() as transaction:
            transaction.definitions.deployments(limit=1)
            return transaction.now

    def clock_error(self) -> timedelta:
        """Return how far this machine's clock is ahead of the database's; that one counts."""
        with self.read() as transaction:
            return datetime.now(UTC) - transaction.now

    def backup(self, to: Path) -> None:
        """Copy a SQLite database, as it is at one moment, while others write; `to` is replaced.

        Raises Invalid on PostgreSQL, which has pg_dump and its own base backups.
        """
        if not isinstance(self._backend, Sqlite):
            raise Invalid("this is for SQLite: PostgreSQL is backed up with pg_dump")
        with self._answering():
            self._backend.backup(to)

    def pulse(self) -> str:
        """Return a text that is another one after every commit, of this process or another.

        It costs one small question and says nothing about what was changed; raises Unavailable.
        """
        with self._answering():
            return self._backend.pulse()

    def close(self) -> None:
        """Close all connections."""
        self._backend.close()

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        with span("transaction"), self._backend.begin() as connection:
            session = Session(self._shared, connection)
            yield Transaction(session)
        session.publish()

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except _TROUBLE as error:
            raise self._judge(error).error from wordless(error)

    def _judge(self, error: Exception) -> Fault:
        fault = fault_of(error)
        if fault.answer is Answer.RECONNECT:
            self._backend.forget()
        return fault


def _backend_of(url: str) -> Backend:
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):  # the latter quotes what should be a port
        raise Invalid("not the URL of a sqlite or postgresql database") from None
    if parsed.get_backend_name() == "sqlite":
        return Sqlite(parsed)
    if parsed.get_backend_name() == "postgresql":
        return Postgresql(parsed.set(drivername="postgresql+psycopg"))
    raise Invalid(f"{parsed.drivername!r} is not supported: use sqlite or postgresql")
