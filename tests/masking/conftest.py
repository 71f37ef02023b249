"""A company with one case in which personal data was planted, and people of every kind around it."""

import json
from dataclasses import replace

import pytest

from engine import demo, seals
from engine.model import Role
from engine.model.organisation import Person
from engine.settings import open_store
from engine.store import Account
from tests.api.serving import Client, app_of, password_hash, settings_of
from tests.usecases.diagrams import END, START, bpmn, path, user

PHONE, CARD, ACCOUNT, CODE = (
    "13812345678",
    "110101199003071234",
    "6222020200112233445",
    "甲级住户密语",
)
PLANTED = (PHONE, CARD, ACCOUNT, CODE)
SCAN = f"scan of the card {CARD}".encode()
"""What stands in the file of a marked field."""
OPINION = f"已联系 {PHONE}，暗号{CODE}，反复投诉"
STARRED = ("138****5678", "1****************4", "6*****************5", "甲****语")

PHOTO = {"widget": "photo", "masked": True}


def form(id_, **looks):
    fields = {
        name: {"title": name, "type": "string"}
        for name in ("room", "phone", "card", "account", "code")
    }
    fields["scan"] = {"title": "scan", "type": "array", "items": {"type": "string"}}
    return json.dumps(
        {
            "id": id_,
            "title": id_,
            "schema": {"type": "object", "properties": fields},
            "ui": {
                "order": list(fields),
                "fields": {name: {"widget": "text"} | looks.get(name, {}) for name in fields},
            },
        },
        ensure_ascii=False,
    ).encode()


DIAGRAM = bpmn(
    "visit",
    START
    + user(
        "UT_Register",
        groups="",
        form="visit_register",
        settings={"gj:assign": "post(cs_front)", "gj:scope": "case.project"},
    )
    + user(
        "UT_Handle",
        groups="",
        form="visit_handle",
        settings={
            "gj:assign": "post(cs_supervisor)",
            "gj:scope": "case.project",
            "gj:rights": "{&quot;*&quot;: &quot;read&quot;, &quot;room&quot;: &quot;write&quot;}",
        },
    )
    + END
    + path("StartEvent_1", "UT_Register", "UT_Handle", "End_1"),
    settings={
        "gj:masked": "account, code",
        "gj:search": "room, phone, code",
        "gj:title": "=room + &quot; &quot; + get or else(phone, &quot;&quot;)",
        "gj:number": "BF",
    },
)
FILES = {
    "visit.bpmn": DIAGRAM,
    "visit_register.form.json": form(
        "visit_register", phone={"widget": "phone"}, card={"widget": "id-card"}, scan=PHOTO
    ),
    "visit_handle.form.json": form("visit_handle", phone={"widget": "phone"}, scan=PHOTO),
}


def _people(tx):
    company = demo.organisation()
    lucha = Person(id="lucha", name="陆查", roles=frozenset({Role.AUDITOR, Role.DISCLOSER}))
    company = replace(company, people={**company.people, "lucha": lucha})
    tx.people.replace(company)
    for person in company.people:
        tx.people.add_account(
            Account(person=person, login=person, password_hash=password_hash(), active=True)
        )


def served(url, folder):
    """Return the application over such a company."""
    settings = settings_of(url, folder)
    store = open_store(settings)
    store.run(_people)
    store.close()
    return app_of(settings, shipped=False)


def planted(app):
    """Begin the case, fill in its first form, say something about it; return it."""
    Client(app, "caoying").deploy(**FILES)
    clerk = Client(app, "limin")
    case = clerk.post("/process-instances", {"process_key": "visit", "project": "HY01"}).json()
    task = clerk.task_of(case["id"])
    said = {"room": "8-2-501", "phone": PHONE, "card": CARD, "account": ACCOUNT, "code": CODE}
    app.state.scan = attached(clerk, task["id"], "scan.png", SCAN)
    said["scan"] = [app.state.scan]
    done = clerk.post(f"/user-tasks/{task['id']}/completion", {"variables": said})
    assert done.status_code == 200, done.text
    clerk.post(f"/process-instances/{case['id']}/comments", {"text": OPINION})
    app.state.store.run(lambda tx: seals.seal(tx, bytes(32), algorithm="sha256"))
    return done.json()


def attached(client, task_id, name, content, **said):
    """Attach a file to a task; return its id."""
    address = f"/api/v1/user-tasks/{task_id}/attachments"
    files = {"file": (name, content, "image/png")}
    return client.http.post(address, data=said, files=files, headers=client.headers).json()["id"]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("masked")
    app = served(f"sqlite:///{folder / 'guanjia.db'}", folder)
    with Client(app).http:
        app.state.case = planted(app)
        yield app


@pytest.fixture
def either(database_url, tmp_path):
    """The same once on SQLite and once on PostgreSQL, for this test alone."""
    app = served(database_url, tmp_path)
    with Client(app).http:
        app.state.case = planted(app)
        yield app
