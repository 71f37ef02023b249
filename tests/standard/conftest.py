"""Two served companies for all stories: one on SQLite, one on PostgreSQL."""

import psycopg
import pytest

from tests.api.serving import Client, app_of, furnish, settings_of
from tests.standard.playing import Stage


@pytest.fixture(scope="session")
def sqlite_stage(tmp_path_factory):
    folder = tmp_path_factory.mktemp("standard")
    yield from _stage(f"sqlite:///{folder / 'guanjia.db'}", folder)


@pytest.fixture(scope="session")
def postgresql_stage(postgresql_server, tmp_path_factory):
    server, template = postgresql_server
    name = f"{template}_standard"
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    url = server.set(database=name).render_as_string(hide_password=False)
    yield from _stage(url, tmp_path_factory.mktemp("standard"))
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _stage(url, folder):
    settings = settings_of(url, folder)
    furnish(settings)
    app = app_of(settings, shipped=False)
    with Client(app).http:
        yield Stage(Client(app, "fangyuan"), app.state.store)


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(request):
    return request.getfixturevalue(f"{request.param}_stage")
