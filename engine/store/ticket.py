"""One writer at a time, in the order of asking: SQLite's own busy waiting starves some of them."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from engine.errors import Unavailable


class Tickets:
    """A fair lock: whoever asked first writes first."""

    def __init__(self, patience: float) -> None:
        """Take how many seconds to wait at most."""
        self._patience = patience
        self._guard = threading.Lock()
        self._holder: int | None = None
        self._queue: deque[tuple[threading.Event, int]] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the lock; raises Unavailable where the turn does not come in time.

        A thread that holds it already may not ask again: it would wait for itself.
        """
        self._wait()
        try:
            yield
        finally:
            self._pass_on()

    def _wait(self) -> None:
        me = threading.get_ident()
        ticket = (threading.Event(), me)
        with self._guard:
            assert self._holder != me, "this thread has a transaction open already"
            if self._holder is None:
                self._holder = me
                return
            self._queue.append(ticket)
        if ticket[0].wait(self._patience):
            return
        with self._guard:
            if ticket in self._queue:
                self._queue.remove(ticket)
                raise Unavailable(f"the database was busy for {self._patience} s")

    def _pass_on(self) -> None:
        with self._guard:
            if not self._queue:
                self._holder = None
                return
            event, self._holder = self._queue.popleft()
            event.set()
