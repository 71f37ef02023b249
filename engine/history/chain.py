"""The chain: each row's hash covers the row before it, so that an altered row shows.

`payload_digest = SHA-256(0x02 ‖ salt ‖ payload)`;
`hash = HMAC-SHA-256(key, 0x03 ‖ canonical row)`: case, seq, type, element, actor, times, digest and
the hash before it.
Erasing personal data sets payload and salt to NULL: the digest stays and the chain still verifies,
as a later row of the case (`PersonalDataErased`) names each row that was emptied.
It detects; it does not prevent: whoever drops the newest rows and the head with them, and holds
the key or finds nobody with a receipt, is found by checkpoints outside the database only.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from engine.errors import Invalid
from engine.history.codec import canonical, decode, encode
from engine.model import Actor
from engine.model.events import Event, PersonalDataErased

GENESIS = bytes(32)
"""What stands before the first row."""
_ERASED: Final = PersonalDataErased.__name__
_UNNAMED: Final = "is empty, and no later row says that personal data of it was erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One row of the record: what happened, who did it, when, and its place in the chain."""

    instance_id: UUID
    seq: int
    type: str
    element_id: str | None
    """The event's element, so that it can be searched for."""
    actor: str
    actor_name: str
    actor_post: str
    on_behalf_of: str | None
    client: str
    at: datetime
    """Time of record, by the database's clock; UTC."""
    occurred_at: datetime | None
    """When it really happened, where it was entered late (补录)."""
    salt: bytes | None
    payload: str | None
    """None when it has been erased."""
    digest: bytes
    prev: bytes
    hash: bytes

    @property
    def event(self) -> Event | None:
        """The event itself; None when its payload has been erased."""
        return None if self.payload is None else decode(self.type, self.payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first thing that is wrong with the record of one case."""

    instance_id: UUID
    seq: int
    reason: str


def link(
    instance_id: UUID,
    seq: int,
    prev: bytes,
    events: Sequence[Event],
    *,
    actor: Actor,
    at: datetime,
    key: bytes,
    salts: bytes,
    occurred_at: datetime | None = None,
) -> Iterator[HistoryRow]:
    """Chain events behind row `seq` (0 = none) whose hash is `prev`.

    `salts` are 16 fresh random bytes per event. An event that knows itself when it happened
    (`occurred_at`) says so in its row; what follows from it has happened now.
    """
    row = _rows_by(actor, instance_id, at)
    who = [actor.id, actor.name, actor.post, actor.on_behalf_of, actor.client]
    usual = [who, *_when(at, occurred_at)]
    case = str(instance_id)
    for index, event in enumerate(events):
        late = getattr(event, "occurred_at", None)
        signature = usual if late is None else [who, *_when(at, late)]
        salt = salts[16 * index : 16 * index + 16]
        type_, payload = encode(event)
        element_id = getattr(event, "element_id", None)
        number = seq + 1 + index
        digest = _digest(salt, payload)
        what = [case, number, type_, element_id]
        before, prev = prev, _hash([*what, *signature, digest.hex(), prev.hex()], key)
        yield row(
            seq=number,
            type=type_,
            element_id=element_id,
            occurred_at=late or occurred_at,
            salt=salt,
            payload=payload,
            digest=digest,
            prev=before,
            hash=prev,
        )


def _rows_by(actor: Actor, instance_id: UUID, at: datetime) -> Callable[..., HistoryRow]:
    return partial(
        HistoryRow,
        instance_id=instance_id,
        actor=actor.id,
        actor_name=actor.name,
        actor_post=actor.post,
        on_behalf_of=actor.on_behalf_of,
        client=actor.client,
        at=at,
    )


def verify(rows: Iterable[HistoryRow], key: bytes) -> Broken | None:
    """Return the first thing wrong with one case's rows, given in order of seq; None = nothing."""
    prev, emptied = GENESIS, dict[int, UUID]()
    for seq, row in enumerate(rows, 1):
        reason = _flaw(row, seq, prev, key)
        if reason is not None:
            return Broken(instance_id=row.instance_id, seq=seq, reason=reason)
        prev = row.hash
        if row.payload is None:
            emptied[seq] = row.instance_id
        elif row.type == _ERASED and isinstance(event := row.event, PersonalDataErased):
            emptied = {n: case for n, case in emptied.items() if n not in event.rows}
    for seq, instance_id in emptied.items():
        return Broken(instance_id=instance_id, seq=seq, reason=_UNNAMED)
    return None


def _flaw(row: HistoryRow, seq: int, prev: bytes, key: bytes) -> str | None:
    if row.seq != seq:
        return f"row {seq} is missing: row {row.seq} follows row {seq - 1}"
    if row.prev != prev:
        return "does not continue the row before it"
    if not hmac.compare_digest(row.hash, hash_of(row, key)):
        return "hash does not match what the row says"
    return _flaw_of_payload(row)


def _flaw_of_payload(row: HistoryRow) -> str | None:
    if row.payload is None and row.salt is None:
        return None
    if row.payload is None or row.salt is None:
        return "payload and salt are not erased together"
    if row.digest != _digest(row.salt, row.payload):
        return "payload does not match its digest"
    try:
        decode(row.type, row.payload)
    except Invalid as error:
        return str(error)
    return None


def _digest(salt: bytes, payload: str) -> bytes:
    return hashlib.sha256(b"\x02" + salt + payload.encode()).digest()


def _hash(what: list[Any], key: bytes) -> bytes:
    return hmac.digest(key, b"\x03" + canonical(what), "sha256")


def hash_of(row: HistoryRow, key: bytes) -> bytes:
    """Return the hash that a row must have."""
    return _hash(covered(row), key)


def covered(row: HistoryRow) -> list[Any]:
    """Return what the hash of a row covers."""
    return [
        str(row.instance_id),
        row.seq,
        row.type,
        row.element_id,
        [row.actor, row.actor_name, row.actor_post, row.on_behalf_of, row.client],
        *_when(row.at, row.occurred_at),
        row.digest.hex(),
        row.prev.hex(),
    ]


def _when(at: datetime, occurred_at: datetime | None) -> list[str | None]:
    return [
        None if time is None else time.astimezone(UTC).isoformat(timespec="microseconds")
        for time in (at, occurred_at)
    ]
