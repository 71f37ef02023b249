"""F1: killed at each named point of an operation, it happened wholly or not at all.

Whoever asks again under the same key gets the answer of what happened, and it happened once.
"""

import itertools
import multiprocessing
import signal
from collections import Counter
from datetime import timedelta

import pytest

from engine import jobs
from engine.model.events import TimerFired
from engine.worker import LEASE, Worker
from tests.faults import crashing
from tests.faults.check import check, every_case
from tests.faults.company import WORK, furnish
from tests.faults.crashing import POINTS
from tests.usecases.diagrams import PARALLEL, WITH_JOB
from tests.usecases.world import World

FORK = multiprocessing.get_context("forkserver")
CRASHES = [
    *itertools.product(("start", "complete", "message"), POINTS),
    *itertools.product(("deploy",), POINTS[2:]),  # a deployment is no event of a case
]
MARKS = {"start": "m2", "complete": "m3", "message": "m4", "deploy": ""}
TIMERS = 4  # that fire in the case: three reminders and one on its way


@pytest.fixture(scope="module", autouse=True)
def victims():
    """Let the fork server import what victims need."""
    FORK.set_forkserver_preload(["tests.faults.crashing"])


@pytest.fixture
def company(database_url, tmp_path):
    return furnish(database_url, tmp_path, WORK, clock="manual")


@pytest.fixture
def case(company, tmp_path):
    """A case that waits for a task, a message and a timer: its id and its task's."""
    store = company.open()
    world = World(store)
    case = world.start("work", variables={"mark": "m1"})
    task = world.task("UT_Work", case)
    store.close()
    return case, task


def asked(operation, task):
    """Return path and content of a request."""
    start = {"process_key": "work", "project": "HY01", "variables": {"mark": "m2"}}
    message = {"name": "Msg_Go", "correlation_key": "m1", "message_id": "m4"}
    return {
        "start": ("/process-instances", {"json": start}),
        "complete": (f"/user-tasks/{task.id}/completion", {"json": {"variables": {"mark": "m3"}}}),
        "message": ("/messages", {"json": message}),
        "deploy": ("/deployments", {"files": [("files", ("parallel.bpmn", PARALLEL))]}),
    }[operation]


def kill(target, *arguments):
    victim = FORK.Process(target=target, args=arguments)
    victim.start()
    victim.join()
    assert victim.exitcode == -signal.SIGKILL
    victim.close()


@pytest.mark.slow
@pytest.mark.parametrize(("operation", "point"), CRASHES)
def test_killed_in_an_operation_it_happened_wholly_or_not_at_all_and_a_repetition_tells(
    company, case, operation, point, tally
):
    token = company.tokens["ada" if operation == "deploy" else "ann"]
    path, content = asked(operation, case[1])

    kill(crashing.request, company.settings, token, path, content, point)
    done = seen(company, operation)
    answers = [crashing.request(company.settings, token, path, content) for _ in range(2)]
    tally(kills=1, acknowledged=2, violations=len(violations(company)))

    assert done == (1 if point == "after the commit" else 0)
    assert answers[0] == answers[1]
    assert answers[0][0] in {200, 201}
    assert seen(company, operation) == 1
    assert violations(company) == []


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_in_a_timer_lets_it_fire_once_when_its_lease_is_over(
    company, case, point, tally
):
    store = company.open()
    store.run(lambda tx: tx.clock.advance(timedelta(milliseconds=450)))
    store.close()

    kill(crashing.work_due, company.settings, point)

    store = company.open()
    Worker(store).run_due()
    at_once = firings(store)
    Worker(store).advance_clock(2 * LEASE)
    later = firings(store)
    store.close()
    tally(kills=1, violations=len(violations(company)))
    assert at_once == (1 if point == "after the commit" else 0)
    assert later == TIMERS
    assert violations(company) == []


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_a_service_job_killed_in_its_completion_is_done_once(database_url, tmp_path, point, tally):
    company = furnish(database_url, tmp_path, WITH_JOB, clock="manual")
    store = company.open()
    world = World(store)
    case = world.start("with-job")
    (job,) = world.do(jobs.activate, "look-up", by="ada")
    store.close()
    asked_for = (f"/jobs/{job.id}/completion", {"json": {"variables": {"mark": "m9"}}})

    kill(crashing.request, company.settings, company.tokens["ada"], *asked_for, point)
    done = completions(company, case)
    answers = [
        crashing.request(company.settings, company.tokens["ada"], *asked_for) for _ in range(2)
    ]
    tally(kills=1, acknowledged=2, violations=len(violations(company)))

    assert done == (1 if point == "after the commit" else 0)
    assert answers[0] == answers[1]
    assert answers[0][0] == 200
    assert completions(company, case) == 1
    assert violations(company) == []


def completions(company, case):
    store = company.open()
    found = World.__new__(World)
    found.store = store
    types = found.history(case)
    store.close()
    return types.count("JobCompleted")


def firings(store):
    """Count how often a timer fired; one that says what it missed stands for that as well."""
    events = [row.event for case in every_case(store) for row in case.rows]
    return sum(1 + event.missed for event in events if isinstance(event, TimerFired))


def seen(company, operation):
    """Count what the operation did."""
    store = company.open()
    shown = Counter(pair for case in every_case(store) for pair in case.marks())
    with store.read() as tx:
        deployed = [d for each in tx.definitions.deployments().items for d in each.definitions]
    store.close()
    shown["deploy", MARKS["deploy"]] = sum(one.key == "parallel" for one in deployed)
    return shown[operation, MARKS[operation]]


def violations(company):
    store = company.open()
    found = check(store)
    store.close()
    return found
