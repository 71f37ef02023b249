"""The schema: made by migrations, the same as the tables say, from an installed package too."""

import sqlite3
import threading
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from engine.errors import Unavailable
from engine.store import Store
from engine.store.tables import metadata

KEY = b"a key for tests, 32 bytes of it."


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    """The URL of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    url = request.getfixturevalue("postgresql_url")
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return url


def test_the_migrations_make_exactly_the_tables_that_the_code_uses(empty_url):
    store = Store(empty_url, key=KEY)
    store.migrate()

    with store.read() as tx:
        context = MigrationContext.configure(
            tx._session.connection,
            opts={"compare_type": _compare_type, "include_name": _comparable},
        )
        differences = compare_metadata(context, metadata)
    store.close()

    assert differences == []


def _comparable(name, kind, _parents):
    """PostgreSQL rewrites the text of an index over an expression, SQLite does not tell it."""
    return kind != "index" or name not in {"ix_process_instance_grams", "ix_history_said"}


def _compare_type(context, _inspected, _column, found, wanted):
    compiled = [kind.compile(dialect=context.dialect) for kind in (found, wanted)]
    return compiled[0] != compiled[1]


def test_a_database_can_be_migrated_twice_and_by_two_processes_at_once(empty_url):
    stores = [Store(empty_url, key=KEY) for _ in range(2)]
    failures = []

    def migrate(store):
        try:
            store.migrate()
        except Exception as error:  # noqa: BLE001  # handed to the test
            failures.append(error)

    threads = [threading.Thread(target=migrate, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stores[0].migrate()
    for store in stores:
        store.close()

    assert failures == []


@pytest.fixture
def other(tmp_path):
    """Another process on a new SQLite file that has not been turned over to a log ahead yet."""
    connection = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    yield connection
    connection.close()


def test_a_new_file_is_waited_for_while_another_process_turns_it_over(tmp_path, other, monkeypatch):
    store = Store(f"sqlite:///{tmp_path}/new.db", key=KEY)
    other.execute("BEGIN IMMEDIATE")  # SQLite refuses the mode at once, without any waiting
    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        other.execute("ROLLBACK")

    monkeypatch.setattr("engine.store.sqlite.time.sleep", pause)
    store.migrate()
    store.close()

    assert len(pauses) == 1
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_that_another_process_never_gives_back_is_waited_for_five_seconds(
    tmp_path, other, monkeypatch
):
    store = Store(f"sqlite:///{tmp_path}/new.db", key=KEY)
    other.execute("BEGIN IMMEDIATE")
    pauses = []
    clock = SimpleNamespace(monotonic=lambda: len(pauses) / 2, sleep=pauses.append)

    monkeypatch.setattr("engine.store.sqlite.time", clock)
    with pytest.raises(Unavailable, match="locked"):
        store.migrate()
    store.close()

    assert len(pauses) == 11  # at 5.5 s it is over


def test_who_migrates_waits_as_long_as_another_migration_takes(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/new.db", key=KEY)

    with store._backend.migrating() as connection:
        patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    with store._backend.begin() as connection:
        afterwards = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    store.close()

    assert (patience, afterwards) == (600_000, 5_000)


def test_every_table_of_the_design_is_there():
    assert {"history", "process_instance", "user_task", "inbox", "job", "subscription"} <= set(
        metadata.tables
    )
