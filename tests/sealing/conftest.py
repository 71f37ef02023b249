"""A small company whose record is sealed."""

import pytest

from engine import seals
from engine.sealer import Sealer, Sealing
from tests.usecases.diagrams import END, START, bpmn, path, user
from tests.usecases.world import World

SECRET = bytes(range(32))
WORK = bpmn(
    "work",
    START + user("UT_Work") + END + path("StartEvent_1", "UT_Work", "End_1"),
)


@pytest.fixture
def world(store):
    world = World(store)
    world.deploy(WORK)
    return world


@pytest.fixture
def sealing(tmp_path):
    return Sealing(key_file=tmp_path / "seal.key", folder=tmp_path / "checkpoints")


@pytest.fixture
def sealer(store, sealing):
    return Sealer(store, sealing)


@pytest.fixture
def seal(store):
    """Seal once, with a key that stays the same."""
    return lambda **more: store.run(lambda tx: seals.seal(tx, SECRET, algorithm="sha256", **more))
