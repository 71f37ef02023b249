"""The seven invariants, checked on a database after whatever was done to it.

`check(store)` reads the record itself; with the journal of the clients it also knows what they
asked for and what they were answered. It changes nothing: what it rebuilds is rolled back.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine import audit
from engine.errors import EngineError
from engine.history import HistoryRow
from engine.model import Actor, ProcessInstance, Role
from engine.model.events import (
    DeadlineBreached,
    DeadlineWarned,
    InstanceStarted,
    InstanceTerminated,
    MessageCorrelated,
    TimerArmed,
    TimerDisarmed,
    TimerFired,
    UserTaskCompleted,
    UserTaskDueChanged,
)
from engine.store import CaseQuery, Store, Transaction
from engine.store.tables import files, work
from engine.store.tables.definitions import message
from engine.worker import PAUSE, Worker
from tests.faults.journal import Journal
from tests.faults.leaving import Parcel, handed_over, left_lying, not_sent, not_told

CHECKER = Actor(id="checker", name="核查", roles=frozenset({Role.AUDITOR, Role.ADMINISTRATOR}))
IN_TIME = (6, 7)
CHUNK = 20  # cases that are rebuilt in one transaction: a table is read once for all of them
RESTS = 8  # attempts: by then short timers have all fired
POLLS = 2 * timedelta(seconds=PAUSE)

PROJECTIONS = (
    work.process_instance,
    work.user_task,
    work.job,
    work.subscription,
    work.incident,
    work.search_value,
    work.inbox,
    files.comment,
    files.attachment,
)
LEASE = ("attempts", "worker", "leased_until", "wake_at", "error")
"""Columns of a job that say who tries it just now; that is no history of its case."""


Rows = dict[tuple[str, ...], dict[str, Any]]
"""Rows of one case, by table and key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """An invariant that does not hold."""

    invariant: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case with its whole record."""

    instance: ProcessInstance
    rows: Sequence[HistoryRow]

    @property
    def name(self) -> str:
        return f"case {self.instance.id} ({self.instance.key})"

    def marks(self) -> Iterator[tuple[str, str]]:
        """Yield kind and mark of every operation of a client that the record shows."""
        for row in self.rows:
            match row.event:
                case InstanceStarted(variables={"mark": str(mark)}, parent_id=None):
                    yield "start", mark
                case UserTaskCompleted(variables={"mark": str(mark)}):
                    yield "complete", mark
                case UserTaskCompleted():
                    yield "complete", f"row {row.seq} of {self.name}"
                case MessageCorrelated(message_id=message_id):
                    yield "message", message_id
                case _:
                    pass


def check(
    store: Store,
    journal: Journal | None = None,
    *,
    told: datetime | None = None,
    sent: datetime | None = None,
    received: Sequence[Parcel] = (),
    fold_every: int = 1,
) -> Sequence[Violation]:
    """Return every violation of the seven invariants; none = nothing lost, nothing done twice.

    `told`, `sent`: until when a worker has told and a courier has sent what was due; None = nobody.
    `received`: what came at the receivers of web hooks, repetitions too.
    `fold_every`: of many cases that are alike, replay and rebuild each n-th only (the dearest part).
    """
    cases = every_case(store)
    found = [*_record(store), *_fold(store, cases[::fold_every])]
    found += [*_errands(store, cases), *_timers(store, cases), *_stuck(store)]
    found += [*_handed_over(store, cases, received), *_left(store, told, sent)]
    if journal is not None:
        found += [*_acknowledged(cases, journal), *_asked(cases, journal)]
    return sorted(found, key=lambda violation: violation.invariant)


def check_at_rest(store: Store, *, fold_every: int = 1) -> Sequence[Violation]:
    """Let a worker do what is due, then check; on a slow machine more comes due in between."""
    found: Sequence[Violation] = ()
    for _ in range(RESTS):
        with store.read() as tx:
            due = tx.now
        Worker(store).run_due()
        found = check(store, told=due, fold_every=fold_every)
        if all(each.invariant not in IN_TIME for each in found):
            break
    return found


def every_case(store: Store) -> Sequence[Case]:
    """Read all cases with their records."""

    def read(tx: Transaction) -> list[Case]:
        cases, cursor = [], None
        while True:
            page = tx.cases.page(CaseQuery(), limit=500, cursor=cursor)
            cases += [
                Case(instance=one, rows=tuple(tx.history.every(one.id))) for one in page.items
            ]
            if page.next is None:
                return cases
            cursor = page.next

    with store.read() as tx:
        return read(tx)


def _acknowledged(cases: Sequence[Case], journal: Journal) -> Iterator[Violation]:
    """1: what a client was told is there, exactly once, in the row that its receipt names."""
    seen = Counter(pair for case in cases for pair in case.marks())
    heads = {(str(c.instance.id), row.seq): row.hash.hex() for c in cases for row in c.rows}
    for mark, receipt in journal.acknowledged.items():
        kind = journal.asked[mark].kind
        if seen[kind, mark] != 1:
            times = f"is in the record {seen[kind, mark]} times"
            yield Violation(invariant=1, what=f"acknowledged {kind} {mark} {times}")
        if (
            receipt.seq is not None
            and heads.get((receipt.instance_id, receipt.seq)) != receipt.head
        ):
            yield Violation(invariant=1, what=f"the receipt of {kind} {mark} names no row")


def _asked(cases: Sequence[Case], journal: Journal) -> Iterator[Violation]:
    """2: what is in the record was asked for, and not more often than that."""
    for (kind, mark), times in Counter(p for case in cases for p in case.marks()).items():
        if kind == "message" and mark.startswith("errand-"):
            continue  # thrown by a case: invariant 5
        operation = journal.asked.get(mark)
        if operation is None or operation.kind != kind:
            yield Violation(invariant=2, what=f"{kind} {mark} is in the record, nobody asked")
        elif times > 1:
            yield Violation(invariant=2, what=f"{kind} {mark} was done {times} times")


def _record(store: Store) -> Iterator[Violation]:
    """3: rows are numbered without a gap, chained, and end at the head of their case."""
    with store.read() as tx:
        for broken in audit.verify_all(tx, by=CHECKER):
            what = f"case {broken.instance_id}, row {broken.seq}: {broken.reason}"
            yield Violation(invariant=3, what=what)


def _fold(store: Store, cases: Sequence[Case]) -> Iterator[Violation]:
    """4: replaying the commands gives the live state, rebuilding gives the rows that are there."""
    for case in cases:
        replayed = _replayed(store, case.instance.id)
        if replayed:
            yield Violation(invariant=4, what=f"{case.name}: {replayed}")
    for start in range(0, len(cases), CHUNK):
        chunk = cases[start : start + CHUNK]
        before, after = _rebuilt(store, [case.instance.id for case in chunk])
        for case in chunk:
            for what in _differences(before[case.instance.id], after[case.instance.id]):
                yield Violation(invariant=4, what=f"{case.name}: {what}")


def _differences(before: Rows, after: Rows) -> Iterator[str]:
    """Say of each row that is not what the record gives in which columns it differs."""
    for key in sorted(before.keys() | after.keys()):
        is_there, given = before.get(key, {}), after.get(key, {})
        differing = [
            f"{name} is {is_there.get(name)!r}, the record gives {given.get(name)!r}"
            for name in is_there | given
            if is_there.get(name) != given.get(name)
        ]
        if differing:
            yield f"{' '.join(key)}: {', '.join(differing)}"


def _replayed(store: Store, instance_id: UUID) -> str:
    """Say what is wrong with the commands of a case; nothing where they give its live state."""
    try:
        with store.read() as tx:
            same = audit.replay(tx, instance_id, by=CHECKER).same
    except EngineError as error:
        return f"cannot be replayed: {error}"
    return "" if same else "replay differs from the state"


def _rebuilt(store: Store, ids: Sequence[UUID]) -> tuple[dict[UUID, Rows], dict[UUID, Rows]]:
    """Return the rows of cases as they are, and as their records give them; changes nothing."""
    with store.begin() as tx:
        before = _rows(tx, ids)
        savepoint = tx._session.connection.begin_nested()
        for instance_id in ids:
            tx.cases.rebuild(instance_id)
        after = _rows(tx, ids)
        savepoint.rollback()
    return before, after


def _rows(tx: Transaction, ids: Sequence[UUID]) -> dict[UUID, Rows]:
    found: dict[UUID, Rows] = {instance_id: {} for instance_id in ids}
    for table in PROJECTIONS:
        of_case = table.c.id if table is work.process_instance else table.c.instance_id
        columns = [c for c in table.columns if not (table is work.job and c.name in LEASE)]
        for row in tx._session.rows(sa.select(*columns).where(of_case.in_(ids))):
            if table is work.job and row["state"] == "leased":
                row["state"] = "open"
            key = (table.name, *(str(row[column.name]) for column in table.primary_key))
            found[row[of_case.name]][key] = row
    return found


def _errands(store: Store, cases: Sequence[Case]) -> Iterator[Violation]:
    """5: what a case threw was handed over at most once, and is not forgotten."""
    heard = Counter(mark for c in cases for kind, mark in c.marks() if kind == "message")
    present = {case.instance.id for case in cases}
    yield from (
        Violation(invariant=5, what=f"message {mark} was handed over {times} times")
        for mark, times in heard.items()
        if mark and times > 1
    )
    with store.read() as tx:
        errands = tx._session.rows(sa.select(work.job).where(work.job.c.kind == "message"))
        messages = {row["id"]: row for row in tx._session.rows(sa.select(message))}
    for errand in errands:
        sent = messages.get(f"errand-{errand['id']}")
        if errand["state"] == "done" and sent is None:
            yield Violation(invariant=5, what=f"errand {errand['id']} is done, nothing was sent")
        if errand["state"] in {"open", "leased"} and sent is not None:
            yield Violation(
                invariant=5, what=f"errand {errand['id']} is sent, and to be sent again"
            )
        reached = sent["instance_id"] if sent is not None else None
        if reached is not None and reached not in present:
            yield Violation(invariant=5, what=f"errand {errand['id']} reached {reached}: no case")


def _timers(store: Store, cases: Sequence[Case]) -> Iterator[Violation]:
    """6: every due timer fired once for each time it was armed, and none early."""
    with store.read() as tx:
        latest = tx.now - POLLS
    for case in cases:
        armed: dict[UUID, TimerArmed] = {}
        for row in case.rows:
            match row.event:
                case TimerArmed() as event:
                    armed[event.timer_id] = event
                case TimerDisarmed() as event:
                    armed.pop(event.timer_id, None)
                case TimerFired() as event:
                    yield from _fired(case, row, event, armed.pop(event.timer_id, None))
                case InstanceTerminated():
                    armed.clear()
                case _:
                    pass
        if case.instance.state == "active":
            for event in armed.values():
                if event.due_at <= latest:
                    what = f"{case.name}: {event.element_id} was due at {event.due_at}"
                    yield Violation(invariant=6, what=f"{what} and has not fired")
        yield from _deadlines(case)


def _fired(
    case: Case, row: HistoryRow, event: TimerFired, armed: TimerArmed | None
) -> Iterator[Violation]:
    what = f"{case.name}: {event.element_id} in row {row.seq}"
    if armed is None:
        yield Violation(invariant=6, what=f"{what} fired without being armed")
    elif armed.due_at != event.due_at:
        yield Violation(invariant=6, what=f"{what} was armed for {armed.due_at}")
    if row.at < event.due_at:
        yield Violation(invariant=6, what=f"{what} fired {event.due_at - row.at} early")


def _deadlines(case: Case) -> Iterator[Violation]:
    """A warning or a breach of a deadline comes once for each due time."""
    seen: dict[UUID, set[tuple[str, int]]] = defaultdict(set)
    for row in case.rows:
        match row.event:
            case UserTaskDueChanged() as event:
                seen[event.task_id].clear()
            case (
                DeadlineWarned(task_id=task, percent=number)
                | DeadlineBreached(task_id=task, level=number)
            ):
                if (row.type, number) in seen[task]:
                    what = f"{case.name}: {row.type} {number} of row {row.seq} came before"
                    yield Violation(invariant=6, what=what)
                seen[task].add((row.type, number))
            case _:
                pass


def _handed_over(
    store: Store, cases: Sequence[Case], received: Sequence[Parcel]
) -> Sequence[Violation]:
    """5: what is told was delivered, and to each receiver once."""
    records = {case.instance.id: case.rows for case in cases}
    with store.read() as tx:
        return [Violation(invariant=5, what=what) for what in handed_over(tx, records, received)]


def _left(store: Store, told: datetime | None, sent: datetime | None) -> Sequence[Violation]:
    """7: what is told and sent has been, by whoever has looked."""
    with store.read() as tx:
        lying = [
            *(not_told(tx, told) if told is not None else ()),
            *(not_sent(tx, sent) if sent is not None else ()),
        ]
    return [Violation(invariant=7, what=what) for what in lying]


def _stuck(store: Store) -> Iterator[Violation]:
    """7: what is due and may run is not older than two looks of a worker."""
    with store.read() as tx:
        for what in left_lying(tx, tx.now - POLLS):
            yield Violation(invariant=7, what=what)
        for sent, subscription in tx.messages.deliverable(1_000):
            what = f"message {sent.id} waits although {subscription.instance_id} listens"
            yield Violation(invariant=7, what=what)
