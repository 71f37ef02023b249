"""F10: the database's clock decides; a process whose clock is wrong does not start."""

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


def clock_off_by(hours):
    class Wrong(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(hours=hours)

    return Wrong


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_process_whose_clock_is_wrong_does_not_start(database_url, tmp_path, monkeypatch, hours):
    settings = Settings(
        database_url=database_url, key_file=tmp_path / "guanjia.key", clock="system"
    )
    monkeypatch.setattr(opening, "datetime", clock_off_by(hours))

    with pytest.raises(Invalid, match=f"clock is {hours * 3600} s off the database's"):
        open_store(settings)


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_worker_whose_clock_goes_wrong_fires_by_the_databases_clock(
    postgresql_url, tmp_path, monkeypatch, hours
):
    store = open_store(
        Settings(database_url=postgresql_url, key_file=tmp_path / "guanjia.key", clock="system")
    )
    world = World(store)
    world.deploy(HOUR)
    monkeypatch.setattr(session, "datetime", clock_off_by(hours))

    case = world.start("hour")
    fired = Worker(store).run_due()
    with store.read() as tx:
        off = abs(tx.now - datetime.now(UTC))
    store.close()

    assert (fired, case.state) == (0, "active")
    assert off < timedelta(minutes=1)
