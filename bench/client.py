"""Clients that do nothing but ask: raw sockets, for they share the cores with the servers.

`http.client` takes half a millisecond of CPU for a request; this takes a tenth of it.
"""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Load:
    """What came of some seconds of asking."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    """Seconds of each answer, sorted."""
    failures: list[bytes] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    def ms(self, percent: float) -> float:
        """Return the milliseconds within which so many percent were answered."""
        return self.times[min(len(self.times) - 1, int(len(self.times) * percent / 100))] * 1000

    def __str__(self) -> str:
        return (
            f"{self.rate:6.0f}/s  p50 {self.ms(50):6.1f} ms  p99 {self.ms(99):6.1f} ms"
            f"  max {self.ms(100):6.1f} ms"
        )


class Client:
    """One connection that is kept."""

    def __init__(self, port: int, headers: str = "") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._headers = f"Host: bench\r\nContent-Type: application/json\r\n{headers}"

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Send a request; return the status and the body of its answer."""
        head = f"POST {path} HTTP/1.1\r\n{self._headers}Content-Length: {len(body)}\r\n\r\n"
        self._socket.sendall(head.encode() + body)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._read()
        told, _, content = answer.partition(b"\r\n\r\n")
        length = int(told.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        while len(content) < length:
            content += self._read()
        return int(answer[9:12]), content

    def _read(self) -> bytes:
        got = self._socket.recv(65536)
        if not got:
            raise ConnectionError("the server has hung up")
        return got

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def load(
    ports: list[int],
    ask: Callable[[], tuple[str, bytes] | None],
    *,
    clients: int,
    seconds: float,
    headers: str = "",
) -> Load:
    """Let so many clients ask for some seconds, shared out over the ports.

    `ask` gives path and body of the next request; None = there are no more. Anything but 200 is a
    failure.
    """
    found, began = Load(), time.perf_counter()

    def work(port: int) -> None:
        client = Client(port, headers)
        while time.perf_counter() < began + seconds and (wanted := ask()) is not None:
            asked = time.perf_counter()
            status, content = client.post(*wanted)
            found.times.append(time.perf_counter() - asked)
            if status != 200:
                found.failures.append(content)
        client.close()

    threads = [
        threading.Thread(target=work, args=(ports[number % len(ports)],))
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.seconds = time.perf_counter() - began
    found.times.sort()
    return found
