"""Two versions of the program on one database: what a newer one has added does not stop an older."""

import ast
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.errors import Invalid
from engine.store import Store, migrating
from tests.conftest import KEY
from tests.usecases import diagrams
from tests.usecases.world import World

VERSIONS = Path(migrating.__file__).parent / "migrations" / "versions"


def change(url, *statements):
    """Do to a database what the migrations of a program to come would do."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def level(url):
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        [(found, oldest)] = connection.exec_driver_sql("SELECT level, oldest FROM schema_level")
    engine.dispose()
    return found, oldest


@pytest.fixture
def opened():
    """Open stores that are closed in the end, whatever happens."""
    stores = []

    def open_(url):
        stores.append(Store(url, key=KEY))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()


@pytest.fixture
def own_url(tmp_path, database_url, opened):
    """A database whose schema may be changed, migrated just now."""
    if database_url.startswith("postgresql"):
        change(database_url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
        url = database_url
    else:
        url = f"sqlite:///{tmp_path}/own.db"
    opened(url).migrate()
    return url


def test_the_level_of_the_schema_counts_its_migrations(own_url):
    found, oldest = level(own_url)

    assert found == len(list(VERSIONS.glob("r*.py")))
    assert 0 < oldest <= found


def test_an_older_program_works_on_with_a_schema_that_a_newer_one_has_added_to(own_url, opened):
    newer = level(own_url)[0] + 2
    change(
        own_url,
        "ALTER TABLE user_task ADD COLUMN mood TEXT",
        "ALTER TABLE process_instance ADD COLUMN colour TEXT NOT NULL DEFAULT 'green'",
        "CREATE TABLE things_to_come (id INTEGER PRIMARY KEY)",
        "UPDATE alembic_version SET version_num = 'things_to_come'",
        f"UPDATE schema_level SET level = {newer}",
    )

    store = opened(own_url)
    store.migrate()
    world = World(store)
    world.deploy(diagrams.REQUEST, **diagrams.REQUEST_FORMS)
    case = world.start("request", by="ann", project="HY01")

    assert world.task("UT_Fill", case).id is not None
    assert level(own_url)[0] == newer


def test_an_older_program_does_not_start_where_what_it_needs_was_taken_away(own_url, opened):
    newer = level(own_url)[0] + 1
    change(
        own_url,
        "UPDATE alembic_version SET version_num = 'without_boxes'",
        f"UPDATE schema_level SET level = {newer}, oldest = {newer}",
    )
    store = opened(own_url)

    with pytest.raises(Invalid, match=f"schema {newer}, which needs .*start the newer version"):
        store.migrate()


@pytest.mark.parametrize("lacking", ["DROP TABLE schema_level", "DELETE FROM schema_level"])
def test_a_schema_of_somebody_else_is_refused(own_url, opened, lacking):
    change(own_url, "UPDATE alembic_version SET version_num = 'foreign'", lacking)
    store = opened(own_url)

    with pytest.raises(Invalid, match="a schema that this program does not know"):
        store.migrate()


def test_a_migration_that_takes_something_away_says_so():
    for path in sorted(VERSIONS.glob("r*.py")):
        tree = ast.parse(path.read_text())
        called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        named = {t.id for n in tree.body if isinstance(n, ast.Assign) for t in n.targets}

        takes_away = called & {"drop_table", "drop_column", "rename_table", "drop_constraint"}
        assert not takes_away or "removes" in named or path.stem in EARLIER, path.name


EARLIER = frozenset({"r_start_triggers"})
"""Older than the table of levels: programs before that table start on no newer schema at all."""


def test_those_who_prepare_a_database_do_so_one_after_the_other(store, database_url):
    other, inside, order = Store(database_url, key=KEY), threading.Event(), []

    def second():
        inside.wait()
        with other.alone():
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with store.alone():
        inside.set()
        if database_url.startswith("postgresql"):
            thread.join(0.2)
        order.append("first")
    thread.join()
    other.close()

    assert sorted(order) == ["first", "second"]
    if database_url.startswith("postgresql"):
        assert order == ["first", "second"]
