"""SQLite's `INSERT OR REPLACE` deletes without a trigger of deletion: it is refused beforehand."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import make_url

from engine import seals
from engine.store import Store
from engine.store.roles import APPEND_ONLY
from tests.conftest import KEY
from tests.sealing.conftest import SECRET, WORK
from tests.usecases.world import World

OTHERS = (
    "INSERT INTO release_event VALUES (1, 0, 'a', 'A', 'x', NULL, NULL, NULL, NULL, NULL, '')",
    "INSERT INTO organisation_change VALUES (1, 0, 'a', 'A', 'x', '', 0, '[]')",
    "INSERT INTO operation VALUES (X'00', 'x', 0, 'a', 'A', '', '', '{}')",
    "INSERT INTO seal_node VALUES (8, 0, X'00')",
)


@pytest.fixture
def connection(sqlite_url):
    """Somebody with a client of his own, at a database whose tables have rows."""
    store = Store(sqlite_url, key=KEY)
    world = World(store)
    world.deploy(WORK)
    world.start("work")
    store.run(lambda tx: seals.seal(tx, SECRET, algorithm="sha256"))
    store.close()
    with closing(
        sqlite3.connect(make_url(sqlite_url).database, isolation_level=None)
    ) as connection:
        for statement in OTHERS:
            connection.execute(statement)
        yield connection


@pytest.mark.parametrize("table", [*APPEND_ONLY, "organisation_change"])
def test_a_row_that_is_there_is_not_replaced(connection, table):
    before = connection.execute(f"SELECT * FROM {table}").fetchall()

    with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"):
        connection.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")

    assert before
    assert connection.execute(f"SELECT * FROM {table}").fetchall() == before


@pytest.mark.parametrize(
    ("table", "columns", "values"),
    [
        ("seal_segment", "leaf, instance_id, first, last, hash", "99, instance_id, 1, last, hash"),
        ("seal_segment", "rowid, leaf, instance_id, first, last, hash", "1, 9, X'', 1, 9, hash"),
        ("seal_key", "rowid, id, verifier, endorsement, since", "1, 'x', '', '', 0"),
    ],
)
def test_nor_by_another_key_than_the_first(connection, table, columns, values):
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(
            f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {values} FROM {table}"
        )
