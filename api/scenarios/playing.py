"""Playing over REST: the application runs in the memory of the test, over a story's own database.

Sign-in, rights, forms, problem details and the one transaction of a request are those that staff
and programs get. What a story expects is still looked up in the record; what REST shows of the case
must be the same.
"""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from api.options import Options
from api.scenarios.requests import Requests
from engine.scenarios.playing import Play
from engine.scenarios.reading import Suite
from engine.scenarios.stage import KEY, Stage
from engine.settings import Settings


@contextmanager
def playing(stage: Stage, suite: Suite) -> Iterator[Play]:
    """Open a play of a suite whose steps are requests; raises LintFailed as Stage.copy does."""
    path = stage.copy(suite)
    key_file = path.with_suffix(".key")
    key_file.write_text(KEY.hex(), encoding="ascii")
    app = _app()
    app.state.settings = _settings(f"sqlite:///{path}", key_file)
    with TestClient(app, raise_server_exceptions=False) as http:
        store = app.state.store
        yield Play(store, suite, Requests(http, store))


@functools.cache
def _app() -> FastAPI:
    """Return the application, built once: every story has the same routes."""
    alone = Options(demo=False, shipped=False, worker=False)
    return create_app(_settings("sqlite://", Path("unused.key")), alone)


def _settings(url: str, key_file: Path) -> Settings:
    return Settings(database_url=url, key_file=key_file, clock="manual")
