"""F17: whoever changes the record with plain SQL is found, and told where he began."""

import re
import sqlite3
import sys
from contextlib import closing, contextmanager

import psycopg
import pytest
from sqlalchemy import make_url

from engine import cli, history
from engine.model import Actor
from engine.store import Store
from engine.store.tables.record import history as table
from tests.faults.company import WORK, furnish
from tests.usecases.world import World


@pytest.fixture
def company(database_url, tmp_path):
    return furnish(database_url, tmp_path, WORK)


@pytest.fixture
def case(company):
    """A case with some history, and another one that nobody touches."""
    store = company.open()
    world = World(store)
    case = world.start("work", variables={"mark": "m1"})
    world.complete("UT_Work", case=case, mark="m2")
    world.start("work", variables={"mark": "m3"})
    store.close()
    return case


@pytest.fixture
def verify(company, monkeypatch, capsys):
    """Run `guanjia verify`; returns the exit code and what it prints."""
    settings = company.settings
    monkeypatch.setenv("GUANJIA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("GUANJIA_KEY_FILE", str(settings.key_file))

    def run():
        monkeypatch.setattr(sys, "argv", ["guanjia", "verify"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, capsys.readouterr().out

    return run


class Sql:
    """Somebody with a database client and no key, on either database."""

    def __init__(self, url, case):
        self.url = make_url(url)
        self.lite = self.url.get_backend_name() == "sqlite"
        self.id = f"X'{case.id.hex}'" if self.lite else f"'{case.id}'"

    @contextmanager
    def connection(self):
        if self.lite:
            with closing(sqlite3.connect(self.url.database)) as connection, connection:
                yield connection
        else:
            address = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
            with psycopg.connect(address) as connection:
                yield connection

    def run(self, *statements):
        with self.connection() as connection:
            for statement in statements:
                connection.execute(statement.replace(":case", self.id))

    def drop_triggers(self):
        if self.lite:
            self.run("DROP TRIGGER history_no_update", "DROP TRIGGER history_no_delete")
        else:
            self.run("ALTER TABLE history DISABLE TRIGGER USER")


@pytest.fixture
def sql(company, case):
    return Sql(company.settings.database_url, case)


WHERE = "WHERE instance_id = :case AND seq ="
TAMPERINGS = {
    "payload": (5, [f"UPDATE history SET payload = replace(payload, 'a', 'b') {WHERE} 5"]),
    "payload of a whole type": (1, ["UPDATE history SET payload = '{}' WHERE instance_id = :case"]),
    "actor": (4, [f"UPDATE history SET actor = 'max', actor_name = '马经理' {WHERE} 4"]),
    "rechain": (
        5,
        [
            f"UPDATE history SET payload = replace(payload, 'a', 'b') {WHERE} 5",
            f"UPDATE history SET prev = (SELECT h.digest FROM history h {WHERE} 5) {WHERE} 6",
        ],
    ),
    "delete in the middle": (6, [f"DELETE FROM history {WHERE} 6"]),
    "delete the first": (1, [f"DELETE FROM history {WHERE} 1"]),
    "reorder": (
        7,
        [
            f"UPDATE history SET seq = 9999 {WHERE} 7",
            f"UPDATE history SET seq = 7 {WHERE} 8",
            f"UPDATE history SET seq = 8 {WHERE} 9999",
        ],
    ),
}


COPIED = "type, element_id, actor, actor_name, actor_post, client, at, salt, payload, digest, hash"
APPEND = f"""
INSERT INTO history (instance_id, seq, prev, {COPIED})
SELECT instance_id, seq + 1, hash, {COPIED} FROM history
WHERE instance_id = :case AND seq = (SELECT max(seq) FROM history WHERE instance_id = :case)
"""


def test_a_forged_row_at_the_end_is_found_though_the_head_was_put_right(case, sql, verify, tally):
    sql.run(APPEND, "UPDATE process_instance SET seq = seq + 1 WHERE id = :case")

    code, printed = verify()

    assert code == 1
    assert printed.startswith(f"case {case.id}, row {case_rows(sql)}: ")
    tally(tamperings_found=1)


def case_rows(sql):
    with sql.connection() as connection:
        query = f"SELECT max(seq) FROM history WHERE instance_id = {sql.id}"
        return connection.execute(query).fetchone()[0]


def test_an_untouched_record_is_whole(case, verify):
    assert verify() == (0, "the record is whole\n")


@pytest.mark.parametrize("statement", ["UPDATE history SET actor = 'x'", "DELETE FROM history"])
def test_the_database_itself_refuses_to_change_the_record(sql, verify, statement):
    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="append-only"):
        sql.run(statement)

    assert verify()[0] == 0


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_and_the_first_bad_row_named(case, sql, verify, name, tally):
    first, statements = TAMPERINGS[name]
    sql.drop_triggers()
    sql.run(*statements)

    code, printed = verify()

    assert code == 1
    (line,) = printed.splitlines()
    assert line.startswith(f"case {case.id}, row {first}: ")
    tally(tamperings_found=1)


@pytest.mark.parametrize(("which", "first"), [("", 1), (" AND seq > 4", 5)])
def test_rows_that_are_emptied_are_found_though_no_trigger_refuses_it(  # noqa: PLR0917  # fixtures
    case, sql, verify, which, first, tally
):
    sql.run(f"UPDATE history SET payload = NULL, salt = NULL WHERE instance_id = :case{which}")

    code, printed = verify()

    assert code == 1
    assert printed.startswith(f"case {case.id}, row {first}: is empty, and no later row says")
    tally(tamperings_found=1)


def test_a_dropped_tail_is_found_by_the_head_of_its_case(case, sql, verify):
    sql.drop_triggers()
    sql.run("DELETE FROM history WHERE instance_id = :case AND seq > 5")

    code, printed = verify()

    assert code == 1
    assert re.fullmatch(r"case \S+, row 5: the case's head is row \d+, .*\n", printed)


def test_a_record_hashed_again_without_the_key_is_found(company, case, sql, verify):
    store = Store(company.settings.database_url, key=b"the key of somebody else: a guess.")
    sql.drop_triggers()
    with store.begin() as tx:
        rows = tx.history.of(case.id)
        edited = [row.event for row in rows]
        forged = history.link(
            case.id,
            0,
            bytes(32),
            edited,
            actor=Actor(id="x", name="x"),
            at=rows[0].at,
            key=b"a guess",
            salts=bytes(16 * len(rows)),
        )
        for row in forged:
            values = {
                name: getattr(row, name)
                for name in ("actor", "actor_name", "salt", "payload", "digest", "prev", "hash")
            }
            wanted = (table.c.instance_id == case.id) & (table.c.seq == row.seq)
            tx._session.connection.execute(table.update().where(wanted).values(**values))
    store.close()

    code, printed = verify()

    assert code == 1
    assert printed.startswith(f"case {case.id}, row 1: hash does not match")


def test_a_case_that_was_taken_out_of_the_list_is_found(case, sql, verify):
    sql.run("DELETE FROM process_instance WHERE id = :case")

    code, printed = verify()

    assert code == 1
    assert printed == f"case {case.id}, row 1: the case itself is gone\n"
