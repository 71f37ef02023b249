"""A database with the demo company and the shipped processes in force, made once and copied."""

import itertools
import os
import shutil

import psycopg
import pytest

from engine.store import Store
from tests.processes.play import KEY, prepare

_COUNTER = itertools.count(1)


@pytest.fixture(scope="session")
def company_file(sqlite_template, tmp_path_factory):
    """A SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("company") / "company.db"
    shutil.copyfile(sqlite_template, path)
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def company_template(postgresql_server):
    """The URL of a PostgreSQL server's own database, and the name of a template."""
    server, migrated = postgresql_server
    name = f"guanjia_company_{os.getpid()}"
    _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{migrated}" STRATEGY FILE_COPY')
    _prepare(server.set(database=name).render_as_string(hide_password=False))
    yield server, name
    _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def sqlite_company_url(company_file, tmp_path):
    """The URL of a SQLite file of this test's own."""
    path = tmp_path / "company.db"
    shutil.copyfile(company_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_company_url(company_template):
    """The URL of a PostgreSQL database of this test's own."""
    server, template = company_template
    name = f"guanjia_play_{os.getpid()}_{next(_COUNTER)}"
    _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    yield server.set(database=name).render_as_string(hide_password=False)
    _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def company(request):
    """A store with the demo company on Monday morning, once on each kind of database."""
    url = request.getfixturevalue(f"{request.param}_company_url")
    store = Store(url, key=KEY, clock="manual")
    yield store
    store.close()


def _prepare(url):
    store = Store(url, key=KEY, clock="manual")
    store.migrate()
    prepare(store)
    store.close()


def _execute(server, statement):
    url = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
