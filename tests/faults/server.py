"""A real server process, `guanjia serve`, that a test may kill at any moment."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Self

import httpx

from engine.settings import Settings

READY = 60.0  # seconds that a start may take on a machine that does much else
_NEVER = threading.Event()


class Nursery:
    """Starts servers without importing the program each time (see tests/faults/nursery.py)."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, arguments: list[str], environment: dict[str, str], log: Path) -> int:
        """Start a server; returns the id of its process."""
        wanted = {"arguments": arguments, "environment": environment, "log": str(log)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


class Server:
    """One `guanjia serve` on a port of its own; the port stays when it is started again."""

    more: tuple[str, ...] = ()
    """Further arguments of the command."""
    ready = READY

    def __init__(
        self, nursery: Nursery, settings: Settings, folder: Path, **environment: str
    ) -> None:
        self.log = folder / "server.log"
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._nursery = nursery
        self._environment = {
            "GUANJIA_DATABASE_URL": settings.database_url,
            "GUANJIA_KEY_FILE": str(settings.key_file),
            "GUANJIA_CLOCK": settings.clock,
            "GUANJIA_DEMO": "off",
            "GUANJIA_SHIPPED": "off",
            **environment,
        }
        self._pid: int | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._pid is not None:
            self.kill()

    def start(self) -> None:
        """Start it, and wait until it serves: it listens once it is ready."""
        arguments = ["serve", "--port", str(self.port), *self.more]
        self._pid = self._nursery.start(arguments, self._environment, self.log)
        give_up = time.monotonic() + self.ready
        while not self._listens():
            assert _lives(self._pid), f"the server ended:\n{self.log.read_text()}"
            assert time.monotonic() < give_up, "the server does not get ready"
            _NEVER.wait(0.02)

    def kill(self) -> None:
        """Kill it with SIGKILL: it gets no chance to finish anything."""
        assert self._pid is not None
        os.kill(self._pid, signal.SIGKILL)
        while _lives(self._pid):
            _NEVER.wait(0.005)
        self._pid = None

    def restart(self) -> None:
        """Kill it and start it again."""
        self.kill()
        self.start()

    def troubles(self) -> list[str]:
        """Return what it logged that nobody should ever read there."""
        words = ("Traceback", "ERROR", "is locked", "deadlock", "500 Internal")
        return [line for line in self.log.read_text().splitlines() if any(w in line for w in words)]

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Client:
    """Somebody with an API token, who asks again under the same key until there is an answer."""

    def __init__(self, address: str, token: str, patience: float = READY) -> None:
        self._http = httpx.Client(
            base_url=f"{address}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
            trust_env=False,
        )
        self._patience = patience
        self.cut_off = 0
        self.unavailable = 0
        self.slowest = 0.0
        """Seconds of the request that took longest, whatever came of it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **params: str) -> httpx.Response:
        return self._insist("GET", path, params=params)

    def post(self, path: str, json: object, key: str | None = None) -> httpx.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        return self._insist("POST", path, json=json, headers=headers)

    def once(self, method: str, path: str, **more: object) -> httpx.Response:
        """Ask once, whatever happens."""
        began = time.monotonic()
        try:
            return self._http.request(method, path, **more)
        finally:
            self.slowest = max(self.slowest, time.monotonic() - began)

    def _insist(self, method: str, path: str, **more: object) -> httpx.Response:
        give_up = time.monotonic() + self._patience
        while True:
            try:
                answer = self.once(method, path, **more)
            except httpx.TransportError:
                self.cut_off += 1
            else:
                if answer.status_code != 503:
                    return answer
                self.unavailable += 1
            if time.monotonic() > give_up:
                raise TimeoutError(f"no answer to {method} {path}")
            _NEVER.wait(0.05)
