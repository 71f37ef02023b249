"""What an error of the database means: try again, tell the client to, or refuse."""

import sqlite3
from dataclasses import dataclass
from enum import Enum

import psycopg
import sqlalchemy.exc

from engine.errors import Conflict, EngineError, Invalid, Unavailable

DATABASE_ERRORS = (sqlite3.Error, psycopg.Error, sqlalchemy.exc.SQLAlchemyError)


class Answer(Enum):
    """What to do about a fault."""

    AGAIN = "a conflict inside the server: nobody outside needs to know"
    ONCE_MORE = "the same thing exists: perhaps since a moment ago, and now it can be seen"
    RECONNECT = "the connection is gone, and so is the transaction"
    REFUSE = "trying again would change nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What to do, and the error to raise where that does not help."""

    answer: Answer
    error: EngineError


class LostCommit(Exception):  # noqa: N818  # a state of affairs, caught in this package only
    """The connection broke during the commit: nobody knows whether it took place."""


class DeadlinePassed(psycopg.OperationalError):
    """The database did not answer in time; the connection has been closed."""


_CONFLICTS = (
    psycopg.errors.SerializationFailure,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.LockNotAvailable,  # whoever was before may have said in the meantime what counts
)
_GONE = ("08", "57P")
"""SQLSTATE classes after which a new connection may help: connection lost, server restarting."""


def fault_of(error: BaseException) -> Fault:
    """Judge an error of a driver or of SQLAlchemy."""
    if isinstance(error, LostCommit):
        text = f"the connection broke during the commit: {error.__cause__}"
        return Fault(answer=Answer.REFUSE, error=Unavailable(text))
    origin = error.orig if isinstance(error, sqlalchemy.exc.DBAPIError) else error
    if isinstance(origin, sqlite3.Error):
        return _of_sqlite(origin)
    if isinstance(origin, psycopg.Error):
        return _of_postgresql(origin)
    return Fault(answer=Answer.REFUSE, error=Unavailable(str(error)))


def cause_of(error: Exception) -> Exception | None:
    """Return an error as it may stand in a log, as the cause of another one.

    None for those in which PostgreSQL quotes the row that offends.
    """
    origin = error.orig if isinstance(error, sqlalchemy.exc.DBAPIError) else error
    return None if isinstance(origin, psycopg.IntegrityError | psycopg.DataError) else error


def _of_sqlite(error: sqlite3.Error) -> Fault:
    if isinstance(error, sqlite3.IntegrityError):
        return Fault(answer=Answer.ONCE_MORE, error=Conflict(str(error)))
    if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return Fault(answer=Answer.AGAIN, error=Unavailable(str(error)))
    return Fault(answer=Answer.REFUSE, error=Unavailable(str(error)))


def _of_postgresql(error: psycopg.Error) -> Fault:
    text = error.diag.message_primary or str(error).strip() or type(error).__name__
    if isinstance(error, psycopg.errors.UniqueViolation):
        return Fault(answer=Answer.ONCE_MORE, error=Conflict(text))
    if isinstance(error, _CONFLICTS):
        return Fault(answer=Answer.AGAIN, error=Unavailable(text))
    if isinstance(error, psycopg.DataError):
        return Fault(answer=Answer.REFUSE, error=Invalid(text))
    if isinstance(error, DeadlinePassed):
        return Fault(answer=Answer.REFUSE, error=Unavailable(text))
    gone = error.sqlstate is None or error.sqlstate.startswith(_GONE)
    return Fault(answer=Answer.RECONNECT if gone else Answer.REFUSE, error=Unavailable(text))
