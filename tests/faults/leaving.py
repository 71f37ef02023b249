"""What leaves a case for people and machines: told once each, and none of it left lying.

Of the seven invariants these are the fifth and the seventh, beside what `check` says of errands:
the outbox with its receivers, the leases of jobs, and the rows that the sealer passes over.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.history import HistoryRow
from engine.model.events import JobCompleted, JobErrorThrown
from engine.model.telling import WEBHOOK, DeliveryState
from engine.store import Transaction
from engine.store.apply.jobs import ENGINE, service_queue
from engine.store.seals import LATE
from engine.store.tables.outbox import announcement, delivery, notice
from engine.store.tables.record import history
from engine.store.tables.seals import segment
from engine.store.tables.work import incident, job, process_instance
from engine.telling import TOLD
from engine.worker import _OWN

Records = Mapping[UUID, Sequence[HistoryRow]]
Row = Mapping[str, Any]

OURS = (ENGINE, *sorted(map(service_queue, _OWN)))
"""Queues that the engine's own worker empties; others wait for machines outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What came at a receiver outside: the effect key that it bears, and its content."""

    key: str
    body: bytes


def handed_over(tx: Transaction, records: Records, received: Sequence[Parcel]) -> Iterator[str]:
    """5: each row of the outbox was delivered, under one key for one effect, and is not lost."""
    deliveries = tx._session.rows(sa.select(delivery))
    yield from _done_twice(records)
    yield from _forgotten(deliveries)
    yield from _told_twice(deliveries, tx._session.rows(sa.select(notice)))
    yield from _never_told(tx, records, {each["dedupe"] for each in deliveries})
    if received:
        yield from _at_the_receivers(deliveries, received)


def left_lying(tx: Transaction, latest: datetime) -> Iterator[str]:
    """7: no job that was due at a time is left undone, and nothing waits that nobody looks at."""
    yield from _jobs_left(tx, latest)
    yield from _passed_over(tx)


def not_told(tx: Transaction, until: datetime) -> Iterator[str]:
    """7: what was to be told at a time and has not become notices and deliveries."""
    for row in tx._session.rows(sa.select(announcement).where(announcement.c.at <= until)):
        yield f"row {row['seq']} of case {row['instance_id']} has not been told since {row['at']}"


def not_sent(tx: Transaction, until: datetime) -> Iterator[str]:
    """7: what was to be sent at a time, or was taken under a lease that is over, and waits."""
    for row in tx._session.rows(sa.select(delivery).where(delivery.c.next_try <= until)):
        yield f"delivery {row['dedupe']} has not been sent since {row['next_try']}"


def _done_twice(records: Records) -> Iterator[str]:
    """A job's id is the effect key of the machine that does it."""
    ended = Counter(
        event.job_id
        for rows in records.values()
        for row in rows
        if isinstance(event := row.event, JobCompleted | JobErrorThrown)
    )
    yield from (f"job {each} was ended {times} times" for each, times in ended.items() if times > 1)


def _forgotten(deliveries: Sequence[Row]) -> Iterator[str]:
    known = {each["dedupe"] for each in deliveries}
    for each in deliveries:
        what = f"delivery {each['dedupe']} is {each['state']}"
        waits = each["state"] == DeliveryState.WAITING
        if waits and each["next_try"] is None:
            yield f"{what}, and nobody will try it"
        if not waits and each["next_try"] is not None:
            yield f"{what}, and would be sent again"
        if each["state"] == DeliveryState.DELIVERED and each["attempts"] == 0:
            yield f"{what}, and nobody has tried it"
        if each["state"] == DeliveryState.GATHERED and each["result"] not in known:
            yield f"{what} in {each['result']}, which is not there"


def _told_twice(deliveries: Sequence[Row], notices: Sequence[Row]) -> Iterator[str]:
    """The same row of the record told the same one twice, under two keys."""
    effects = Counter(
        (
            *(each[name] for name in ("channel", "recipient", "address", "kind")),
            f"row {each['seq']} of case {each['instance_id']}",
        )
        for each in deliveries
        if each["instance_id"] is not None and "card" not in each["data"]
    )
    effects.update(
        (each["person"], each["kind"], f"row {each['seq']} of case {each['instance_id']}")
        for each in notices
        if each["instance_id"] is not None
    )
    for effect, times in effects.items():
        if times > 1:
            yield f"told {times} times under different keys: {' '.join(effect)}"


