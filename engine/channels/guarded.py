"""HTTP to addresses that somebody typed in: never into one's own network unless that is allowed.

The name is looked up once, every address it has is judged, and the connection goes to the address
that was judged, so that a name which answers differently the second time gains nothing (CWE-918).
Redirects are not followed.
"""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from engine.channels.base import Undeliverable, Unreachable

TIMEOUT: Final = 5.0  # seconds for connecting and for each read: a receiver only has to note it
WHOLE: Final = (
    15.0  # seconds for a whole call: one who sends a byte now and then holds up no others
)
LARGEST: Final = 64 * 1024  # bytes of an answer that are read
_PORTS: Final = {"http": 80, "https": 443}
_TRY_AGAIN: Final = frozenset({408, 425, 429})
_FINE: Final = range(200, 300)
_SERVER: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A URL that may be called, and the network address that was judged."""

    url: SplitResult = field(repr=False)
    host: str
    port: int
    ip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Calls URLs; `private` allows those in one's own network."""

    private: bool = False
    timeout: float = TIMEOUT
    whole: float = WHOLE

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Post a body and return what was answered, up to 64 KB.

        Raises Undeliverable for an address that may not be called and for a refusal (4xx),
        Unreachable for everything that may be better the next time.
        """
        return self.request("POST", url, body, headers)

    def json(
        self, method: str, url: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        """Call with a JSON body and return the object that was answered.

        Also one that came with a refusal: platforms say there what was wrong, in a code of theirs.
        Raises as `post` does where there is no such object.
        """
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        kind = {"Content-Type": "application/json; charset=utf-8"} if content else {}
        status, answered = self._exchange(method, url, content, {**kind, **headers})
        if status >= _SERVER or status in _TRY_AGAIN:
            _check(status, answered)
        try:
            found = json.loads(answered)
        except ValueError:
            found = None
        if isinstance(found, dict):
            return found
        _check(status, answered)
        raise Unreachable("the answer is no JSON object")

    def request(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Call a URL; raises as `post` does."""
        status, content = self._exchange(method, url, body, headers)
        _check(status, content)
        return content

    def _exchange(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        target = self.judged(url)
        connection = _Connection(target, self.timeout)
        path = target.url.path or "/"
        if target.url.query:
            path += f"?{target.url.query}"
        watch = threading.Timer(self.whole, connection.abort)
        watch.start()
        try:
            connection.request(method, path, body=body or None, headers=dict(headers))
            response = connection.getresponse()
            answered = response.status, response.read(LARGEST)
        except (OSError, http.client.HTTPException) as error:
            said = f"{type(error).__name__}: {error}"
            raise Unreachable(self._late() if connection.is_late else said) from error
        finally:
            watch.cancel()
            connection.close()
        if connection.is_late:
            raise Unreachable(self._late())
        return answered

    def _late(self) -> str:
        return f"no whole answer within {self.whole:g} s"

    def judged(self, url: str) -> Address:
        """Look a URL's host up and return the address to call.

        Raises Undeliverable where it is no http(s) URL or leads where it may not, Unreachable
        where the name is not known now.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
            raise Undeliverable("expected a URL http(s)://host/… without user and password")
        port = _port(parts)
        found = _looked_up(parts.hostname, port)
        if not self.private and not all(ipaddress.ip_address(ip).is_global for ip in found):
            raise Undeliverable(f"{parts.hostname} lies in a private network")
        return Address(url=parts, host=parts.hostname, port=port, ip=found[0])


class _Connection(http.client.HTTPConnection):
    """A connection to the address that was judged; TLS names and checks the host."""

    def __init__(self, target: Address, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self._target = target
        self.is_late = False

    def abort(self) -> None:
        """End the call from outside, whatever it waits for."""
        self.is_late = True
        with suppress(OSError, TypeError):  # closed already, or not connected yet
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def connect(self) -> None:
        """Connect to the judged address."""
        plain = socket.create_connection((self._target.ip, self._target.port), self.timeout)
        if self._target.url.scheme == "http":
            self.sock = plain
            return
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(plain, server_hostname=self._target.host)


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise Undeliverable("the URL's port is no port") from None


def _looked_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host} is not known: {error}") from error
    return [str(each[4][0]).partition("%")[0] for each in found]


def _check(status: int, content: bytes) -> None:
    if status in _FINE:
        return
    said = content[:200].decode("utf-8", "replace")
    if status in _TRY_AGAIN or status >= _SERVER:
        raise Unreachable(f"HTTP {status} {said}".strip())
    raise Undeliverable(f"HTTP {status} {said}".strip())
