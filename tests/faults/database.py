"""A PostgreSQL server of a test's own, with everything on disk, that may be stopped at any moment."""

import os
import signal
import subprocess
import threading
import time

from sqlalchemy import make_url

from tests.databases import execute


class Database:
    """One server with one database `away`."""

    def __init__(self, pgserver, folder):
        self._server = pgserver.get_server(folder, cleanup_mode="delete")
        self.folder = folder
        self._running = folder / "postmaster.pid"
        self.owner = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        execute(self.owner, "CREATE DATABASE away")
        self.url = self.owner.set(database="away").render_as_string(hide_password=False)

    def stop(self):
        """Stop it without a checkpoint, as a loss of power does: it recovers from its log."""
        os.kill(self._server.get_pid(), signal.SIGQUIT)
        while self.is_running:
            threading.Event().wait(0.02)

    @property
    def is_running(self):
        """Whether it has begun and not ended, by whatever cause."""
        return self._running.exists()

    def start(self):
        """Start it; on a busy machine its recovery takes longer than the package waits for it."""
        try:
            self._server.ensure_postgres_running()
        except subprocess.TimeoutExpired:
            self._wait_until_ready()
            self._server.ensure_postgres_running()

    def _wait_until_ready(self):
        until = time.monotonic() + 60
        while not (self.is_running and "ready" in self._running.read_text()):
            assert time.monotonic() < until, "PostgreSQL does not come back"
            threading.Event().wait(0.1)

    def close(self):
        self._server.cleanup()
