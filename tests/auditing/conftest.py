import pytest

from tests.usecases.world import World


@pytest.fixture
def world(manual_store):
    """A company on each kind of database, whose clock stands still until it is moved."""
    return World(manual_store)
