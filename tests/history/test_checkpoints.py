"""Checkpoints: signed texts that others can read, and what is refused of them."""

import base64
from datetime import UTC, datetime

import pytest

from engine.errors import Invalid
from engine.history import checkpoints
from engine.history.checkpoints import Checkpoint, Note, SigningKey, VerifierKey

KEY = SigningKey(name="guanjia-1", secret=bytes(range(32)))
OTHER = SigningKey(name="guanjia-1", secret=bytes(32))
CHECKPOINT = Checkpoint(
    origin="guanjia-1",
    size=7,
    root=bytes(range(32)),
    algorithm="sha256",
    at=datetime(2026, 7, 1, 8, tzinfo=UTC),
)


def keys(*known):
    return {key.public.id: key.public for key in known}


def test_a_checkpoint_is_a_signed_note_that_can_be_read_by_others():
    text = checkpoints.signed(CHECKPOINT.body, KEY)

    assert text.startswith(
        "guanjia-1\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
        "algorithm sha256\nat 2026-07-01T08:00:00.000000+00:00\n\n— guanjia-1 "
    )
    assert text.endswith("\n")
    assert checkpoints.read(text) == CHECKPOINT


def test_a_key_is_written_as_a_verifier_key_of_signed_notes():
    # the example of the format: golang.org/x/mod/sumdb/note, package documentation
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

    key = VerifierKey.of_text(text)

    assert (key.name, str(key)) == ("PeterNeumann", text)


def test_a_note_of_the_documented_format_verifies():
    # the same documentation's signed note
    note = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    key = VerifierKey.of_text("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")

    (found,) = checkpoints.notes(note)

    assert found.signer({key.id: key}) == key


def test_a_note_tells_which_known_key_has_signed_it():
    (note,) = checkpoints.notes(checkpoints.signed(CHECKPOINT.body, OTHER, KEY))

    assert note.signer(keys(KEY)) == KEY.public
    assert note.signer(keys(SigningKey(name="guanjia-1", secret=bytes(31) + b"1"))) is None


def test_a_key_of_the_same_id_and_another_name_has_not_signed():
    (note,) = checkpoints.notes(checkpoints.signed(CHECKPOINT.body, KEY))
    renamed = VerifierKey(name="guanjia-2", key=KEY.public.key)

    assert note.signer({KEY.public.id: renamed}) is None


def test_an_altered_checkpoint_is_refused():
    text = checkpoints.signed(CHECKPOINT.body, KEY).replace("\n7\n", "\n8\n")

    (note,) = checkpoints.notes(text)

    with pytest.raises(Invalid, match="does not fit the text"):
        note.signer(keys(KEY))


def test_many_notes_stand_in_one_text_and_torn_ones_are_passed_over():
    whole = checkpoints.signed(CHECKPOINT.body, KEY)

    found = list(checkpoints.notes(f"{whole}\n{whole[:40]}\n\n{whole}\n"))

    assert [note.body for note in found] == [CHECKPOINT.body] * 2


@pytest.mark.parametrize(
    "text",
    ["name+00000000", "name+zz+AA==", "name+00000000+?", str(KEY.public).replace("+A", "+B")],
)
def test_a_damaged_key_is_refused(text):
    with pytest.raises(Invalid, match="verifier key"):
        VerifierKey.of_text(text)


@pytest.mark.parametrize(
    "body", ["", "o\nx\nAA==\nalgorithm sha256\nat 2026-07-01\n", "o\n1\n?\na b\n", "o\n1\nAA==\n"]
)
def test_what_is_no_checkpoint_is_refused(body):
    with pytest.raises(Invalid, match="not a checkpoint"):
        Checkpoint.of_body(body)


def test_a_text_without_a_note_and_a_signature_that_is_none_are_refused():
    with pytest.raises(Invalid, match="no checkpoint"):
        checkpoints.read("nothing")
    with pytest.raises(Invalid, match="not a signature"):
        list(checkpoints.notes("body\n\n— name ?\n"))


def test_a_signature_without_text_has_signed_nothing():
    (note,) = checkpoints.notes("body\n\n— name\n")

    assert note == Note(body="body\n", signatures=[("name", b"", b"")])
    assert base64.b64encode(b"") == b""
