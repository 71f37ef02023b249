"""The commands `guanjia database …`, and what `guanjia verify` says of one case."""

import sqlite3
import sys
from contextlib import closing

import pytest

from engine import cli, safekeeping, settings
from tests.sealing.conftest import WORK
from tests.usecases.world import World


@pytest.fixture
def guanjia(tmp_path, monkeypatch, capsys):
    """Run `guanjia …` in a folder of its own; returns exit code, what was printed, what failed."""
    monkeypatch.chdir(tmp_path)
    for name in ("GUANJIA_DATABASE_URL", "GUANJIA_KEY_FILE", "GUANJIA_CLOCK"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["guanjia", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return run


def test_a_database_is_upgraded_and_copied_while_it_is_in_use(guanjia, tmp_path):
    upgraded = guanjia("database", "upgrade")
    code, said, _ = guanjia("database", "backup", tmp_path / "copy.db")

    assert upgraded == (0, "the database has the newest schema\n", "")
    assert (code, said[-6:]) == (0, "bytes\n")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM history").fetchone() == (0,)


def test_the_grants_of_the_applications_role_are_printed(guanjia):
    code, said, _ = guanjia("database", "role", "app")

    assert code == 0
    assert 'REVOKE UPDATE, DELETE, TRUNCATE ON history FROM "app";\n' in said


def test_sqlite_has_no_roles(guanjia):
    code, _, said = guanjia("database", "role", "app", "--execute")

    assert code == 1
    assert "SQLite has no roles" in said


def test_the_role_is_granted_on_postgresql(guanjia, monkeypatch, postgresql_url):
    monkeypatch.setenv("GUANJIA_DATABASE_URL", postgresql_url)

    unknown = guanjia("database", "role", "nobody at all", "--execute")
    granted = guanjia("database", "role", "pg_monitor", "--execute")

    assert unknown[0] == 1
    assert granted[1].startswith("pg_monitor may run the application")


def test_an_altered_case_is_named_when_it_alone_is_asked_for(guanjia, tmp_path):
    store = settings.open_store(settings.of_environment())
    world = World(store)
    world.deploy(WORK)
    case = world.start("work")
    store.close()
    with closing(sqlite3.connect(tmp_path / "data/guanjia.db")) as connection, connection:
        connection.execute("DROP TRIGGER history_no_update")
        connection.execute("UPDATE history SET actor = 'x' WHERE seq = 2")

    code, said, _ = guanjia("verify", case.id)

    assert code == 1
    assert said == f"case {case.id}, row 2: hash does not match what the row says\n"


def test_a_long_verification_says_how_far_it_is(guanjia, monkeypatch):
    monkeypatch.setattr(safekeeping, "_TOLD", 1)
    store = settings.open_store(settings.of_environment())
    world = World(store)
    world.deploy(WORK)
    world.start("work")
    store.close()

    code, said, told = guanjia("verify")

    assert (code, said) == (0, "the record is whole\n")
    assert "1 of 1 cases are checked" in told
