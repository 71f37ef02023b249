"""F19: the last round of a case costs what round 10 cost, in time, stored state and memory.

What rounds cost is compared in the same moments: a young case and the old one take turns.
"""

import contextlib
import gc
import os
import sqlite3
import statistics
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from engine import demo, deployments, user_tasks
from engine.model.events import UserTaskCreated
from engine.store import Store
from tests.conftest import KEY
from tests.faults.check import check
from tests.usecases.world import World

LOOP = Path(__file__).parents[2] / "bench" / "loop"
FORM = {"result": "继续"} | {f"field_{n}": "一段普通长度的文字" for n in range(1, 8)}
LONG = os.environ.get("GUANJIA_FAULTS") == "long"
ROUNDS = {"sqlite": 10_000 if LONG else 1_000, "postgresql": 10_000 if LONG else 400}
WINDOW = 20  # completions of each case whose median is compared
YOUNG = 10  # rounds that the young case has behind it by then
EVERY = 10  # rounds between looks at the memory
WARM = 300  # rounds after which caches are full
ROUND = 15  # rows of the record that one round leaves, at most
GROWTH = 50_000_000  # bytes that the rest may take: the database's own pages, which have a limit
OPEN = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
  AND backend_type = 'client backend'
"""
"""Transactions of other clients that are open; the server tidies up (autovacuum) when it likes."""
OBJECTS = 5_000  # of Python that the rest may leave: far less than one a round would be in the end


@pytest.mark.slow
def test_a_case_of_a_thousand_rounds_ends_and_its_last_rounds_cost_what_the_first_did(
    database_url, tally
):
    store, rounds = Store(database_url, key=KEY), ROUNDS[database_url.partition(":")[0][:10]]
    world = World(store)
    store.run(lambda tx: tx.people.replace(demo.organisation()))
    deploy(world)
    case = world.start("loop", project="HY01", by="limin")
    sizes, memory, objects = [], [], []

    for count in range(rounds - WINDOW):
        complete(world, case, FORM)
        if count % EVERY == 0:
            sizes.append(size(world, case))
            memory.append(resident())
        if count == WARM:
            objects.append(held())
    objects.append(held())
    young = world.start("loop", project="HY01", by="limin")
    for _ in range(YOUNG):
        complete(world, young, FORM)
    turns = [(complete(world, young, FORM), complete(world, case, FORM)) for _ in range(WINDOW)]
    early, late = (statistics.median(cpu) for cpu in zip(*turns, strict=True))
    complete(world, case, {**FORM, "result": "结束"})

    with store.read() as tx:  # row by row: the record whole takes hundreds of megabytes
        assert tx.cases.get(case.id).state == "completed"
        told = Counter(row.type for row in tx.history.every(case.id))
    assert told["UserTaskCompleted"] == rounds + 1
    assert late <= 1.5 * early
    assert sizes[-1] <= 1.2 * sizes[1]
    assert statistics.median(memory[-WINDOW:]) - memory[WARM // EVERY] < GROWTH
    assert objects[1] - objects[0] < min(OBJECTS, rounds)
    assert idle(database_url)
    violations = check(store)
    done = rounds + 1 + YOUNG + WINDOW
    tally(acknowledged=done, violations=len(violations))
    assert violations == []
    store.close()


def deploy(world):
    files = {path.name: path.read_bytes() for path in sorted(LOOP.iterdir())}
    world.do(deployments.deploy, files, by="caoying")


def idle(url):
    """Tell whether nobody reads or writes: on SQLite only then the log can be taken over whole."""
    if url.startswith("postgresql"):
        address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address) as connection:
            (open_,) = connection.execute(OPEN).fetchone()
        return open_ == 0
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return busy == 0


def resident():
    """Return the bytes of memory that this process holds; 0 where nobody tells."""
    told = Path("/proc/self/statm")
    pages = int(told.read_text().split()[1]) if told.exists() else 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def held():
    """Return how many objects Python holds once what is not needed has gone."""
    gc.collect()
    return len(gc.get_objects())


def size(world, case):
    with world.store.read() as tx:
        return len(tx.cases.snapshot(case.id))


def complete(world, case, form):
    """Complete the open task; returns the CPU time of this thread, in seconds."""
    actor, task_id = world.actor("limin"), newest_task(world, case)
    began = time.thread_time()
    world.store.run(lambda tx: user_tasks.complete(tx, task_id, by=actor, variables=form))
    return time.thread_time() - began


def newest_task(world, case):
    """Return the id of the task that the end of the record shows: a look costs the same always."""
    with world.store.read() as tx:
        seq = tx.cases.get(case.id, world.actor("limin")).seq
        tail = [row.event for row in tx.history.of(case.id, after=seq - ROUND)]
    return [event.task_id for event in tail if isinstance(event, UserTaskCreated)][-1]
