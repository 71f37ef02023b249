"""A Merkle tree that only grows: RFC 9162, section 2.1, kept as the roots of its full parts. Pure.

Leaves are numbered from 0. A subtree of height h at position p covers the leaves p·2^h up to
(p + 1)·2^h. Hashes are of 32 bytes; the algorithm is a name that `hashlib` knows.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from engine.errors import Invalid

ALGORITHMS: Final = ("sha256", "sm3")
"""SHA-256 (FIPS 180-4) and SM3 (GB/T 32905-2016), where OpenSSL brings it."""

Subtree = Callable[[int, int], bytes]
"""The root of the full subtree of a height at a position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What must be known of a tree so that it can go on: its size and its frontier."""

    algorithm: str = ALGORITHMS[0]
    size: int = 0
    frontier: tuple[bytes, ...] = ()
    """The roots of its largest full subtrees, from the left: one for each bit of the size."""

    @property
    def root(self) -> bytes:
        """The Merkle Tree Hash; of the empty tree, the hash of nothing."""
        if not self.frontier:
            return digest(self.algorithm, b"")
        root = self.frontier[-1]
        for left in reversed(self.frontier[:-1]):
            root = node(self.algorithm, left, root)
        return root


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """The root of a full subtree."""

    height: int
    position: int
    hash: bytes


def digest(algorithm: str, data: bytes) -> bytes:
    """Hash; raises Invalid where this installation does not have the algorithm."""
    try:
        return hashlib.new(algorithm, data).digest()
    except ValueError as error:
        raise Invalid(f"no hash algorithm {algorithm!r}: {error}") from error


def leaf(algorithm: str, data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return digest(algorithm, b"\x00" + data)


def node(algorithm: str, left: bytes, right: bytes) -> bytes:
    """Return the hash of what stands above two subtrees."""
    return digest(algorithm, b"\x01" + left + right)


def grown(tree: Tree, leaf_hash: bytes) -> tuple[Tree, Sequence[Node]]:
    """Append a leaf; return the new tree, and the subtrees that it has made full."""
    frontier, size = [*tree.frontier, leaf_hash], tree.size + 1
    full = []
    for height in range(1, (size & -size).bit_length()):
        right = frontier.pop()
        frontier[-1] = node(tree.algorithm, frontier[-1], right)
        full.append(Node(height=height, position=(size >> height) - 1, hash=frontier[-1]))
    return Tree(algorithm=tree.algorithm, size=size, frontier=tuple(frontier)), full


def path(index: int, size: int, algorithm: str, subtree: Subtree) -> Sequence[bytes]:
    """Return the inclusion proof of a leaf in the tree of a size (section 2.1.3.1), lowest first.

    Raises Invalid where there is no such leaf.
    """
    if not 0 <= index < size:
        raise Invalid(f"a tree of {size} leaves has no leaf {index}")
    low, high, found = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            found.append(_range(middle, high, algorithm, subtree))
            high = middle
        else:
            found.append(_range(low, middle, algorithm, subtree))
            low = middle
    return found[::-1]


def root_by(
    index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], algorithm: str
) -> bytes:
    """Return the root that an inclusion proof leads to (section 2.1.3.2).

    Raises Invalid where the proof has the wrong length.
    """
    number, last, root = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise Invalid("the inclusion proof is too long")
        if number & 1 or number == last:
            root = node(algorithm, sibling, root)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            root = node(algorithm, root, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise Invalid("the inclusion proof is too short")
    return root


def _range(low: int, high: int, algorithm: str, subtree: Subtree) -> bytes:
    """Return the root of the leaves from `low` up to `high`; `low` begins a full subtree."""
    length = high - low
    height = length.bit_length() - 1
    first = subtree(height, low >> height)
    rest = low + (1 << height)
    return first if rest == high else node(algorithm, first, _range(rest, high, algorithm, subtree))


def _split(length: int) -> int:
    """Return the largest power of two below a length of at least 2."""
    return 1 << (length - 1).bit_length() - 1
