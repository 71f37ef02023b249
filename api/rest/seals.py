"""The seal over the record: checkpoints to keep elsewhere, public keys, receipts, exports."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.depends import Question
from api.paging import LARGEST, Limit
from api.problems import documented
from api.views.auditing.exports import ExportFile
from api.views.auditing.taking import taken
from engine import seals
from engine.errors import Conflict, NotFound, NotPermitted
from engine.history.sealing import Segment
from engine.seals import ReceiptOut as Found
from engine.sights import Sight
from engine.store import Transaction
from engine.store.seals import PublicKey

router = APIRouter(tags=["seals"])


class CheckpointOut(BaseModel):
    """A signed checkpoint of the tree over the record."""

    size: int
    note: str = Field(description="Signed note (C2SP tlog-checkpoint); keep it elsewhere.")


class KeyOut(BaseModel):
    """A public key that checkpoints are or were signed with."""

    verifier: str
    endorsement: str = Field(description="Note by which the key before it hands over.")
    since: datetime

    @classmethod
    def of(cls, key: PublicKey) -> Self:
        return cls(verifier=key.verifier, endorsement=key.endorsement, since=key.since)


class SealedOut(BaseModel):
    """Where a row is sealed."""

    leaf: int
    first: int
    last: int
    proof: list[str] = Field(description="Inclusion proof (RFC 9162), hex, lowest first.")
    checkpoint: str

    @classmethod
    def of(cls, segment: Segment, found: Found) -> Self:
        return cls(
            leaf=segment.leaf,
            first=segment.first,
            last=segment.last,
            proof=[each.hex() for each in found.proof],
            checkpoint=found.checkpoint,
        )


class ReceiptOut(BaseModel):
    """What became of a receipt."""

    genuine: bool
    reason: str = Field(description="Why it is not; empty where it is.")
    sealed: SealedOut | None = Field(description="Null where the row is not sealed yet.")

    @classmethod
    def of(cls, found: Found) -> Self:
        sealed = None if found.segment is None else SealedOut.of(found.segment, found)
        return cls(genuine=found.genuine, reason=found.reason, sealed=sealed)


@router.get("/checkpoints", responses=documented())
def list_checkpoints(
    call: Question, after: Annotated[int, Query(ge=0, le=LARGEST)] = 0, limit: Limit = 50
) -> list[CheckpointOut]:
    """List the signed checkpoints beyond a size, the smallest first."""
    found = call.read(lambda tx: seals.checkpoints(tx, after=after, limit=limit))
    return [CheckpointOut(size=size, note=note) for size, note in found]


@router.get("/checkpoints/keys", responses=documented())
def list_keys(call: Question) -> list[KeyOut]:
    """List the public keys that checkpoints are or were signed with, the oldest first."""
    return [KeyOut.of(key) for key in call.read(seals.keys)]


@router.get("/process-instances/{instance_id}/receipts/{seq}", responses=documented(NotFound))
def check_receipt(
    instance_id: UUID,
    seq: Annotated[int, Path(ge=1, le=LARGEST)],
    call: Question,
    hash: Annotated[str, Query(pattern="^[0-9a-fA-F]{64}$")],  # noqa: A002 - the name in the address
) -> ReceiptOut:
    """Compare a receipt, `seq` and `head` of an earlier answer, with the record."""
    found = call.read(lambda tx: seals.receipt(tx, instance_id, seq, hash, by=call.actor))
    return ReceiptOut.of(found)


@router.get(
    "/process-instances/{instance_id}/export",
    responses=documented(NotFound, NotPermitted, Conflict),
    response_model=dict[str, Any],
)
def export_process_instance(
    instance_id: UUID, call: Question, size: Annotated[int | None, Query(ge=1)] = None
) -> Response:
    """Export a case so that it verifies elsewhere (overseers); it is put on the operation log.

    Rows with marked data come `masked`, without payload and salt, unless the case was disclosed.
    """

    def make(tx: Transaction) -> ExportFile:
        veil = Sight.of(tx, call.actor).veil(tx.cases.get(instance_id, call.actor))
        found = seals.export(tx, instance_id, by=call.actor, veil=veil, size=size)
        return ExportFile(
            name="case.json",
            media_type="application/json",
            content=orjson.dumps(found),
            count=len(found["events"]),
            masked=veil.hides,
        )

    return taken(call, {"instance_id": str(instance_id)}, make)
