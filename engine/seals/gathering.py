"""Sealing: what was recorded since the last time becomes leaves of the tree, which is signed.

Whoever seals holds one lock, so any number of sealers may run. What a sealer may have missed,
because a row appeared long after its time, is found by looking through the cases (`missed`).
"""

import secrets
from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from engine.errors import Invalid
from engine.history import checkpoints, merkle, sealing
from engine.history.checkpoints import Checkpoint, SigningKey
from engine.history.merkle import Node, Tree
from engine.history.sealing import Segment
from engine.store import Transaction
from engine.store.seals import BATCH, PublicKey, Sealed

CASES: Final = 500  # sealed at once: a transaction of a tenth of a second
LOOKED_THROUGH: Final = 5000  # cases at once, far inside the database's time limit
ORIGIN: Final = "seal.origin"


def origin(tx: Transaction) -> str:
    """Return the name of this record; it is drawn when it is first asked for."""
    found = tx.settings.get(ORIGIN)
    if found is None:
        found = f"guanjia-{secrets.token_hex(8)}"
        tx.settings.put(ORIGIN, found)
    return str(found)


def seal(
    tx: Transaction, secret: bytes, *, algorithm: str, also: Collection[UUID] = ()
) -> Checkpoint | None:
    """Seal what is new, and what of the cases `also` was missed; None = there was nothing.

    `secret`: 32 bytes, the private key; `algorithm`: of the tree, which keeps its first one.
    Raises Invalid where another key has taken over.
    """
    tx.seals.hold()
    newest = tx.seals.newest()
    since = tx.now if newest is None else newest.seen
    cases = tx.seals.recent(since, CASES)
    rows = tx.seals.unsealed({*cases, *also})
    if not rows:
        return None
    key = _introduced(tx, SigningKey(name=origin(tx), secret=secret))
    tree = Tree(algorithm=algorithm) if newest is None else newest.tree
    segments: list[Segment] = []
    full: list[Node] = []
    for run in sealing.runs(rows):
        leaf = merkle.leaf(tree.algorithm, sealing.content(run))
        segments.append(
            Segment(
                leaf=tree.size,
                instance_id=run[0].instance_id,
                first=run[0].seq,
                last=run[-1].seq,
                hash=leaf,
            )
        )
        tree, nodes = merkle.grown(tree, leaf)
        full += nodes
    checkpoint = Checkpoint(
        origin=key.name, size=tree.size, root=tree.root, algorithm=tree.algorithm, at=tx.now
    )
    all_seen = len(cases) < CASES and len(rows) < BATCH
    sealed = Sealed(
        note=checkpoints.signed(checkpoint.body, key),
        tree=tree,
        at=tx.now,
        seen=tx.now if all_seen else since,
    )
    tx.seals.append(segments, full, sealed)
    return checkpoint


def missed(tx: Transaction, after: UUID) -> tuple[Sequence[UUID], UUID | None]:
    """Look through some cases behind one for rows that are not sealed; None = that was all."""
    return tx.seals.left_over(after, LOOKED_THROUGH)


def rotate(tx: Transaction, old: bytes, new: bytes) -> PublicKey:
    """Let another key take over, endorsed by the present one; return its public half.

    Raises Invalid where `old` is not the present key.
    """
    tx.seals.hold()
    name = origin(tx)
    present = _introduced(tx, SigningKey(name=name, secret=old))
    successor = SigningKey(name=name, secret=new)
    at = tx.now.isoformat(timespec="microseconds")
    body = f"{name}\nsucceeds {present.public}\nkey {successor.public}\nsince {at}\n"
    public = PublicKey(
        verifier=str(successor.public),
        endorsement=checkpoints.signed(body, present, successor),
        since=tx.now,
    )
    tx.seals.add_key(successor.public.id.hex(), public)
    return public


def _introduced(tx: Transaction, key: SigningKey) -> SigningKey:
    """Make the first key known; refuse any but the newest."""
    known = tx.seals.public_keys()
    if not known:
        public = PublicKey(verifier=str(key.public), endorsement="", since=tx.now)
        tx.seals.add_key(key.public.id.hex(), public)
    elif known[-1].verifier != str(key.public):
        raise Invalid(f"the signing key {key.public} is not the record's, {known[-1].verifier}")
    return key
