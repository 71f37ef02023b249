"""Signs of life: whoever runs the system sees that a worker works, and which one fell silent."""

import socket
import threading
from datetime import timedelta

import pytest

from engine import cli, worker
from engine.errors import Unavailable
from engine.store.workers import ALIVE
from engine.worker import Worker
from tests.api.serving import Client, app_of, furnish, settings_of
from tests.usecases import diagrams
from tests.usecases.world import World


class Twice(threading.Event):
    """Stops a loop after two looks for work."""

    def __init__(self):
        super().__init__()
        self.looks = 0

    def wait(self, timeout=None):
        self.looks += 1
        if self.looks == 2:
            self.set()


def living(store):
    with store.read() as tx:
        return tx.workers.all(), tx.workers.alive(), tx.vitals.figures()


@pytest.fixture
def watched(manual_store, monkeypatch):
    """Run a worker's loop, and keep what is known of it at each of its looks."""
    seen = []
    monkeypatch.setattr(worker, "BEAT", 0.0)

    class Watched(Twice):
        def wait(self, timeout=None):
            seen.append(living(manual_store))
            super().wait(timeout)

    def run():
        Worker(manual_store).loop(Watched())
        return seen

    return run


def test_a_worker_gives_signs_of_life_until_it_ends(manual_store, watched):
    world = World(manual_store)
    world.deploy(diagrams.WITH_TIMERS)
    world.start("with-timers")
    manual_store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))

    first, second = watched()

    (told,), alive, figures = second
    assert told.name.startswith(f"{socket.gethostname()}-")
    assert (alive, figures.workers, figures.silence) == (1, 1, 0.0)
    assert told.done > 0
    assert first[0][0].started_at == told.started_at
    assert living(manual_store)[:2] == ([], 0)


def test_a_worker_that_fell_silent_is_known_for_a_day_and_counts_no_more(manual_store):
    def beat(name):
        return lambda tx: tx.workers.beat(name, started_at=tx.now, done=0)

    manual_store.run(beat("silent-1"))
    manual_store.run(lambda tx: tx.clock.advance(ALIVE + timedelta(seconds=1)))
    known, alive, figures = living(manual_store)
    manual_store.run(lambda tx: tx.clock.advance(timedelta(days=1)))
    manual_store.run(beat("other-1"))
    later = living(manual_store)[0]

    assert ([each.name for each in known], alive, figures.workers) == (["silent-1"], 0, 0)
    assert figures.silence == 31.0
    assert [each.name for each in later] == ["other-1"]


def test_a_sign_of_life_is_given_every_some_seconds_only(manual_store, monkeypatch):
    beats = []
    monkeypatch.setattr("engine.store.workers.Workers.beat", lambda *_, **more: beats.append(more))

    Worker(manual_store).loop(Twice())

    assert len(beats) == 1


def test_a_worker_ends_though_the_database_is_away(manual_store, monkeypatch):
    def away(*_):
        raise Unavailable("away")

    monkeypatch.setattr("engine.store.workers.Workers.end", away)

    Worker(manual_store).loop(Twice())

    assert living(manual_store)[1] == 1


def test_health_tells_whether_a_worker_lives_and_so_does_the_probe(
    sqlite_url, tmp_path, monkeypatch, capsys
):
    settings = settings_of(sqlite_url, tmp_path)
    furnish(settings)
    app = app_of(settings, shipped=False)
    monkeypatch.setenv("GUANJIA_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("GUANJIA_KEY_FILE", str(settings.key_file))
    monkeypatch.setenv("GUANJIA_CLOCK", "manual")

    def probe():
        monkeypatch.setattr("sys.argv", ["guanjia", "worker-alive"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, capsys.readouterr().out.split()[0]

    with Client(app).http as http:
        none = http.get("/api/v1/health/workers"), probe()
        name = f"{socket.gethostname()}-0"
        beat = app.state.store.run
        beat(lambda tx: tx.workers.beat(name, started_at=tx.now, done=0))
        beat(lambda tx: tx.workers.beat("elsewhere-0", started_at=tx.now, done=0))
        some = http.get("/api/v1/health/workers"), probe()

    assert (none[0].status_code, none[1]) == (503, (1, "0"))
    assert "no worker" in none[0].text
    assert (some[0].json(), some[1]) == ({"status": "ok", "workers": 2}, (0, "1"))
