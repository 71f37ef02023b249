"""Checkpoints: what the tree was at one moment, signed, as a text that leaves the database. Pure.

The text is a signed note with the body of a log's checkpoint (C2SP signed-note, tlog-checkpoint):
origin, size, root in base64, then a line each for algorithm and time; an empty line; a line for
each signature, Ed25519 (RFC 8032) over the body. Keys are written as the notes' verifier keys,
`name+id+base64`, where the id is the first four bytes of SHA-256 over name, line feed, 0x01, key.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engine.errors import Invalid

_ED25519: Final = b"\x01"
_NOTE: Final = re.compile(r"((?:[^\n]+\n)+)\n((?:— [^\n]+\n)+)")
_PARTS: Final = 3  # of a verifier key: name, id, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The tree at one moment: how many leaves, and their root."""

    origin: str
    """Which record this is: a name that no other installation has."""
    size: int
    root: bytes
    algorithm: str
    at: datetime
    """When the newest leaf was made, by the database's clock; UTC."""

    @property
    def body(self) -> str:
        """The text that is signed."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nalgorithm {self.algorithm}\nat {at}\n"

    @classmethod
    def of_body(cls, body: str) -> Self:
        """Read a body; raises Invalid where it is none."""
        try:
            origin, size, root, *more = body.splitlines()
            named = dict(line.split(" ", 1) for line in more)
            return cls(
                origin=origin,
                size=int(size),
                root=base64.b64decode(root, validate=True),
                algorithm=named["algorithm"],
                at=datetime.fromisoformat(named["at"]),
            )
        except (ValueError, KeyError, binascii.Error) as error:
            raise Invalid(f"not a checkpoint: {error!r}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key, with the name that signs."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that begin each of its signatures."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.key).decode()}"

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Read a verifier key; raises Invalid where it is none, or its id does not fit."""
        parts = text.strip().split("+", _PARTS - 1)
        if len(parts) != _PARTS:
            raise Invalid(f"not a verifier key: {text.strip()!r}")
        try:
            key = base64.b64decode(parts[2], validate=True)
        except binascii.Error as error:
            raise Invalid(f"not a verifier key: {text.strip()!r}: {error}") from error
        found = cls(name=parts[0], key=key[1:])
        if key[:1] != _ED25519 or found.id.hex() != parts[1]:
            raise Invalid(f"the verifier key {text.strip()!r} is damaged")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key, with the name that signs."""

    name: str
    secret: bytes = field(repr=False)
    """32 bytes."""

    @property
    def public(self) -> VerifierKey:
        """What others verify with."""
        key = Ed25519PrivateKey.from_private_bytes(self.secret).public_key()
        return VerifierKey(name=self.name, key=key.public_bytes_raw())


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A signed text, as it was written."""

    body: str
    signatures: Sequence[tuple[str, bytes, bytes]]
    """Name, id of the key, signature."""

    def signer(self, keys: Mapping[bytes, VerifierKey]) -> VerifierKey | None:
        """Return one of these keys that has signed it; None where none of them has.

        Raises Invalid where a signature is of one of these keys and does not fit the text.
        """
        for name, id_, signature in self.signatures:
            known = keys.get(id_)
            if known is None or known.name != name:
                continue
            try:
                Ed25519PublicKey.from_public_bytes(known.key).verify(signature, self.body.encode())
            except InvalidSignature:
                raise Invalid("the signature does not fit the text") from None
            return known
        return None


def signed(body: str, *keys: SigningKey) -> str:
    """Return a text with the signatures of these keys."""
    lines = (_signature(body, key) for key in keys)
    return f"{body}\n{''.join(lines)}"


def notes(text: str) -> Iterator[Note]:
    """Yield the notes of a text, in order; what is no note between them is passed over."""
    for found in _NOTE.finditer(text):
        lines = [line.split(" ") for line in found[2].splitlines()]
        yield Note(body=found[1], signatures=[_read(*line[1:]) for line in lines])


def read(text: str) -> Checkpoint:
    """Return the checkpoint of the first note in a text; raises Invalid where there is none."""
    for note in notes(text):
        return Checkpoint.of_body(note.body)
    raise Invalid("there is no checkpoint in the text")


def _signature(body: str, key: SigningKey) -> str:
    signature = Ed25519PrivateKey.from_private_bytes(key.secret).sign(body.encode())
    told = base64.b64encode(key.public.id + signature).decode()
    return f"— {key.name} {told}\n"


def _read(name: str = "", told: str = "", *_more: str) -> tuple[str, bytes, bytes]:
    try:
        found = base64.b64decode(told, validate=True)
    except binascii.Error as error:
        raise Invalid(f"not a signature: {told!r}: {error}") from error
    return name, found[:4], found[4:]
