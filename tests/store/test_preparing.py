"""What one connection to PostgreSQL has prepared: kept from one transaction to the next."""

import pytest

from engine.store import Store
from tests.conftest import KEY

ASKS_THE_TIME = "SELECT clock_timestamp()%"


@pytest.fixture
def store(postgresql_url):
    store = Store(postgresql_url, key=KEY, clock="system")
    store.migrate()
    yield store
    store.close()


def prepared(tx):
    count = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s"
    return tx._session.connection.exec_driver_sql(count, (ASKS_THE_TIME,)).scalar()


def test_what_a_read_has_prepared_stays_prepared_for_the_next_transaction(store):
    with store.read() as tx:
        _ = tx.now  # by a statement that is prepared
        first = prepared(tx)

    with store.read() as tx:  # the connection of before
        kept = prepared(tx)

    assert (first, kept) == (1, 1)
