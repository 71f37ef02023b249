"""The sealer: seals the record every few seconds, and writes the checkpoints outside the database.

Any number of sealers may run: one seals at a time, and each keeps a file of all checkpoints in its
own folder. The file is append-only for the sealer, and the place to copy away from.
"""

import fcntl
import logging
import os
import re
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from engine import seals
from engine.errors import Invalid
from engine.history.checkpoints import Checkpoint, SigningKey, VerifierKey, notes, read
from engine.history.merkle import ALGORITHMS
from engine.parts import Failed, go_on, not_counted
from engine.settings import Settings
from engine.store import Store
from engine.store.seals import PublicKey

SECRET_BYTES: Final = 32  # of an Ed25519 private key (RFC 8032)
OWNER_ONLY: Final = 0o600
SWEEP: Final = 3600.0  # seconds between looks through all cases
LONGEST: Final = 86_400.0  # that `_EVERY` may say: of the seconds a day, of the minutes two months
KEYS: Final = "keys.txt"
PUBLISHED: Final = 500  # checkpoints read at once
_TAIL: Final = 4096  # bytes: more than one note has
_END: Final = re.compile("— [^\n]+\n\n".encode())  # its signature, and the line that parts it

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """How an installation seals: with which key, how often, where checkpoints are kept."""

    key_file: Path
    folder: Path
    algorithm: str = ALGORITHMS[0]
    every: float = 5.0
    """Seconds."""
    auditors: seals.Auditors = field(default_factory=seals.Auditors)
    """Who is sent checkpoints beside the folder."""


def of_environment(settings: Settings, environment: Mapping[str, str] = os.environ) -> Sealing:
    """Read `GUANJIA_SEAL_KEY_FILE`, `_CHECKPOINTS`, `_SEAL_HASH` and `_SEAL_EVERY` (seconds).

    `GUANJIA_AUDIT_MAIL` (addresses parted by commas) is sent the newest checkpoint every
    `GUANJIA_AUDIT_EVERY` minutes; so is every web hook that names the kind `checkpoint`.
    Key and folder stand beside the key of the history where nothing else is said.
    Raises Invalid for an algorithm or a number that is none.
    """
    beside = settings.key_file.parent
    algorithm = environment.get("GUANJIA_SEAL_HASH", ALGORITHMS[0])
    if algorithm not in ALGORITHMS:
        known = ", ".join(ALGORITHMS)
        raise Invalid(f"GUANJIA_SEAL_HASH is {algorithm!r}: expected one of {known}")
    text = environment.get("GUANJIA_SEAL_EVERY", "5")
    try:
        every = float(text)
    except ValueError:
        every = 0.0
    if not 0 < every <= LONGEST:  # nan neither
        raise Invalid(f"GUANJIA_SEAL_EVERY is {text!r}: expected seconds, at most {LONGEST:.0f}")
    return Sealing(
        key_file=Path(environment.get("GUANJIA_SEAL_KEY_FILE", beside / "seal.key")),
        folder=Path(environment.get("GUANJIA_CHECKPOINTS", beside / "checkpoints")),
        algorithm=algorithm,
        every=every,
        auditors=_auditors(environment),
    )


def _auditors(environment: Mapping[str, str]) -> seals.Auditors:
    mails = environment.get("GUANJIA_AUDIT_MAIL", "").split(",")
    text = environment.get("GUANJIA_AUDIT_EVERY", "60")
    if not (text.isascii() and text.isdecimal() and 0 < int(text) <= LONGEST):
        raise Invalid(f"GUANJIA_AUDIT_EVERY is {text!r}: expected minutes, 1 to {LONGEST:.0f}")
    every = timedelta(minutes=int(text))
    return seals.Auditors(mails=tuple(m.strip() for m in mails if m.strip()), every=every)


