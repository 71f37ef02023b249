"""A process that carries out one request and is killed at a named point of it.

Run by a fork server: it has imported the program, and each victim is a fork of it.
"""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import sqlalchemy as sa
from starlette.testclient import TestClient

from api.app import create_app
from api.options import Options
from engine.sealer import Sealer, of_environment
from engine.settings import Settings, open_store
from engine.store.postgresql import Postgresql
from engine.store.sqlite import Sqlite
from engine.worker import Worker

POINTS = ("before the write", "after the write", "before the commit", "after the commit")
BACKENDS = (Sqlite, Postgresql)
OPTIONS = Options(demo=False, shipped=False, worker=False)


def die() -> None:
    """Be gone at once, with everything that is not on disk."""
    os.kill(os.getpid(), signal.SIGKILL)


def request(
    settings: Settings, token: str, path: str, more: Mapping[str, Any], point: str | None = None
) -> tuple[int, bytes]:
    """Send one request, always under the same key; the application dies at the point, if any."""
    app = create_app(settings, OPTIONS)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "the key"}
    with TestClient(app) as client:
        if point is not None:
            client.get("/api/v1/user-tasks", headers=headers)  # notes that the token is used
            _arm(point)
        answer = client.post(f"/api/v1{path}", headers=headers, **more)
    return answer.status_code, answer.content


def work_due(settings: Settings, point: str) -> None:
    """Let the worker take what is due and die at the point of carrying it out."""
    store = open_store(settings)
    carry_out, fire = Worker._carry_out, Worker._fire

    def armed(self: Worker, job: Any) -> None:
        _arm(point)
        carry_out(self, job)

    def armed_together(self: Worker, jobs: Any, stop: Any) -> int:
        _arm(point)
        return fire(self, jobs, stop)

    Worker._carry_out, Worker._fire = armed, armed_together
    Worker(store).run_due()


def seal(settings: Settings, point: str) -> None:
    """Seal the record and die at the point of it."""
    store = open_store(settings)
    sealer = Sealer(store, of_environment(settings, {}))
    _arm(point)
    sealer.run_once()


def _arm(point: str) -> None:
    for backend in BACKENDS:
        if point.endswith("the write"):
            backend.write = _around(backend.write, point)
        else:
            backend.begin = contextmanager(partial(_begin, backend.begin, point))


def _around(write: Callable[..., None], point: str) -> Callable[..., None]:
    def dying(self: Any, connection: sa.Connection, changes: Any) -> None:
        if point.startswith("after"):
            write(self, connection, changes)
        die()

    return dying


def _begin(begin: Callable[..., Any], point: str, self: Any) -> Iterator[sa.Connection]:
    with begin(self) as connection:
        yield connection
        if point.startswith("before"):
            die()
    die()
