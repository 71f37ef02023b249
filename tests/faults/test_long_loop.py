"""F19: the last round of a case costs what round 10 cost, in time, stored state and memory."""

import contextlib
import gc
import os
import sqlite3
import statistics
import time
from pathlib import Path

import pytest

from engine import demo, deployments, user_tasks
from engine.store import Store, TaskQuery
from tests.conftest import KEY
from tests.faults.check import check, every_case
from tests.usecases.world import World

LOOP = Path(__file__).parents[2] / "bench" / "loop"
FORM = {"result": "继续"} | {f"field_{n}": "一段普通长度的文字" for n in range(1, 8)}
ROUNDS = 10_000 if os.environ.get("GUANJIA_FAULTS") == "long" else 1_000
WINDOW = 20  # completions whose median is compared
WARM = 300  # rounds after which caches are full
GROWTH = 50_000_000  # bytes that the rest may take: the database's own pages, which have a limit
OBJECTS = 5_000  # of Python that the rest may leave: far less than one a round would be in the end


@pytest.mark.slow
def test_a_case_of_a_thousand_rounds_ends_and_its_last_rounds_cost_what_the_first_did(
    sqlite_url, tmp_path
):
    store = Store(sqlite_url, key=KEY)
    world = World(store)
    store.run(lambda tx: tx.people.replace(demo.organisation()))
    deploy(world)
    case = world.start("loop", project="HY01", by="limin")
    cpu, sizes, memory, objects = [], [], [], []

    for count in range(ROUNDS):
        cpu.append(complete(world, case, FORM))
        with store.read() as tx:
            sizes.append(len(tx.cases.snapshot(case.id)))
        memory.append(resident())
        if count in {WARM, ROUNDS - 1}:
            gc.collect()
            objects.append(len(gc.get_objects()))
    complete(world, case, {**FORM, "result": "结束"})

    (ended,) = every_case(store)
    assert ended.instance.state == "completed"
    assert sum(row.type == "UserTaskCompleted" for row in ended.rows) == ROUNDS + 1
    assert statistics.median(cpu[-WINDOW:]) <= 1.5 * statistics.median(cpu[10 : 10 + WINDOW])
    assert sizes[-1] <= 1.2 * sizes[10]
    assert statistics.median(memory[-WINDOW:]) - memory[WARM] < GROWTH
    assert objects[1] - objects[0] < min(OBJECTS, ROUNDS)
    assert idle(sqlite_url)
    assert check(store) == []
    store.close()


def deploy(world):
    files = {path.name: path.read_bytes() for path in sorted(LOOP.iterdir())}
    world.do(deployments.deploy, files, by="caoying")


def idle(url):
    """Tell whether nobody reads or writes: only then the log can be taken over whole."""
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return busy == 0


def resident():
    """Return the bytes of memory that this process holds; 0 where nobody tells."""
    told = Path("/proc/self/statm")
    pages = int(told.read_text().split()[1]) if told.exists() else 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def complete(world, case, form):
    """Complete the open task; returns the CPU time of this thread, in seconds."""
    actor = world.actor("limin")
    with world.store.read() as tx:
        (task,) = tx.tasks.page(TaskQuery(instance_id=case.id), actor).items
    began = time.thread_time()
    world.store.run(lambda tx: user_tasks.complete(tx, task.id, by=actor, variables=form))
    return time.thread_time() - began