def _never_told(tx: Transaction, records: Records, dedupes: set[str]) -> Iterator[str]:
    """What a web hook wants to hear, and neither waits to be told nor was ever put in the box."""
    kinds = {type_.__name__: kind for type_, kind in TOLD.items()}
    waiting = {
        (row["instance_id"], row["seq"]) for row in tx._session.rows(sa.select(announcement))
    }
    hooks = [hook for hook in tx.webhooks.all() if hook.active]
    for case, rows in records.items():
        for row in rows:
            kind = kinds.get(row.type)
            if kind is None or row.payload is None or (case, row.seq) in waiting:
                continue
            for hook in hooks:
                wanted = {kind, "*"} & set(hook.kinds) and row.at > hook.created_at
                if wanted and f"webhook:{hook.id}:{case}:{row.seq}" not in dedupes:
                    yield f"row {row.seq} of case {case} was never told to {hook.name}"


def _at_the_receivers(deliveries: Sequence[Row], received: Sequence[Parcel]) -> Iterator[str]:
    sent = {str(each["id"]): each for each in deliveries if each["channel"] == WEBHOOK}
    bodies: dict[str, set[bytes]] = defaultdict(set)
    for parcel in received:
        bodies[parcel.key].add(parcel.body)
    for key, different in bodies.items():
        if key not in sent:
            yield f"a receiver was sent {key}, which is in no outbox"
        if len(different) > 1:
            yield f"{len(different)} different contents were sent under the key {key}"
    effects: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for parcel in received:
        told = json.loads(parcel.body)
        address = sent[parcel.key]["address"] if parcel.key in sent else ""
        effects[address, str(told.get("case", {}).get("id")), str(told.get("seq"))].add(parcel.key)
    for effect, keys in effects.items():
        if len(keys) > 1:
            yield f"one effect came under {len(keys)} keys: {' '.join(effect)}"
    for key, each in sent.items():
        if each["state"] == DeliveryState.DELIVERED and key not in bodies:
            yield f"delivery {each['dedupe']} is delivered, and no receiver has it"


def _jobs_left(tx: Transaction, latest: datetime) -> Iterator[str]:
    """Jobs that are due, jobs that no worker will ever look at, and leases that keep others out."""
    case = process_instance.c
    runs = sa.or_(case.state == "active", case.id.is_(None))  # or they belong to no case
    query = (
        sa.select(job)
        .outerjoin(process_instance, case.id == job.c.instance_id)
        .where(runs, job.c.state.in_(["open", "leased", "failed"]))
    )
    mourned = {
        (row["instance_id"], row["element_id"])
        for row in tx._session.rows(sa.select(incident).where(incident.c.resolved_at.is_(None)))
    }
    for row in tx._session.rows(query):
        what = f"{row['kind']} {row['id']} ({row['element_id']})"
        wakes = row["wake_at"]
        if row["state"] == "failed":
            if (row["instance_id"], row["element_id"]) not in mourned:
                yield f"{what} has failed, and no incident tells of it"
        elif wakes is None:
            yield f"{what} is {row['state']}, and nobody will look at it"
        elif wakes <= latest and row["queue"] in OURS:
            yield f"{what} is stuck since {wakes}: {row['error']}"
        elif wakes > latest and row["leased_until"] is not None and row["leased_until"] <= latest:
            yield f"the lease of {what} is over since {row['leased_until']}, and keeps others out"


def _passed_over(tx: Transaction) -> Iterator[str]:
    """Rows behind what the sealer has seen, in no leaf: it does not look for them again."""
    newest = tx.seals.newest()
    if newest is None:
        return
    is_sealed = sa.exists().where(
        segment.c.instance_id == history.c.instance_id, segment.c.last >= history.c.seq
    )
    query = sa.select(history.c.instance_id, history.c.seq).where(
        history.c.at < newest.seen - LATE, ~is_sealed
    )
    for row in tx._session.rows(query):
        yield f"row {row['seq']} of case {row['instance_id']} was passed over by the sealer"
