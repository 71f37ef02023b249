"""A miner that is not ours reads the exported logs and discovers the process that was drawn."""

import itertools
import json
import os
import subprocess
from pathlib import Path

import orjson
import pytest

from engine.auditing import event_logs, exporting
from engine.store import CaseSearch, Store
from tests.conftest import KEY
from tests.usecases.diagrams import END, START, bpmn, flow, path, user
from tests.usecases.world import World

PYTHON = os.environ.get("GUANJIA_PM4PY", "")
MINER = Path(__file__).parent / "mine_log.py"

GATEWAYS = """<exclusiveGateway id="G_Kind" default="F_G_Kind_UT_Clean"/><exclusiveGateway id="G_Done"/>
<parallelGateway id="G_Fork"/><parallelGateway id="G_Join"/>"""
TASKS = ("UT_Register", "UT_Repair", "UT_Clean", "UT_Report", "UT_Invoice", "UT_Pay", "UT_Close")
REPAIR = bpmn(
    "repair",
    START
    + "".join(user(task) for task in TASKS)
    + GATEWAYS
    + END
    + path("StartEvent_1", "UT_Register", "G_Kind", "UT_Clean", "G_Done", "G_Fork")
    + flow("G_Kind", "UT_Repair", "=kind = &quot;repair&quot;")
    + path("UT_Repair", "G_Done")
    + path("G_Fork", "UT_Report", "G_Join", "UT_Close", "End_1")
    + path("G_Fork", "UT_Invoice", "UT_Pay", "G_Join"),
)
BESIDE = [
    order
    for order in itertools.permutations(("UT_Report", "UT_Invoice", "UT_Pay"))
    if order.index("UT_Invoice") < order.index("UT_Pay")
]


@pytest.fixture
def logs(sqlite_url):
    """The logs of six cases: either kind of work, the rest in every order that the drawing has."""
    store = Store(sqlite_url, key=KEY, clock="manual")
    store.migrate()
    world = World(store)
    world.deploy(REPAIR)
    for kind, order in itertools.product(("repair", "clean"), BESIDE):
        case = world.start("repair", project="HY01", variables={"kind": kind})
        work = "UT_Repair" if kind == "repair" else "UT_Clean"
        for task in ("UT_Register", work, *order, "UT_Close"):
            world.advance(minutes=7)
            world.complete(task, case=case)
        assert world.get(case).state == "completed"
    yield world.do(exporting.logs, CaseSearch(), by="aud")
    store.close()


def test_pm4py_discovers_the_drawn_process_from_the_exported_logs(logs, tmp_path):
    if not PYTHON:
        pytest.skip("no pm4py: GUANJIA_PM4PY names a Python that has it (pip install pm4py)")
    files = {"log.xes": event_logs.xes(logs), "repair.bpmn": REPAIR}
    files["log.ocel.json"] = orjson.dumps(event_logs.ocel(logs))
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    run = subprocess.run(
        [PYTHON, MINER, *(tmp_path / name for name in ("log.xes", "repair.bpmn", "log.ocel.json"))],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
    )

    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout.splitlines()[-1])
    assert (found["cases"], found["events"]) == (6, 36)
    assert found["fitness"] == found["precision"] == found["fitness_of_discovered"] == 1.0
    assert found["fitting_traces"] == 100
    assert found["discovered"] == found["drawn"]
    assert found["object_types"] == ["case", "person", "project", "task"]
    assert found["object_events"] == 72


def test_tasks_that_share_a_name_are_told_apart(logs):
    [first, *_] = logs
    names = event_logs._names([first])

    assert names["repair", "UT_Close"] == "UT_Close"
    assert [one.transition for one in event_logs.happenings(first, names)][:2] == [
        "schedule",
        "complete",
    ]