class Sealer:
    """Seals the record of one store."""

    def __init__(self, store: Store, sealing: Sealing) -> None:
        self._store = store
        self._sealing = sealing

    def loop(self, stop: threading.Event, failed: Failed = not_counted) -> None:
        """Seal until `stop` is set, as engine.parts says."""
        every, swept = self._sealing.every, -SWEEP

        def look() -> float:
            nonlocal swept
            if time.monotonic() - swept >= SWEEP:
                self.run_all()
                swept = time.monotonic()
            else:
                self.run_once()
            return every

        go_on(look, stop, trouble="nothing is sealed", pause=every, failed=failed)

    def run_once(self) -> Checkpoint | None:
        """Seal what is new and publish; return the checkpoint, None where there was nothing."""
        checkpoint = self._seal()
        self.publish()
        return checkpoint

    def run_all(self) -> int:
        """Seal everything, also what was missed, and publish; return how many leaves there are."""
        after: UUID | None = UUID(int=0)
        while after is not None:
            found, after = self._look_through(after)
            while found and self._seal(found):
                pass
        self.publish()
        newest = self._store.run(lambda tx: tx.seals.newest())
        return 0 if newest is None else newest.tree.size

    def publish(self) -> int:
        """Append to the file what it lacks, and the public keys; return how many checkpoints.

        Raises Invalid where the file knows of a checkpoint that the database does not have: a
        backup was put back, or checkpoints were taken away.
        """
        done = 0
        with _locked(self._sealing.folder):
            last = _last(self._sealing.folder)
            self._check_known(last)
            _keep_keys(self._sealing.folder, self._store.run(seals.keys))
            for found in self._beyond(0 if last is None else last.size):
                _append(self._sealing.folder, [note for _, note in found])
                done += len(found)
        self._store.run(lambda tx: seals.tell(tx, self._sealing.auditors))
        return done

    def rotate(self) -> PublicKey:
        """Draw a new signing key that takes over, endorsed by the present one."""
        path = self._sealing.key_file
        old, new = read_secret(path), secrets.token_bytes(SECRET_BYTES)
        draft = _draft(path)
        _write_secret(draft, new)
        public = self._store.run(lambda tx: seals.rotate(tx, old, new))
        draft.replace(path)
        self.publish()
        return public

    def _beyond(self, size: int) -> Iterator[Sequence[tuple[int, str]]]:
        while found := self._store.run(partial(seals.checkpoints, after=size, limit=PUBLISHED)):
            yield found
            size = found[-1][0]

    def _seal(self, also: Sequence[UUID] = ()) -> Checkpoint | None:
        secret = self._secret()
        algorithm = self._sealing.algorithm
        return self._store.run(lambda tx: seals.seal(tx, secret, algorithm=algorithm, also=also))

    def _look_through(self, after: UUID) -> tuple[Sequence[UUID], UUID | None]:
        return self._store.run(lambda tx: seals.missed(tx, after))

    def _secret(self) -> bytes:
        """Return the key; one that took over before a rotation died is put in its place."""
        path = self._sealing.key_file
        draft = _draft(path)
        if draft.exists():
            known = self._store.run(seals.keys)
            key = SigningKey(name=self._store.run(seals.origin), secret=_secret_in(draft))
            if known and known[-1].verifier == str(key.public):
                draft.replace(path)
        return read_secret(path)

    def _check_known(self, last: Checkpoint | None) -> None:
        if last is None:
            return
        newest = self._store.run(lambda tx: tx.seals.newest())
        if newest is None or newest.tree.size < last.size:
            has = "none" if newest is None else f"{newest.tree.size} at most"
            where = self._sealing.folder
            raise Invalid(f"{where} has a checkpoint of size {last.size}, the database {has}")


def kept(folder: Path) -> str:
    """Return all checkpoints that a folder, or a file, keeps."""
    files = sorted(folder.glob("checkpoints-*.txt")) if folder.is_dir() else [folder]
    return "".join(file.read_text("utf-8") for file in files)


def trusted(folder: Path) -> Sequence[VerifierKey]:
    """Return the public keys that a folder, or a file, keeps; none where there is no such file.

    Raises Invalid for a line that is no key.
    """
    file = folder / KEYS if folder.is_dir() else folder
    if not file.exists():
        return []
    lines = file.read_text("utf-8").splitlines()
    return [
        VerifierKey.of_text(line) for line in lines if line.startswith("guanjia-") and "+" in line
    ]


def read_secret(path: Path) -> bytes:
    """Return the private key in a file; a file that does not exist is made with a random one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        _write_secret(made, secrets.token_bytes(SECRET_BYTES))
        with suppress(FileExistsError):  # another process was first: its key is the key
            path.hardlink_to(made)
        made.unlink()
    return _secret_in(path)


def _secret_in(path: Path) -> bytes:
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise Invalid(f"{path} holds no signing key: expected {2 * SECRET_BYTES} hex digits")
    return secret


def _write_secret(path: Path, secret: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret.hex())
        file.flush()
        os.fsync(handle)


def _draft(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time write a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _last(folder: Path) -> Checkpoint | None:
    """Return the newest checkpoint that was written to its end in the files of a folder."""
    for file in sorted(folder.glob("checkpoints-*.txt"), reverse=True):
        tail = _tail(file)
        whole = tail[: tail.rfind(b"\n\n") + 1].decode("utf-8", "ignore")
        found = list(notes(whole[whole.find("\n\n") + 2 :])) or list(notes(whole))
        if found:
            return Checkpoint.of_body(found[-1].body)
    return None


def _append(folder: Path, texts: Sequence[str]) -> None:
    """Write notes to the file of their month, and to the disk.

    A process may have died while it wrote: the note that it began is written to its end.
    """
    for text in texts:
        path = folder / f"checkpoints-{read(text).at:%Y-%m}.txt"
        note = f"{text}\n".encode()
        with path.open("ab") as file:
            begun = _begun(path)
            is_this = note.startswith(begun)
            file.write(note[len(begun) :] if is_this else b"\n\n" + note)
            file.flush()
            os.fsync(file.fileno())


def _begun(path: Path) -> bytes:
    """Return what stands behind the last note that was written to its end."""
    tail = _tail(path)
    ends = [found.end() for found in _END.finditer(tail)]
    return tail[ends[-1] :] if ends else tail


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        return file.read()


def _keep_keys(folder: Path, keys: Sequence[PublicKey]) -> None:
    """Write the public keys that the file lacks, each with its endorsement."""
    file = folder / KEYS
    known = file.read_text("utf-8") if file.exists() else ""
    with file.open("a", encoding="utf-8") as written:
        for key in keys:
            if f"{key.verifier}\n" not in known:
                written.write(f"{key.endorsement}\n{key.verifier}\n\n")
