"""F12: what an earlier release has left, in every wait state, loads and is carried to its end.

Each file is a database as that day's release left it (make.py), named after the day and its kind.
"""

import gzip
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine import audit, incidents, instances, jobs, signals
from engine.model.organisation import Organisation
from engine.store import CaseQuery, Store
from tests.databases import execute
from tests.faults.check import check
from tests.usecases.world import World

KEY = b"a key for tests, 32 bytes of it."  # of every release in this folder
RELEASES = sorted(Path(__file__).parent.glob("*.sql.gz"))


@pytest.fixture(params=RELEASES, ids=lambda path: path.name.removesuffix(".sql.gz"))
def url(request, tmp_path):
    """The URL of a database as an earlier release has left it."""
    text = gzip.decompress(request.param.read_bytes()).decode()
    if request.param.name.split(".")[1] == "sqlite":
        file = tmp_path / "guanjia.db"
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(text)
        yield f"sqlite:///{file}"
    else:
        yield from _restored(request.getfixturevalue("postgresql_server")[0], text)


def _restored(server, text):
    """Put a dump into a database of its own, which is dropped in the end."""
    name = f"guanjia_upgrade_{os.getpid()}"
    execute(server, f'CREATE DATABASE "{name}"')
    own = server.set(database=name)
    execute(own, text)
    yield own.render_as_string(hide_password=False)
    execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def world(url):
    """The company of an earlier release, opened by this one."""
    store = Store(url, key=KEY, clock="manual")
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


def test_every_wait_state_of_an_earlier_release_is_carried_to_its_end(world, tally):
    waiting, held = cases(world)
    world.do(instances.resume, held.id, by="ada", reason="继续")

    for case in (waiting, held):
        carry_on(world, case)
    for type_ in ("work", "stuck"):
        for job in world.do(jobs.activate, type_, by="ada", limit=5):
            world.do(jobs.complete, job.id, by="ada")
    world.advance(hours=4)

    assert [case.state for case in cases(world)] == ["completed", "completed"]
    violations = check(world.store)
    tally(cases=2, violations=len(violations))
    assert violations == []


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
