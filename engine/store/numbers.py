"""Numbers that people read: counted up per prefix, each given once."""

import sqlalchemy as sa

from engine.store.session import Session
from engine.store.tables.definitions import sequence
from engine.store.upsert import increment


class Numbers:
    """Counts per prefix, from 1; a rolled back transaction gives its number back."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next(self, prefix: str) -> int:
        """Take the next number; whoever wants one of the same prefix waits for this commit."""
        return increment(self._session, sequence, {"prefix": prefix}, "value", 1)

    def upcoming(self, prefix: str) -> int:
        """Return the number that would be taken next, without taking it."""
        wanted = sa.select(sequence.c.value).where(sequence.c.prefix == prefix)
        return int(self._session.scalar(wanted) or 0) + 1

    def hold(self, prefix: str) -> None:
        """Make others who want a number of this prefix wait, without taking one."""
        increment(self._session, sequence, {"prefix": prefix}, "value", 0)
