import pytest

from engine.store.tables import metadata
from tests.usecases.world import World


@pytest.fixture
def world(manual_store):
    """A company on each kind of database, whose clock stands still until it is moved."""
    return World(manual_store)


@pytest.fixture
def left(world):
    """Tell in which columns of the whole database a text still stands."""

    def look(*texts):
        with world.store.read() as tx:
            return sorted(
                {
                    f"{table.name}.{name}"
                    for table in metadata.sorted_tables
                    for row in tx._session.rows(table.select())
                    for name, value in row.items()
                    for text in texts
                    if text in _text(value)
                }
            )

    return look


def _text(value):
    return value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value)
