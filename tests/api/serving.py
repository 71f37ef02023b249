"""A served company for tests: the demo organisation, known passwords, one small process."""

import functools
import itertools
from contextlib import contextmanager
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.testclient import TestClient

from api.app import create_app
from api.options import Options
from engine import demo
from engine.settings import Settings, open_store
from engine.store import Account

PASSWORD = "correct horse"
LEAVE = Path(__file__).parent / "leave.bpmn"
FORM = Path(__file__).parent / "leave_request.form.json"
_KEYS = itertools.count(1)


@functools.cache
def password_hash():
    """One cheap hash for everybody: the tests are not about how long hashing takes."""
    return PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(PASSWORD)


def settings_of(url, folder, clock="manual"):
    return Settings(database_url=url, key_file=folder / "guanjia.key", clock=clock)


def furnish(settings):
    """Put the demo organisation with known passwords into a database."""
    store = open_store(settings)
    store.run(_people)
    store.close()


def _people(tx):
    organisation = demo.organisation()
    tx.people.replace(organisation)
    for person in organisation.people:
        tx.people.add_account(
            Account(person=person, login=person, password_hash=password_hash(), active=True)
        )


def app_of(settings, **options):
    return create_app(settings, Options(**{"demo": False, "worker": False, **options}))


@contextmanager
def running(folder, **options):
    """Run the application over a furnished company in a folder, with no worker beside it."""
    settings = settings_of(f"sqlite:///{folder / 'guanjia.db'}", folder)
    furnish(settings)
    app = app_of(settings, **options)
    with TestClient(app):
        yield app


class Client:
    """Somebody who uses REST with a session of their own."""

    def __init__(self, app, login=None):
        self.http = TestClient(app, raise_server_exceptions=False)
        self.headers = {}
        self.person = None
        if login is not None:
            answer = self.post("/session", {"login": login, "password": PASSWORD})
            assert answer.status_code == 201, answer.text
            self.person = answer.json()["person"]
            self.headers["X-CSRF-Token"] = answer.json()["csrf"]

    def get(self, path, **params):
        return self.http.get(f"/api/v1{path}", params=params, headers=self.headers)

    def post(self, path, json=None, **headers):
        return self.send("POST", path, json, **headers)

    def send(self, method, path, json=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.request(
            method, f"/api/v1{path}", json=json, headers={**self.headers, **named}
        )

    def deploy(self, **files):
        parts = [("files", (name, content)) for name, content in files.items()]
        return self.http.post("/api/v1/deployments", files=parts, headers=self.headers)

    def leave(self, **variables):
        """Start a case of the test process; return its first task."""
        started = self.post(
            "/process-instances",
            {"process_key": "leave", "project": "HY01", "variables": variables},
        )
        assert started.status_code == 201, started.text
        return self.task_of(started.json()["id"])

    def task_of(self, instance_id):
        items = self.get("/user-tasks", instance_id=instance_id).json()["items"]
        return items[0] if items else None


def new_key():
    return f"key-{next(_KEYS)}"
