"""A miner that is not ours reads the exported logs and discovers the process that was drawn."""

import itertools
import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from lxml import etree

from engine.auditing import event_logs, exporting
from engine.scenarios.opening import through_use_cases
from engine.scenarios.reading import ENDING, read
from engine.scenarios.stage import DIRECTOR, Stage
from engine.scenarios.telling import tell
from engine.store import CaseSearch, Store
from tests.conftest import KEY
from tests.usecases.diagrams import END, START, bpmn, flow, path, user
from tests.usecases.world import World

ROOT = Path(__file__).parents[2]
OWN = ROOT / ".venv-pm4py" / "bin" / "python"  # what `make test` sets up
PYTHON = os.environ.get("GUANJIA_PM4PY", "") or (str(OWN) if OWN.exists() else "")
MINER = Path(__file__).parent / "mine_log.py"

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SHIPPED = "onboarding-training"
UNUSUAL = {"UserTaskReturned", "UserTaskJumped", "SubmissionWithdrawn", "InstanceModified"}
UNUSUAL |= {"InstanceMigrated", "ElementTerminated"}

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
    found = mined(tmp_path, logs, REPAIR)

    assert (found["cases"], found["events"]) == (6, 36)
    assert found["fitness"] == found["precision"] == found["fitness_of_discovered"] == 1.0
    assert found["fitting_traces"] == 100
    assert found["discovered"] == found["drawn"]
    assert found["object_types"] == ["case", "person", "project", "task"]
    assert found["object_events"] == 72


@pytest.fixture(scope="module")
def stories(tmp_path_factory):
    """The cases of a shipped process that went from start to end as its stories tell.

    Each story begins with the same clock and the same company, so their cases are numbered anew.
    """
    suite = read(ROOT / "processes" / SHIPPED / f"{SHIPPED}{ENDING}")
    stage = Stage(tmp_path_factory.mktemp("stories"))
    told = []
    for scenario in suite.scenarios:
        with through_use_cases(stage, suite) as play:
            tell(play, scenario)
            query = CaseSearch(key=SHIPPED)
            told += play.store.run(lambda tx, q=query: exporting.logs(tx, q, by=DIRECTOR))
    return [numbered(one, number) for number, one in enumerate(told, 1) if usual(one)]


def numbered(log, number):
    return replace(log, instance=replace(log.instance, business_key=f"PX-{number:03}"))


def usual(log):
    """Tell whether a case ended where its drawing ends it, without anybody stepping in."""
    types = {row.type for row in log.rows}
    return log.instance.state == "completed" and types.isdisjoint(UNUSUAL)


def test_pm4py_discovers_a_shipped_process_from_the_logs_of_its_stories(stories, tmp_path):
    drawing = (ROOT / "processes" / SHIPPED / f"{SHIPPED}.bpmn").read_bytes()

    found = mined(tmp_path, stories, legible(drawing))

    assert found["cases"] == len(stories) >= 3
    assert found["fitness"] == found["fitness_of_discovered"] == 1.0
    assert found["fitting_traces"] == 100
    assert found["discovered"] == found["drawn"]


def mined(folder, logs, drawing):
    """Return what pm4py, in a program of its own, finds in the logs and in the drawing."""
    if not PYTHON:
        pytest.skip(
            "no pm4py: `make pm4py` sets it up, or GUANJIA_PM4PY names a Python that has it"
        )
    files = {"log.xes": event_logs.xes(logs), "drawn.bpmn": drawing}
    files["log.ocel.json"] = orjson.dumps(event_logs.ocel(logs))
    for name, content in files.items():
        (folder / name).write_bytes(content)
    run = subprocess.run(
        [PYTHON, MINER, *(folder / name for name in files)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


def legible(drawing):
    """Return a drawing without what pm4py leaves out together with its flows.

    An event on the way becomes a step without a name, which no log tells; event sub-processes,
    which end a case by the way, go.
    """
    root = etree.fromstring(drawing)
    for event in [*root.iter(f"{BPMN}intermediateCatchEvent")]:
        event.tag = f"{BPMN}task"
        event.attrib.pop("name", None)
    for aside in [*root.iter(f"{BPMN}subProcess")]:
        if aside.get("triggeredByEvent") == "true":
            aside.getparent().remove(aside)
    return etree.tostring(root)


def test_tasks_that_share_a_name_are_told_apart(logs):
    [first, *_] = logs
    names = event_logs._names([first])

    assert names["repair", "UT_Close"] == "UT_Close"
    assert [one.transition for one in event_logs.happenings(first, names)][:2] == [
        "schedule",
        "complete",
    ]
