"""PostgreSQL databases with the demo company and a suite's processes in force, copied per story."""

import itertools
import os

import psycopg
import pytest

from engine.scenarios.stage import KEY, prepare
from engine.store import Store

_COUNTER = itertools.count(1)


@pytest.fixture(scope="session")
def company_templates(postgresql_server):
    """Return the URL of the server, and the name of a prepared database for a suite."""
    server, migrated = postgresql_server
    made = {}

    def template_of(suite):
        if suite.path not in made:
            name = f"guanjia_company_{os.getpid()}_{len(made)}"
            execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{migrated}" STRATEGY FILE_COPY')
            store = open_store(server, name)
            store.migrate()
            prepare(store, suite)
            store.close()
            made[suite.path] = name
        return made[suite.path]

    yield server, template_of
    for name in made.values():
        execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def company(company_templates):
    """Return what opens a store of a story's own with a suite's processes."""
    server, template_of = company_templates
    stores = []

    def opened(suite):
        name = f"guanjia_story_{os.getpid()}_{next(_COUNTER)}"
        template = template_of(suite)
        execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        stores.append(open_store(server, name))
        return stores[-1]

    yield opened
    for store in stores:
        store.close()


def open_store(server, name):
    url = server.set(database=name).render_as_string(hide_password=False)
    return Store(url, key=KEY, clock="manual")


def execute(server, statement):
    url = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
