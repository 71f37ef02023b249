"""A new version of a process: what runs stays where it began, and the record names its content."""

import pytest

from engine.store import Store
from tests.conftest import KEY
from tests.usecases.diagrams import END, START, bpmn, path, user
from tests.usecases.world import World


@pytest.fixture
def world(sqlite_url):
    store = Store(sqlite_url, key=KEY, clock="manual")
    store.migrate()
    yield World(store)
    store.close()


def version(*steps):
    ids = [f"UT_{step}" for step in steps]
    body = START + "".join(user(id_) for id_ in ids) + END
    return bpmn("p", body + path("StartEvent_1", *ids, "End_1"))


def test_what_runs_stays_on_its_version_and_what_begins_later_has_the_new_one(world):
    world.deploy(version("A"))
    first = world.start("p")
    world.deploy(version("A", "B"))
    second = world.start("p")

    for case in (first, second):
        world.complete("UT_A", case=case)

    assert [(world.get(case).version, world.open(case)) for case in (first, second)] == [
        (1, []),
        (2, ["UT_B"]),
    ]


def test_the_record_of_a_case_names_the_content_of_its_version(world):
    world.deploy(version("A"))
    first = world.start("p")
    world.deploy(version("A", "B"))
    second = world.start("p")

    digests = [world.events(case, "InstanceStarted")[0].digest for case in (first, second)]
    kept = world.store.run(lambda tx: [tx.definitions.get(f"p:{n}").digest for n in (1, 2)])

    assert digests == kept
    assert len(set(digests)) == 2
