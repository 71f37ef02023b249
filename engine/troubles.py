"""Errors without their words: the message of one may quote a form, an address or a secret."""

import errno
from collections.abc import Iterator
from pathlib import Path


class Wordless(Exception):  # noqa: N818  # it stands for another error, and is raised by nobody
    """Stands for an error whose words may be anybody's data: it says class and codes."""


def in_short(error: BaseException) -> str:
    """Name class and place of an error and of what it came from, the first cause last.

    `Unavailable at opening.py:104, from AdminShutdown 57P01 at session.py:61`
    """
    return ", from ".join(f"{named(each)}{_place(each)}" for each in chain(error))


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it came from, as a traceback would show them."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def named(error: BaseException) -> str:
    """Return the class of an error, with the code that the system gives it."""
    if isinstance(error, Wordless):
        return str(error)
    code = errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else None
    return " ".join(filter(None, [type(error).__name__, code]))


def _place(error: BaseException) -> str:
    """Return file and line of where an error was raised; nothing for one that never was."""
    trace = error.__traceback__
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
