"""F10: the database's clock decides; a process whose clock is wrong does not start."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import Invalid
from engine.settings import Settings, open_store
from engine.store import opening, session
from engine.worker import Worker
from tests.usecases.diagrams import END, START, bpmn, path
from tests.usecases.world import World

HOUR = bpmn(
    "hour",
    START
    + '<intermediateCatchEvent id="T_1"><timerEventDefinition id="TD_1"><timeDuration xsi:type="tFormalExpression">PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>'
    + END
    + path("StartEvent_1", "T_1", "End_1"),
)


def clock_off_by(seconds):
    class Wrong(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(seconds=seconds)

    return Wrong


@pytest.mark.parametrize("off", [-7200, -10, 10, 7200])  # seconds; five are allowed
def test_a_process_whose_clock_is_wrong_does_not_start(database_url, tmp_path, monkeypatch, off):
    settings = Settings(
        database_url=database_url, key_file=tmp_path / "guanjia.key", clock="system"
    )
    monkeypatch.setattr(opening, "datetime", clock_off_by(off))

    with pytest.raises(Invalid, match=r"clock is -?\d+ s off the database's") as refused:
        open_store(settings)

    (told,) = re.findall(r"-?\d+", str(refused.value))
    assert abs(int(told) - off) < 5  # what a busy machine takes to ask


@pytest.mark.parametrize("off", [-2, 2])
def test_a_process_whose_clock_is_nearly_right_starts(database_url, tmp_path, monkeypatch, off):
    settings = Settings(
        database_url=database_url, key_file=tmp_path / "guanjia.key", clock="system"
    )
    monkeypatch.setattr(opening, "datetime", clock_off_by(off))

    store = open_store(settings)
    with store.read() as tx:
        by_the_database = tx.now
    store.close()

    assert abs(by_the_database - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_worker_whose_clock_goes_wrong_fires_by_the_databases_clock(
    postgresql_url, tmp_path, monkeypatch, hours
):
    store = open_store(
        Settings(database_url=postgresql_url, key_file=tmp_path / "guanjia.key", clock="system")
    )
    world = World(store)
    world.deploy(HOUR)
    monkeypatch.setattr(session, "datetime", clock_off_by(3600 * hours))

    case = world.start("hour")
    fired = Worker(store).run_due()
    with store.read() as tx:
        off = abs(tx.now - datetime.now(UTC))
    store.close()

    assert (fired, case.state) == (0, "active")
    assert off < timedelta(minutes=1)
