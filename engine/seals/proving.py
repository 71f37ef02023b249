"""What is handed to others: checkpoints, public keys, a case with proofs, answers to receipts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from engine import access
from engine.errors import Conflict
from engine.history import HistoryRow, merkle
from engine.history import checkpoints as notes
from engine.history.sealing import Segment
from engine.masking import Veil
from engine.model import Actor
from engine.sights import veiled
from engine.store import Transaction
from engine.store.seals import PublicKey

FORMAT: Final = "guanjia-case-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptOut:
    """What became of a receipt: whether its row stands as it was, and where it is sealed."""

    genuine: bool
    reason: str
    """Why it is not; empty where it is."""
    segment: Segment | None
    """The leaf that covers the row; None where it has not been sealed yet."""
    proof: Sequence[bytes]
    checkpoint: str
    """The note that the proof leads to; empty where the row has not been sealed yet."""


def checkpoints(tx: Transaction, *, after: int, limit: int) -> Sequence[tuple[int, str]]:
    """Return size and note of the checkpoints beyond a size, the smallest first; hashes alone."""
    return tx.seals.checkpoints(after=after, limit=limit)


def keys(tx: Transaction) -> Sequence[PublicKey]:
    """Return the public keys of this record, the oldest first."""
    return tx.seals.public_keys()


def receipt(
    tx: Transaction, instance_id: UUID, seq: int, row_hash: str, *, by: Actor
) -> ReceiptOut:
    """Compare a receipt (case, row, hash in hex) with the record; NotFound as for the case."""
    tx.cases.get(instance_id, by)
    rows = tx.history.of(instance_id, after=seq - 1, limit=1)
    reason = _difference(rows[0] if rows else None, seq, row_hash)
    segments = (each for each in tx.seals.of_case(instance_id) if each.first <= seq <= each.last)
    segment = next(segments, None)
    newest = tx.seals.newest()
    if reason or segment is None or newest is None:
        return ReceiptOut(genuine=not reason, reason=reason, segment=None, proof=(), checkpoint="")
    proof = _proof(tx, segment, newest.tree.size, newest.tree.algorithm)
    return ReceiptOut(genuine=True, reason="", segment=segment, proof=proof, checkpoint=newest.note)


def export(
    tx: Transaction, instance_id: UUID, *, by: Actor, veil: Veil, size: int | None = None
) -> Mapping[str, Any]:
    """Return a case as it verifies without this installation. Auditors and administrators.

    A row that is starred behind the veil has neither payload nor salt, as if it had been erased,
    and what is to be read of it as `masked`: its digest stays, so the case verifies alike.
    Rows with payloads and salts, leaves with inclusion proofs, and the checkpoint of `size` (the
    newest) that the proofs lead to; docs/howto/verify_case.py reads it.
    Raises NotFound where there is no such case or checkpoint, Conflict before the first checkpoint.
    """
    instance = tx.cases.get(instance_id, by)
    access.check_has_role(by, *access.SEES_ALL)
    note = _note(tx, size)
    checkpoint = notes.read(note)
    segments = [
        {**_segment(each), "proof": _hexed(_proof(tx, each, checkpoint.size, checkpoint.algorithm))}
        for each in tx.seals.of_case(instance_id)
        if each.leaf < checkpoint.size
    ]
    return {
        "format": FORMAT,
        "case": {
            "id": str(instance.id),
            "process": instance.definition_id,
            "business_key": instance.business_key,
        },
        "masked": veil.hides,
        "events": [dict(_event(row, veil)) for row in tx.history.every(instance_id)],
        "segments": segments,
        "checkpoint": note,
        "keys": [key.verifier for key in tx.seals.public_keys()],
    }


def _note(tx: Transaction, size: int | None) -> str:
    if size is not None:
        return tx.seals.checkpoint(size)
    newest = tx.seals.newest()
    if newest is None:
        raise Conflict("nothing has been sealed yet")
    return newest.note


def _difference(row: HistoryRow | None, seq: int, row_hash: str) -> str:
    if row is None or row.seq != seq:
        return f"the case has no row {seq}"
    if row.hash.hex() != row_hash.lower():
        return f"row {seq} has another hash"
    return ""


def _proof(tx: Transaction, segment: Segment, size: int, algorithm: str) -> Sequence[bytes]:
    return merkle.path(segment.leaf, size, algorithm, partial(tx.seals.subtree, algorithm))


def _segment(each: Segment) -> Mapping[str, int]:
    return {"leaf": each.leaf, "first": each.first, "last": each.last}


def _hexed(hashes: Sequence[bytes]) -> list[str]:
    return [each.hex() for each in hashes]


def _event(row: HistoryRow, veil: Veil) -> Iterator[tuple[str, Any]]:
    for name in ("instance_id", "seq", "type", "element_id"):
        value = getattr(row, name)
        yield name, str(value) if isinstance(value, UUID) else value
    for name in ("actor", "actor_name", "actor_post", "on_behalf_of", "client"):
        yield name, getattr(row, name)
    yield "at", _time(row.at)
    yield "occurred_at", None if row.occurred_at is None else _time(row.occurred_at)
    shown = veiled(veil, row).payload
    if shown == row.payload:
        yield "salt", None if row.salt is None else row.salt.hex()
        yield "payload", row.payload
    else:
        yield from (("salt", None), ("payload", None), ("masked", shown))
    for name in ("digest", "prev", "hash"):
        yield name, getattr(row, name).hex()


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
