"""The check of the tree: leaves, subtrees, checkpoints, and what was signed and kept elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine import access
from engine.errors import Invalid
from engine.history import merkle
from engine.history.checkpoints import Checkpoint, Note, VerifierKey, notes
from engine.history.merkle import Node, Tree
from engine.model import Actor
from engine.store import Transaction
from engine.store.seals import STEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something that is wrong with the tree, and where."""

    place: str
    reason: str


@dataclass(slots=True)
class _Grown:
    """What the leaves that are there give."""

    tree: Tree
    roots: dict[int, bytes] = field(default_factory=dict)
    """By size, where a root was asked for."""
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)


def check(
    tx: Transaction, *, by: Actor, kept: str = "", trusted: Sequence[VerifierKey] = ()
) -> Sequence[Flaw]:
    """Return what is wrong with the tree over the record. Auditors and administrators.

    `kept`: notes of checkpoints that somebody has kept outside of the database.
    `trusted`: the keys that may have signed, as kept outside; none = what the database names.
    """
    access.check_has_role(by, *access.SEES_ALL)
    newest = tx.seals.newest()
    outside = list(notes(kept))
    if newest is None:
        return [_flaw(each, "the record has no checkpoint at all") for each in outside[:1]]
    keys = {key.id: key for key in trusted or _own_keys(tx)}
    inside = [each for text in _every_checkpoint(tx) for each in notes(text)]
    sizes = {_size(each) for each in (*inside, *outside)}
    grown, flaws = _grow(tx, newest.tree.algorithm, sizes)
    flaws += _nodes(tx, grown)
    for each in (*inside, *outside):
        reason = _wrong(each, keys, grown)
        if reason:
            flaws.append(_flaw(each, reason))
            break
    return flaws


def _own_keys(tx: Transaction) -> Sequence[VerifierKey]:
    return [VerifierKey.of_text(key.verifier) for key in tx.seals.public_keys()]


def _every_checkpoint(tx: Transaction) -> Iterator[str]:
    last = 0
    while found := tx.seals.checkpoints(after=last):
        yield from (note for _, note in found)
        last = found[-1][0]


def _grow(tx: Transaction, algorithm: str, sizes: set[int]) -> tuple[_Grown, list[Flaw]]:
    grown = _Grown(Tree(algorithm=algorithm))
    for segment in tx.seals.leaves():
        if segment.leaf != grown.tree.size:
            return grown, [Flaw(place=f"leaf {grown.tree.size}", reason="is missing")]
        grown.tree, full = merkle.grown(grown.tree, segment.hash)
        grown.nodes.update({(each.height, each.position): each.hash for each in _kept(full)})
        if grown.tree.size in sizes:
            grown.roots[grown.tree.size] = grown.tree.root
    return grown, []


def _kept(full: Sequence[Node]) -> Iterator[Node]:
    return (each for each in full if each.height % STEP == 0)


def _nodes(tx: Transaction, grown: _Grown) -> Iterator[Flaw]:
    found = {(each.height, each.position): each.hash for each in tx.seals.nodes()}
    for place in sorted({*found, *grown.nodes}):
        if found.get(place) != grown.nodes.get(place):
            height, position = place
            reason = "is not what its leaves give"
            yield Flaw(place=f"subtree {position} of height {height}", reason=reason)
            return


def _wrong(note: Note, keys: Mapping[bytes, VerifierKey], grown: _Grown) -> str:
    """Say what is wrong with a checkpoint; nothing where it is sound."""
    try:
        signer = note.signer(keys)
        checkpoint = Checkpoint.of_body(note.body)
    except Invalid as error:
        return str(error)
    if signer is None:
        return "no known key has signed it"
    if signer.name != checkpoint.origin:
        return f"it is of another record, {checkpoint.origin}"
    if checkpoint.size > grown.tree.size:
        return f"the tree has {grown.tree.size} leaves only: newer ones are gone"
    if grown.roots[checkpoint.size] != checkpoint.root:
        return "the leaves give another root"
    return ""


def _flaw(note: Note, reason: str) -> Flaw:
    return Flaw(place=f"checkpoint of size {_size(note)}", reason=reason)


def _size(note: Note) -> int:
    try:
        return Checkpoint.of_body(note.body).size
    except Invalid:
        return 0
