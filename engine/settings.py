"""Settings: what the environment says about the database, the key of the record and the clock.

`GUANJIA_DATABASE_URL`  sqlite:///path.db or postgresql+psycopg://…; default data/guanjia.db
`GUANJIA_KEY_FILE`      the key of the history, made on first start; default data/guanjia.key
`GUANJIA_CLOCK`         system, or manual for rehearsals and demonstrations
"""

import logging
import math
import os
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final, Literal

from engine.errors import Invalid, Unavailable, sentence
from engine.store import Store

Clock = Literal["system", "manual"]

DATA: Final = Path("data")
KEY_BYTES: Final = 32  # as long as the digest of HMAC-SHA-256 (RFC 2104, section 3)
CLOCK_ERROR: Final = timedelta(seconds=5)
OWNER_ONLY: Final = 0o600
PATIENCE: Final = 15.0
"""Seconds in which a server or worker that starts waits for its database, as after a reboot."""
_AGAIN: Final = 1.0  # seconds between two attempts
_log: Final = logging.getLogger("guanjia")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where a process of the engine finds its database, its key and the time."""

    database_url: str = field(repr=False)
    key_file: Path
    clock: Clock


def of_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raises Invalid where GUANJIA_CLOCK is neither system nor manual."""
    clock = environment.get("GUANJIA_CLOCK", "system")
    if clock not in {"system", "manual"}:
        raise Invalid(f"GUANJIA_CLOCK is {clock!r}: expected system or manual")
    return Settings(
        database_url=environment.get(
            "GUANJIA_DATABASE_URL", f"sqlite:///{(DATA / 'guanjia.db').as_posix()}"
        ),
        key_file=Path(environment.get("GUANJIA_KEY_FILE", DATA / "guanjia.key")),
        clock="manual" if clock == "manual" else "system",
    )


def open_store(
    settings: Settings, patience: float = 0, pause: Callable[[float], None] = time.sleep
) -> Store:
    """Open the database that the settings name, brought up to the present schema.

    The folders of a SQLite file and of the key are made where they are missing.
    `patience`: seconds in which a database that does not answer is asked again; `pause` waits for
    as many seconds as it is given.

    Raises Unavailable where the database does not answer; Invalid where the clocks of this machine
    and of the database differ by more than five seconds.
    """
    for attempt in range(math.ceil(patience / _AGAIN)):
        try:
            return _opened(settings)
        except Unavailable as error:
            if not attempt:
                _log.warning("it is asked again for %g s: %s", patience, sentence(error))
        pause(_AGAIN)
    return _opened(settings)


def _opened(settings: Settings) -> Store:
    prefix, _, path = settings.database_url.partition(":///")
    if prefix == "sqlite" and path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    store = Store(settings.database_url, key=read_key(settings.key_file), clock=settings.clock)
    with ExitStack() as unless_open:
        unless_open.callback(store.close)
        store.migrate()
        if settings.clock == "system":
            _check_clock(store)
        unless_open.pop_all()
    return store


def _check_clock(store: Store) -> None:
    """Refuse to work where this machine has another time: deadlines are shown by it."""
    error = store.clock_error()
    if abs(error) > CLOCK_ERROR:
        seconds = round(error.total_seconds())
        raise Invalid(f"this machine's clock is {seconds} s off the database's: set it first")


def read_key(path: Path) -> bytes:
    """Return the key in the file; a file that does not exist is made with a random key.

    Processes that start for the first time together agree on one key: the file appears complete.
    Raises Invalid for a key that is too short to seal anything.
    """
    if not path.exists():
        _make_key(path)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        raise Invalid(f"{path} holds no key: expected hexadecimal digits") from None
    if len(key) < KEY_BYTES:
        raise Invalid(f"the key in {path} has {len(key)} bytes, {KEY_BYTES} are needed")
    return key


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
    with suppress(FileExistsError):  # another process was first: its key is the key
        path.hardlink_to(draft)
    draft.unlink()
