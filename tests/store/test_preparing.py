"""What one connection to PostgreSQL has prepared: kept from one transaction to the next.

And the plans of what it writes: made once, and none of them reads a table from end to end.
"""

from uuid import UUID

import psycopg
import pytest

from engine import accounts
from engine.store import Store
from engine.store.changes import Drop, Patch, Remove
from engine.store.json_writing import JsonWriter
from engine.store.tables import work
from tests.conftest import KEY

ASKS_THE_TIME = "SELECT clock_timestamp()%"
JOBS = """INSERT INTO job (id, instance_id, element_id, kind, type, queue, state, due_at, retries,
 attempts, headers, payload, error) SELECT gen_random_uuid(), gen_random_uuid(), 'Late', 'timer',
 '', '', 'open', now(), 0, 0, '{}', '{}', '' FROM generate_series(1, 5000)"""
ENTRIES = """INSERT INTO inbox (task_id, principal, assigned, instance_id, element_id, key, name,
 priority, created_at, due_sort) SELECT gen_random_uuid(), 'user:li', false, gen_random_uuid(),
 'Fill', 'k', '', 50, now(), now() FROM generate_series(1, 5000)"""
ONE, OTHER = UUID(int=1), UUID(int=2)
KEYS = [(ONE, "user:li"), (OTHER, "user:wang")]


@pytest.fixture
def store(postgresql_url):
    store = Store(postgresql_url, key=KEY, clock="system")
    store.migrate()
    yield store
    store.close()


def prepared(tx, statement=ASKS_THE_TIME):
    count = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"
    return tx._session.connection.exec_driver_sql(count, (statement,)).scalar()


def test_what_a_read_has_prepared_stays_prepared_for_the_next_transaction(store):
    with store.read() as tx:
        _ = tx.now  # by a statement that is prepared
        first = prepared(tx)

    with store.read() as tx:  # the connection of before
        kept = prepared(tx)

    assert (first, kept) == (1, 1)


def test_what_a_sign_in_has_prepared_stays_prepared(store):
    with store.read() as tx:  # nothing but one prepared statement
        accounts.token(tx, "of nobody", client="10.0.0.1")

    with store.read() as tx:
        kept = prepared(tx, "SELECT%api_token%")

    assert kept == 1


def patch(number):
    return Patch(table=work.job, columns=("state",), rows=[("done", UUID(int=n)) for n in number])


FEW = {
    "a few jobs change": patch(range(3)),
    "one job changes": patch(range(1)),
    "a task leaves the lists": Remove(table=work.inbox, column="task_id", keys=[ONE]),
    "somebody no longer sees a task": Drop(table=work.inbox, rows=KEYS[:1]),
    "two no longer see a task": Drop(table=work.inbox, rows=KEYS),
}


@pytest.mark.parametrize("change", FEW.values(), ids=FEW)
def test_a_few_rows_of_a_long_table_are_looked_up(store, change):
    with store.begin() as tx:
        connection = tx._session.connection
        for filling in (JOBS, ENTRIES, "ANALYZE job", "ANALYZE inbox"):
            connection.exec_driver_sql(filling)
        text, _ = JsonWriter(connection.dialect).statement([change])

        plan = connection.exec_driver_sql(f"EXPLAIN (GENERIC_PLAN) {text}").scalars().all()

    assert any("Index" in line for line in plan)
    assert not any("Seq Scan" in line for line in plan)


def test_what_is_written_again_and_again_is_planned_once(store):
    asked = "SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE 'UPDATE job%%'"
    with store.begin() as tx:
        connection = tx._session.connection
        connection.exec_driver_sql(JOBS)
        writer = JsonWriter(connection.dialect)
        driver = psycopg.RawCursor(connection.connection.driver_connection)

        for _ in range(9):  # the server tries its luck five times before it keeps a plan
            text, values = writer.statement([patch(range(3))])
            driver.execute(text, values, prepare=True)
        kept = connection.exec_driver_sql(asked).scalar()

    assert kept == 4


def test_numbers_of_rows_near_each_other_share_a_text(store):
    with store.read() as tx:
        writer = JsonWriter(tx._session.connection.dialect)

        texts = [writer.statement([patch(range(number))])[0] for number in (3, 4, 5)]

    assert texts[0] == texts[1] != texts[2]
