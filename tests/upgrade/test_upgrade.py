"""F12: what an earlier release has left, in every wait state, loads and is carried to its end.

Each file is a database as that day's release left it (make.py), named after the day.
"""

import gzip
import sqlite3
from pathlib import Path

import pytest

from engine import audit, incidents, instances, jobs, signals
from engine.model.organisation import Organisation
from engine.store import CaseQuery, Store
from tests.faults.check import check
from tests.upgrade.make import KEY
from tests.usecases.world import World

RELEASES = sorted(Path(__file__).parent.glob("*.sql.gz"))


@pytest.fixture(params=RELEASES, ids=lambda path: path.name.partition(".")[0])
def world(request, tmp_path):
    """The company of an earlier release, opened by this one."""
    file = tmp_path / "guanjia.db"
    with sqlite3.connect(file) as connection:
        connection.executescript(gzip.decompress(request.param.read_bytes()).decode())
    connection.close()
    store = Store(f"sqlite:///{file}", key=KEY, clock="manual")
    store.migrate()
    world = World.__new__(World)  # its organisation is the one that was kept
    world.store = store
    yield world
    store.close()


def cases(world):
    found = world.store.run(lambda tx: tx.cases.page(CaseQuery(key="every"))).items
    return sorted(found, key=lambda case: case.started_at)


def test_the_record_and_the_state_of_an_earlier_release_still_hold(world):
    assert list(world.do(audit.verify_all, by="aud")) == []
    assert [case.state for case in cases(world)] == ["active", "suspended"]
    assert all(world.replays(case) for case in cases(world))
    assert isinstance(world.store.run(lambda tx: tx.people.organisation()), Organisation)


def test_every_wait_state_of_an_earlier_release_is_carried_to_its_end(world):
    waiting, held = cases(world)
    world.do(instances.resume, held.id, by="ada", reason="继续")

    for case in (waiting, held):
        carry_on(world, case)
    for type_ in ("work", "stuck"):
        for job in world.do(jobs.activate, type_, by="ada", limit=5):
            world.do(jobs.complete, job.id, by="ada")
    world.advance(hours=4)

    assert [case.state for case in cases(world)] == ["completed", "completed"]
    assert check(world.store) == []


def carry_on(world, case):
    """Do what each wait state waits for, but the time."""
    for element_id in ("UT_Ready", "UT_Claimed", "UT_Grown", "UT_Inner", *["UT_Each"] * 3):
        world.complete(element_id, by="bob", case=case)
    (called,) = (each for each in world.cases("called") if each.parent_id == case.id)
    world.complete("UT_Called", case=called)
    world.publish("Msg_A", f"{case.business_key}Msg_A", by="ada")
    world.do(signals.broadcast, "Sig_A", by="ada")
    world.do(instances.write_variables, case.id, by="ada", variables={"go": True}, reason="去吧")
    for incident in world.incidents(case):
        world.do(incidents.retry, incident.id, by="ada", reason="再试")
    world.run_due()
