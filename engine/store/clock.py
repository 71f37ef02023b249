"""The clock that is set by hand: for tests and demonstrations, in the table all processes share."""

from datetime import UTC, datetime, timedelta

from engine.errors import Invalid
from engine.store.session import Session
from engine.store.tables.definitions import clock
from engine.store.upsert import insert_or_update


class Clock:
    """Reads and sets the manual clock, forward and back: a rehearsal has dates of its own."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self) -> datetime:
        """Return what time it is, by whichever clock counts."""
        return self._session.now

    def set(self, now: datetime) -> None:
        """Set the clock; the present transaction keeps its time.

        Raises Invalid where the clock is not set by hand.
        """
        if not self._session.shared.manual:
            raise Invalid("the clock of this server is not set by hand")
        insert_or_update(self._session, clock, {"one": 1, "now": now.astimezone(UTC)})

    def advance(self, by: timedelta) -> datetime:
        """Set the clock forward and return the new time."""
        later = self._session.now + by
        self.set(later)
        return later
