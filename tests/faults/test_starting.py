"""A server that cannot start says why in a sentence and ends; one that is told to end, ends with 0."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from engine import settings
from engine.errors import Unavailable
from tests.faults.server import _free_port
from tests.faults.test_many_processes import children_of, lives, waited_for

PATIENCE = 120.0  # seconds: a process imports the whole program, on a busy machine


class Serving:
    """One `guanjia serve`, whose exit code is seen, and all that it and its children print."""

    def __init__(self, folder, url, processes, **environment):
        self.log = folder / "server.log"
        self.port = _free_port()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-c", "from engine import cli; cli.main()", "serve"),
                    *("--port", str(self.port), "--processes", str(processes)),
                ],
                cwd=folder,
                stdout=log,
                stderr=log,
                env={
                    **os.environ,
                    "PYTHONPATH": str(Path(__file__).parents[2]),
                    "GUANJIA_DATABASE_URL": url,
                    "GUANJIA_KEY_FILE": str(folder / "guanjia.key"),
                    "GUANJIA_DEMO": "off",
                    "GUANJIA_SHIPPED": "off",
                    **environment,
                },
            )

    def ends(self):
        """Wait for its end; returns its exit code and what it said."""
        return self.process.wait(PATIENCE), self.log.read_text("utf-8")

    def children(self):
        """Return the ids of the processes that serve, where there are several."""
        return children_of(self.process.pid)

    def is_ready(self):
        assert self.process.poll() is None, self.log.read_text("utf-8")
        address = f"http://127.0.0.1:{self.port}/api/v1/health/ready"
        try:
            return httpx.get(address, timeout=5, trust_env=False).is_success
        except httpx.TransportError:
            return False


@pytest.fixture
def serving(tmp_path):
    """Start servers, and see to it that none is left."""
    started = []

    def start(url, processes=1, **environment):
        started.append(Serving(tmp_path, url, processes, **environment))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()


@pytest.mark.parametrize(("processes", "code"), [(1, 1), (2, 3)])
def test_a_setting_that_is_wrong_is_told_in_a_sentence_and_ends_all(serving, processes, code):
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"

    ended, said = serving(nowhere, processes, GUANJIA_WORKER="perhaps").ends()

    assert ended == code
    assert "GUANJIA_WORKER is 'perhaps': expected on or off" in said
    assert "Traceback" not in said
    assert said.count("'perhaps'") <= processes  # it is not tried again


@pytest.mark.parametrize("processes", [1, 2])
def test_a_start_that_fails_says_no_word_of_what_it_met(serving, tmp_path, processes):
    planted = tmp_path / "李梅13800001111"
    planted.mkdir()
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"

    ended, said = serving(nowhere, processes, GUANJIA_KEY_FILE=str(planted)).ends()

    assert ended == 3
    assert "builtins.IsADirectoryError" in said
    assert re.search(r"engine/settings\.py:\d+ read_key", said)
    assert planted.name not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("processes", [1, 2])
def test_a_server_that_is_told_to_end_ends_with_zero(serving, postgresql_url, processes):
    server = serving(postgresql_url, processes)
    waited_for(server.is_ready)

    server.process.send_signal(signal.SIGTERM)
    ended, said = server.ends()

    assert ended == 0
    assert "Traceback" not in said
    assert "CRITICAL" not in said


def test_processes_whose_first_one_is_killed_end_and_leave_the_port(serving, postgresql_url):
    server = serving(postgresql_url, 2)
    serve = waited_for(lambda: len(server.children()) == 2 and server.children())
    waited_for(server.is_ready)

    server.process.kill()
    server.process.wait()
    waited_for(lambda: not any(map(lives, serve)))

    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", server.port))


class Sqlite:
    """A database that cannot be opened until its folder is one: a file stands in its place."""

    def __init__(self, folder):
        self.path = folder / "guanjia.db"
        self.path.mkdir()
        self.waits = []
        self.settings = settings.Settings(
            database_url=f"sqlite:///{self.path}", key_file=folder / "guanjia.key", clock="system"
        )

    def open(self, pause):
        def wait(seconds):
            self.waits.append(seconds)
            pause(len(self.waits))

        return settings.open_store(self.settings, settings.PATIENCE, wait)


def test_who_starts_waits_for_the_database(tmp_path, caplog):
    database = Sqlite(tmp_path)

    store = database.open(lambda times: times == 3 and database.path.rmdir())
    store.close()

    assert database.waits == [1.0] * 3
    assert [each.levelname for each in caplog.records if each.name == "guanjia"] == ["WARNING"]
    assert "it is asked again for 15 s" in caplog.text


def test_who_starts_does_not_wait_for_ever(tmp_path):
    database = Sqlite(tmp_path)

    with pytest.raises(Unavailable):
        database.open(lambda _: None)

    assert database.waits == [1.0] * 15
