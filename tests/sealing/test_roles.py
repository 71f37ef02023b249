"""The role of the application on PostgreSQL: it runs the product and cannot change the record."""

import itertools

import psycopg
import pytest
from sqlalchemy import make_url

from engine import retention, seals
from engine.errors import Invalid, NotFound
from engine.store import Store
from engine.store.roles import APPEND_ONLY
from tests.conftest import KEY
from tests.sealing.conftest import SECRET, WORK
from tests.usecases.world import World

ROLE = 'guanjia"app'


@pytest.fixture
def owner(postgresql_url):
    """The store as its owner opens it; the role exists and may do nothing yet."""
    with psycopg.connect(_plain(postgresql_url), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,)).fetchone()
        if known is None:
            connection.execute('CREATE ROLE "guanjia""app" LOGIN')
    store = Store(postgresql_url, key=KEY)
    yield store
    store.close()


@pytest.fixture
def app_url(owner, postgresql_url):
    owner.grant(ROLE)
    owner.grant(ROLE)
    url = make_url(postgresql_url)
    socket = dict(url.query)
    return url.set(username=ROLE, password=None, query=socket).render_as_string(hide_password=False)


def _plain(url):
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def test_the_application_runs_as_a_role_that_may_not_change_the_record(app_url):
    store = Store(app_url, key=KEY)
    store.migrate()
    world = World(store)
    world.deploy(WORK)
    case = world.start("work")
    world.complete("UT_Work", case=case)
    store.run(lambda tx: seals.seal(tx, SECRET, algorithm="sha256"))
    world.do(retention.erase, case.id, by="ada", reason="本人要求删除")

    with store.read() as tx:
        found = (tx.history.verify(case.id), tx.history.of(case.id)[0].payload)
    store.close()

    assert found == (None, None)


CHANGES = ("UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}")
COLUMNS = {
    "history": "actor",
    "seal_checkpoint": "note",
    "seal_key": "verifier",
    "release_event": "reason",
    "operation": "subject",
}


def test_the_role_may_not_change_what_only_grows(app_url):
    refused = []
    with psycopg.connect(_plain(app_url), autocommit=True) as connection:
        for change, table in itertools.product(CHANGES, APPEND_ONLY):
            column = COLUMNS.get(table, "hash")

            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
                connection.execute(change.format(table, column, column))
            refused.append((change, table))

    assert len(refused) == 21


def test_a_role_that_does_not_exist_and_sqlite_are_refused(owner, sqlite_url):
    with pytest.raises(NotFound, match="no role 'nobody'"):
        owner.grant("nobody")
    lite = Store(sqlite_url, key=KEY)
    with pytest.raises(Invalid, match="SQLite has no roles"):
        lite.grant("nobody")
    lite.close()
