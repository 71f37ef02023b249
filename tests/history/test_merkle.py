"""The Merkle tree, against the definition in RFC 9162, section 2.1."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Invalid
from engine.history import merkle
from engine.history.merkle import Tree


def leaves(count):
    return [merkle.leaf("sha256", bytes([number])) for number in range(count)]


def by_definition(hashes):
    """MTH(D[n]) as the RFC says it, without any memory."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    halves = by_definition(hashes[:split]) + by_definition(hashes[split:])
    return hashlib.sha256(b"\x01" + halves).digest()


def grow(hashes, algorithm="sha256"):
    tree, full = Tree(algorithm=algorithm), {}
    for each in hashes:
        tree, nodes = merkle.grown(tree, each)
        full |= {(node.height, node.position): node.hash for node in nodes}
    return tree, full


@pytest.mark.parametrize("count", range(34))
def test_a_tree_of_any_size_has_the_root_of_the_definition(count):
    hashes = leaves(count)

    tree, _ = grow(hashes)

    assert tree.size == count
    assert tree.root == by_definition(hashes)


@pytest.mark.parametrize("count", range(1, 18))
def test_the_full_subtrees_have_the_roots_of_their_leaves(count):
    hashes = leaves(count)

    _, full = grow(hashes)

    assert all(
        by_definition(hashes[position << height : position + 1 << height]) == found
        for (height, position), found in full.items()
    )
    assert len(full) == sum(count >> height for height in range(1, 5))


@pytest.mark.parametrize("count", range(1, 20))
def test_each_leaf_leads_to_the_root(count):
    hashes = leaves(count)
    tree, full = grow(hashes)
    full |= {(0, number): each for number, each in enumerate(hashes)}

    for index, each in enumerate(hashes):
        proof = merkle.path(index, count, "sha256", lambda height, at: full[height, at])

        assert merkle.root_by(index, count, each, proof, "sha256") == tree.root


@given(st.integers(2, 300), st.data())
def test_a_proof_of_another_leaf_length_or_place_leads_elsewhere(count, data):
    hashes = [merkle.leaf("sha256", str(number).encode()) for number in range(count)]
    tree, full = grow(hashes)
    full |= {(0, number): each for number, each in enumerate(hashes)}
    index = data.draw(st.integers(0, count - 1))
    proof = merkle.path(index, count, "sha256", lambda height, at: full[height, at])

    assert merkle.root_by(index, count, hashes[index], proof, "sha256") == tree.root
    assert merkle.root_by(index, count, hashes[index - 1], proof, "sha256") != tree.root
    with pytest.raises(Invalid, match="too short"):
        merkle.root_by(index, count, hashes[index], proof[:-1], "sha256")
    with pytest.raises(Invalid, match="too long"):
        merkle.root_by(index, count, hashes[index], [*proof, bytes(32)], "sha256")


def test_a_leaf_that_does_not_exist_has_no_proof():
    with pytest.raises(Invalid, match="3 leaves has no leaf 3"):
        merkle.path(3, 3, "sha256", lambda _height, _position: b"")


def test_sm3_gives_another_tree_and_an_unknown_algorithm_is_refused():
    data = b"abc"

    # GB/T 32905-2016, annex A.1
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert merkle.digest("sm3", data).hex() == expected
    with pytest.raises(Invalid, match="no hash algorithm 'md6'"):
        merkle.digest("md6", data)
