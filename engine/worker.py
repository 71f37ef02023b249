"""The worker: takes what is due in the order of due time and calls use cases; no logic of its own.

Every job runs under a lease, so that several workers share the work, and one that dies leaves
nothing behind but a lease that runs out. Timers share a transaction while nothing goes wrong; every
other job has one of its own. The database's clock decides.
"""

import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import Final, Protocol
from uuid import UUID

from engine import (
    breaches,
    calendars,
    case_counts,
    headcounts,
    instances,
    marks,
    messages,
    migrations,
    notices,
    outbox,
    retention,
    signals,
    takeovers,
    timers,
)
from engine.errors import EngineError, Unavailable
from engine.model import Job
from engine.parts import Failed, go_on, not_counted
from engine.store import Announced, Store, Transaction
from engine.traces import span
from engine.troubles import in_short

BATCH: Final = 50  # jobs taken at once: their leases must not run out before their turn
LEASE: Final = timedelta(seconds=15)  # what a killed worker held waits so long; a job takes ms
TOGETHER: Final = 0.05  # seconds that timers in one transaction keep their cases locked
PAUSE: Final = 1.0  # seconds between looks for work: two of them are what a stuck job may cost
BEAT: Final = 5.0  # seconds between signs of life
_OWN: Final = frozenset({notices.TYPE, case_counts.TYPE, takeovers.TYPE, *headcounts.TYPES})
"""Types of service jobs that the engine itself carries out."""
FAILURES_KEPT: Final = timedelta(hours=1)  # the longest window in which they count
ERASING: Final = timedelta(minutes=10)  # between looks for what has been kept long enough
FORGETTING: Final = timedelta(minutes=1)  # between looks for messages and answers that are over
_NEVER: Final = threading.Event()
RETRY: Final = timedelta(seconds=10)
RETRY_CAP: Final = timedelta(hours=1)

log = logging.getLogger(__name__)

Work = Callable[[Transaction], object]
Errand = Callable[[Transaction, Job], object]


