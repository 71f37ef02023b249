"""What a line of the log is about: the request, the case and the job that are at hand.

One object is shared by all threads that serve a request: what the store locks deep inside is known
to whoever writes the line at the end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final
from uuid import UUID


@dataclass(slots=True, kw_only=True)
class Marks:
    """Ids only: none of them tells anything about a person."""

    request: str = ""
    case: str = ""
    job: str = ""


_PRESENT: Final[ContextVar[Marks | None]] = ContextVar("marks", default=None)


@contextmanager
def marked(marks: Marks) -> Iterator[Marks]:
    """Let everything inside the block be about this."""
    token = _PRESENT.set(marks)
    try:
        yield marks
    finally:
        _PRESENT.reset(token)


def present() -> Marks | None:
    """Return what is at hand; None outside of any request or job."""
    return _PRESENT.get()


def note_case(instance_id: UUID) -> None:
    """Note the case that was locked last."""
    marks = _PRESENT.get()
    if marks is not None:
        marks.case = str(instance_id)
