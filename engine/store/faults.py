"""What an error of the database means: try again, tell the client to, or refuse."""

import re
import sqlite3
from dataclasses import dataclass
from enum import Enum

import psycopg
import sqlalchemy.exc

from engine.errors import Conflict, EngineError, Invalid, Unavailable
from engine.troubles import Wordless

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


_PHRASES = (
    "0x00",
    "append-only",
    "Connection refused",
    "could not translate host name",
    "database is locked",
    "database or disk is full",
    "deadlock detected",
    "disk I/O error",
    "file is not a database",
    "lock timeout",
    "malformed",
    "No such file or directory",
    "No space left on device",
    "not accepting connections",
    "password authentication failed",
    "permission denied",
    "read-only transaction",
    "readonly database",
    "recovery mode",
    "server closed the connection",
    "starting up",
    "statement timeout",
    "timeout expired",
    "too many clients",
    "u0000",
    "unable to open database file",
)
"""Words in which databases tell a trouble of their own; nothing else of a message is repeated."""

_CONSTRAINT = re.compile(r"[A-Z ]+ constraint failed: ([\w., ]+)")
"""SQLite's: it names columns, or the constraint, and quotes no value."""


def fault_of(error: BaseException) -> Fault:
    """Judge an error of a driver or of SQLAlchemy."""
    if isinstance(error, LostCommit):
        text = f"the connection broke during the commit: {_said(error.__cause__)}"
        return Fault(answer=Answer.REFUSE, error=Unavailable(text))
    origin = _origin(error)
    answer: Answer = Answer.REFUSE
    refusal: type[EngineError] = Unavailable
    if isinstance(origin, sqlite3.Error):
        answer, refusal = _of_sqlite(origin)
    elif isinstance(origin, psycopg.Error):
        answer, refusal = _of_postgresql(origin)
    return Fault(answer=answer, error=refusal(_said(error)))


def wordless(error: Exception) -> Wordless:
    """Return what may stand for an error as the cause of another one: what it is, and where."""
    return Wordless(_said(error)).with_traceback(error.__traceback__)


def _said(error: BaseException | None) -> str:
    """Return class, code and constraint of an error, and what the database says of itself.

    The rest of its message may quote the row that offends, a parameter, an account.
    """
    origin = _origin(error)
    words, code = str(origin), ""
    named = None
    if isinstance(origin, DeadlinePassed):
        return words
    if isinstance(origin, psycopg.Error):
        code, named = origin.sqlstate or "", origin.diag.constraint_name
    elif isinstance(origin, sqlite3.Error):
        code = getattr(origin, "sqlite_errorname", "")
        found = _CONSTRAINT.fullmatch(words)
        named = found and found[1]
    about = ": ".join(filter(None, [named, next((p for p in _PHRASES if p in words), "")]))
    return " ".join(filter(None, [type(origin).__name__, code, about and f"({about})"]))


def _origin(error: BaseException | None) -> BaseException | None:
    return error.orig if isinstance(error, sqlalchemy.exc.DBAPIError) else error


def _of_sqlite(error: sqlite3.Error) -> tuple[Answer, type[EngineError]]:
    if isinstance(error, sqlite3.IntegrityError):
        return Answer.ONCE_MORE, Conflict
    if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return Answer.AGAIN, Unavailable
    return Answer.REFUSE, Unavailable


def _of_postgresql(error: psycopg.Error) -> tuple[Answer, type[EngineError]]:
    if isinstance(error, psycopg.errors.UniqueViolation):
        return Answer.ONCE_MORE, Conflict
    if isinstance(error, _CONFLICTS):
        return Answer.AGAIN, Unavailable
    if isinstance(error, psycopg.DataError):
        return Answer.REFUSE, Invalid
    if isinstance(error, DeadlinePassed):
        return Answer.REFUSE, Unavailable
    gone = error.sqlstate is None or error.sqlstate.startswith(_GONE)
    return Answer.RECONNECT if gone else Answer.REFUSE, Unavailable