class Worker:
    """Carries out timers, deadlines, start timers, errands, notices and counts of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._name = f"{socket.gethostname()}-{secrets.token_hex(4)}"
        self._erased_at: datetime | None = None
        self._forgot_at: datetime | None = None
        self._started_at: datetime | None = None
        self._beat_at = float("-inf")
        self._done = 0

    def run_due(self) -> int:
        """Carry out everything that is due, and what becomes due by it; returns how many jobs."""
        total = 0
        while done := self._round():
            total += done
        while self._announce():
            pass
        while self._keep_house():
            pass
        return total

    def loop(self, stop: threading.Event, failed: Failed = not_counted) -> None:
        """Work until `stop` is set, as engine.parts says.

        The job at hand is finished; what was taken and not begun is given back to the others.
        """

        def look() -> float:
            self._beat()
            busy = self._round(stop) + self._announce() + self._keep_house()
            return 0.0 if busy else PAUSE

        go_on(look, stop, trouble="the worker waits", pause=PAUSE, failed=failed)
        with suppress(Exception):  # nobody waits for it: without it the sign of life grows old
            self._store.run(lambda tx: tx.workers.end(self._name))

    def advance_clock(self, by: timedelta) -> int:
        """Set the manual clock forward, and carry out what becomes due at its own due time.

        The clock stops at each due time in turn, so that what a timer sets going is dated right.
        Returns how many jobs ran. Raises Invalid where the clock is not set by hand.
        """
        until = self._store.run(lambda tx: tx.now) + by
        total = self.run_due()
        while (due := self._store.run(lambda tx: tx.jobs.next_due())) is not None and due <= until:
            self._set_clock(max(due, self._store.run(lambda tx: tx.now)))
            total += self.run_due()
        self._set_clock(until)
        return total + self.run_due()

    def set_clock(self, at: datetime) -> int:
        """Set the manual clock: forward as time passes, or back, which makes nothing due.

        Returns how many jobs ran. Raises Invalid where the clock is not set by hand.
        """
        present = self._store.run(lambda tx: tx.now)
        if at >= present:
            return self.advance_clock(at - present)
        self._set_clock(at)
        return self.run_due()

    def _beat(self) -> None:
        """Give a sign of life, if the last one was some seconds ago."""
        if time.monotonic() - self._beat_at < BEAT:
            return

        def note(tx: Transaction) -> datetime:
            began = self._started_at or tx.now
            tx.workers.beat(self._name, started_at=began, done=self._done)
            return began

        self._started_at = self._store.run(note)
        self._beat_at = time.monotonic()

    def _set_clock(self, at: datetime) -> None:
        def set_it(tx: Transaction) -> None:
            tx.people.prolong_sign_ins(at - tx.now)
            tx.clock.set(at)

        self._store.run(set_it)

    def _round(self, stop: threading.Event = _NEVER) -> int:
        """Take what is due once; returns how much was done or tried."""
        jobs = self._store.run(self._take)
        left, alone = list(jobs), 0
        while left:
            if stop.is_set():
                return self._store.run(lambda tx: tx.jobs.give_back(self._name))
            first = [] if alone else list(takewhile(lambda job: job.kind == "timer", left))
            done = self._fire(first, stop) if len(first) > 1 else 0
            if not done:  # those that failed together are tried one by one
                alone = max(alone, len(first), 1) - 1
                with _marked(left[0]):
                    self._carry_out(left[0])
            self._done += done or 1
            del left[: done or 1]
        return len(jobs) + self._store.run(messages.deliver_one)

    def _fire(self, jobs: Iterable[Job], stop: threading.Event) -> int:
        """Fire timers in one transaction, as many as fit; 0 = together it cannot be done."""
        wanted = takewhile(lambda _: not stop.is_set(), jobs)

        def work_of(job: Job) -> Work:
            work = self._work_of(job)

            def marked(tx: Transaction) -> None:
                with _marked(job):
                    work(tx)

            return marked

        try:
            return self._store.some(map(work_of, wanted), within=TOGETHER)
        except Exception as error:  # noqa: BLE001  # a timer's fault, or a lock: the others go on
            log.info("these timers go one by one: %s", in_short(error))
            return 0

    def _announce(self) -> int:
        """Tell what was announced; where one event cannot be told, the others are."""
        try:
            return self._store.run(lambda tx: outbox.announce(tx, limit=BATCH))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  # one event's fault: it alone is put off
            log.warning("announced events could not be told together: %s", in_short(error))
        waiting = self._store.run(lambda tx: tx.outbox.waiting(limit=BATCH))
        return sum(map(self._announce_one, waiting))

    def _announce_one(self, which: Announced) -> int:
        """Tell an event, or put it off; returns 0 where neither was to be done."""
        try:
            return self._store.run(lambda tx: outbox.announce(tx, limit=1, only=which))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  # it is looked at again later; the rest goes on
            (case, number), told = which, in_short(error)
            log.error("row %s of case %s could not be told: %s", number, case, told)  # noqa: TRY400
            until = outbox.PUT_OFF
            return self._store.run(lambda tx: tx.outbox.put_off(which, until=tx.now + until))

    def _keep_house(self) -> int:
        """Forget what is over, and erase what has been kept long enough; returns how many cases.

        In transactions of their own, a case in each: what is due is done whatever becomes of them.
        In the end the counts of failed sign-ins go that no window reaches any more.
        """
        with self._store.read() as tx:
            now = tx.now
        if _is_time(self._forgot_at, FORGETTING, now):
            self._forgot_at = now
            self._store.run(_forget)
        if not _is_time(self._erased_at, ERASING, now):
            return 0
        if self._store.run(retention.erase_due):
            return 1
        self._store.run(lambda tx: tx.people.drop_failures(older=FAILURES_KEPT))
        self._erased_at = now
        return 0

    def _take(self, tx: Transaction) -> Sequence[Job]:
        return (
            *tx.jobs.due_batch(limit=BATCH, worker=self._name, lease=LEASE),
            *tx.jobs.own_batch(_OWN, worker=self._name, limit=BATCH, lease=LEASE),
        )

    def _carry_out(self, job: Job) -> None:
        try:
            if job.kind in _ORDERS:
                ids = (UUID(job.payload[name]) for name in ("batch", "instance"))
                carry_on(self._store, job.kind, *ids)
            else:
                self._store.run(self._work_of(job))
        except _Lost:
            log.warning("job %s (%s) went to another worker", job.id, job.kind)
        except Exception as error:  # noqa: BLE001  # whatever one job does, the others go on
            told = job.id, job.kind, in_short(error)
            log.error("job %s (%s) failed: %s", *told)  # noqa: TRY400  # no words
            reason, wait = f"{type(error).__name__}: {error}", _back_off(job.attempts)
            self._store.run(
                lambda tx: tx.jobs.failed(job.id, reason, worker=self._name, retry_at=tx.now + wait)
            )

    def _work_of(self, job: Job) -> Work:
        works: Mapping[str, Work] = {
            "timer": lambda tx: timers.fire(tx, job.id),
            "deadline": lambda tx: breaches.act(tx, job.id),
            "resume": lambda tx: instances.resume_due(tx, job.id),
            "service": lambda tx: _serve(tx, job),
            "start": lambda tx: self._once(tx, job, timers.start, timers.rearm),
            "message": lambda tx: self._once(tx, job, messages.send, _done),
            "signal": lambda tx: self._once(tx, job, signals.send, _done),
        }
        return works[job.kind]

    def _once(self, tx: Transaction, job: Job, work: Errand, end: Errand) -> None:
        """Let work count only while this worker holds the job: nobody else does it as well."""
        work(tx, job)
        if not tx.jobs.extend(job.id, worker=self._name, lease=LEASE):
            raise _Lost
        end(tx, job)


@contextmanager
def _marked(job: Job) -> Iterator[None]:
    """Let logs and traces say which job they speak of."""
    with marks.marked(marks.Marks(job=str(job.id))), span(f"job {job.kind}"):
        yield


def change_version(store: Store, batch_id: UUID, instance_id: UUID) -> None:
    """Change one case of a batch in a transaction of its own; a refusal is its result."""
    carry_on(store, migrations.KIND, batch_id, instance_id)


def carry_on(store: Store, kind: str, batch_id: UUID, instance_id: UUID) -> None:
    """Do one case of an order in a transaction of its own; a refusal is its result."""
    order = _ORDERS[kind]
    try:
        store.run(lambda tx: order.carry_on(tx, batch_id, instance_id))
    except Unavailable:
        raise
    except EngineError as error:
        store.run(partial(order.fail, batch_id=batch_id, instance_id=instance_id, error=error))


class _Order(Protocol):
    """Use cases on one kind of order for many cases."""

    def carry_on(self, tx: Transaction, batch_id: UUID, instance_id: UUID) -> None:
        """Do one case."""

    def fail(self, tx: Transaction, batch_id: UUID, instance_id: UUID, error: EngineError) -> None:
        """Note why it could not be done."""


_ORDERS: Final[Mapping[str, _Order]] = {
    migrations.KIND: migrations,
    calendars.KIND: calendars,
}
"""What is done to each case of an order for many, and how it is noted that it could not be."""


def _serve(tx: Transaction, job: Job) -> None:
    """Carry out a service job that the engine itself sees to."""
    if job.type in headcounts.TYPES:
        headcounts.perform(tx, job)
    elif job.type == case_counts.TYPE:
        case_counts.answer(tx, job.id)
    elif job.type == takeovers.TYPE:
        takeovers.carry_out(tx, job.id)
    else:
        notices.deliver(tx, job.id)


class _Lost(Exception):  # noqa: N818  # no mistake of anybody's: the lease was too short
    """Another worker holds the job by now; nothing of this attempt stays."""


def _forget(tx: Transaction) -> None:
    tx.messages.drop_expired()
    tx.answers.drop_expired()


def _is_time(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether something is to be done again; a clock that was set back makes it so too."""
    return last is None or not last <= now < last + every


def _done(tx: Transaction, job: Job) -> None:
    tx.jobs.done(job.id)


def _back_off(attempts: int) -> timedelta:
    return min(RETRY * (1 << min(attempts - 1, 10)), RETRY_CAP)
