"""Lines to a server, with TLS by this Python: each step ends in time.

libldap would do this too; but that of Debian 12 (2.5 with GnuTLS) waits for ever for a server that
takes a connection and says nothing, and reads further settings from the machine's ldap.conf.
"""

import selectors
import socket
import ssl
import time
from contextlib import suppress
from threading import Thread
from typing import Final
from urllib.parse import urlsplit

from engine.directory.connection import Unanswered

_PORTS: Final = {"ldap": 389, "ldaps": 636}
_ASKING: Final = bytes.fromhex("301d02010177188016") + b"1.3.6.1.4.1.1466.20037"
"""StartTLS (RFC 4511, 4.14) as message 1."""
_EXTENDED: Final = 0x78
_LONG: Final = 0x80
_MOST: Final = 4096  # bytes of an answer that says yes or no
_CHUNK: Final = 65536


def trusting(ca_file: str) -> ssl.SSLContext:
    """Return what certificates are checked by: those in the file, or the machine's own."""
    return ssl.create_default_context(cafile=ca_file or None)


def opened(url: str, trust: ssl.SSLContext | None, *, patience: float) -> socket.socket:
    """Connect to a server; LDAP is spoken in plain on what is returned, TLS stands behind it.

    `trust` is None for no TLS at all. `patience` is in seconds, for each of connecting, StartTLS
    and the handshake. Raises Unanswered, saying what failed by its kind alone.
    """
    parts = urlsplit(url)
    place = (parts.hostname or "", parts.port or _PORTS[parts.scheme])
    try:
        outer = socket.create_connection(place, timeout=patience)
    except OSError as error:
        raise Unanswered(type(error).__name__) from error
    if trust is None:
        return outer
    try:
        if parts.scheme == "ldap":
            _start_tls(outer, patience)
        outer.settimeout(patience)
        safe = trust.wrap_socket(outer, server_hostname=parts.hostname)
    except (OSError, ValueError) as error:
        outer.close()
        said = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else ""
        kind = said.partition(",")[0]  # what is behind it names the server
        raise Unanswered(kind or type(error).__name__) from error
    inner, near = socket.socketpair()
    Thread(target=_relay, args=(safe, near, patience), name="directory", daemon=True).start()
    return inner


def _start_tls(outer: socket.socket, patience: float) -> None:
    """Ask for TLS (RFC 4511, 4.14); raises ValueError where the server says anything but yes."""
    until = time.monotonic() + patience
    outer.sendall(_ASKING)
    head = _received(outer, 2, until)
    more = head[1] - _LONG if head[1] > _LONG else 0
    length = _received(outer, more, until) if more else head[1:]
    size = int.from_bytes(length)
    if size > _MOST:
        raise ValueError("no answer to StartTLS")
    answer = _received(outer, size, until)
    _, _, rest = _part(answer)
    tag, extended, _ = _part(rest)
    _, code, _ = _part(extended)
    if tag != _EXTENDED or any(code):
        raise ValueError("StartTLS is refused")


def _received(outer: socket.socket, size: int, until: float) -> bytes:
    """Read so many bytes and none beyond: what comes before TLS begins is nobody's word."""
    found = b""
    while len(found) < size:
        outer.settimeout(max(until - time.monotonic(), 0.001))
        part = outer.recv(size - len(found))
        if not part:
            raise ConnectionResetError
        found += part
    return found


def _part(data: bytes) -> tuple[int, bytes, bytes]:
    """Return tag and content of the first part of BER, and what follows (X.690, 8.1)."""
    if len(data) < 2:  # noqa: PLR2004  (a tag and a length)
        raise ValueError("no answer to StartTLS")
    more = data[1] - _LONG if data[1] > _LONG else 0
    size = int.from_bytes(data[2 : 2 + more]) if more else data[1]
    begin = 2 + more
    return data[0], data[begin : begin + size], data[begin + size :]


def _relay(safe: ssl.SSLSocket, near: socket.socket, patience: float) -> None:
    """Carry bytes both ways until either side has closed."""
    with safe, near, selectors.DefaultSelector() as watch, suppress(OSError):
        near.settimeout(patience)
        watch.register(safe, selectors.EVENT_READ)
        watch.register(near, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in watch.select()]
            if near in ready:
                asked = near.recv(_CHUNK)
                if not asked:
                    return
                safe.settimeout(patience)
                safe.sendall(asked)
            if not _drained(safe, near):
                return


def _drained(safe: ssl.SSLSocket, near: socket.socket) -> bool:
    """Hand on all that has come, which may be nothing; False where the server has closed."""
    safe.settimeout(0)
    while True:
        try:
            answered = safe.recv(_CHUNK)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return True
        if not answered:
            return False
        near.sendall(answered)
