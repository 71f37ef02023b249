"""F3: at the same moment on the same thing, one succeeds and the others hear why they did not."""

from collections import Counter
from datetime import timedelta

import pytest

from engine import instances, messages, timers, user_tasks
from engine.errors import EngineError, InstanceNotActive, TaskNotOpen
from engine.model.events import MessageCorrelated, TimerFired, UserTaskCompleted
from engine.store import JobQuery
from tests.faults.at_once import Rivals
from tests.faults.check import check, every_case
from tests.faults.company import furnish
from tests.faults.server import Client, Server
from tests.usecases.diagrams import END, PARALLEL, START, WAITS_FOR_MESSAGE, bpmn, path, user
from tests.usecases.world import World

ROUNDS = 100
NAMES = {"ann": "安", "bob": "博"}

GUARDED = bpmn(
    "guarded",
    START
    + user("UT_Work")
    + '<boundaryEvent id="T_Late" attachedToRef="UT_Work"><timerEventDefinition id="TD_1"><timeDuration xsi:type="tFormalExpression">PT1H</timeDuration></timerEventDefinition></boundaryEvent>'
    + END
    + '<endEvent id="End_Late"/>'
    + path("StartEvent_1", "UT_Work", "End_1")
    + path("T_Late", "End_Late"),
)
"""A task that a timer takes away."""


@pytest.fixture
def served(nursery, database_url, tmp_path):
    """Two servers on one database; in the end the record is checked, and nothing is in their logs."""
    company = furnish(database_url, tmp_path, PARALLEL)
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    one, two = (Server(nursery, company.settings, folder) for folder in folders)
    with one, two:
        yield company, (one, two)
    assert one.troubles() + two.troubles() == []
    store = company.open()
    assert check(store) == []
    store.close()


@pytest.fixture
def pair(served):
    """Two people, each at a server of their own."""
    company, servers = served
    clients = [
        Client(server.address, company.tokens[name])
        for server, name in zip(servers, NAMES, strict=True)
    ]
    yield clients
    for client in clients:
        client.__exit__()


@pytest.fixture
def parallel_tasks(pair):
    """Cases with two parallel tasks: their ids by element, a case for each round."""
    made = []
    for _ in range(ROUNDS):
        body = {"process_key": "parallel", "project": "HY01"}
        case = pair[0].post("/process-instances", body).json()["id"]
        items = pair[0].get("/user-tasks", instance_id=case).json()["items"]
        made.append({task["element_id"]: task["id"] for task in items})
    return made


def completions(company):
    store = company.open()
    cases = every_case(store)
    store.close()
    return [sum(isinstance(r.event, UserTaskCompleted) for r in case.rows) for case in cases]


def completion(client, tasks, element_id):
    """Return the work of handing in a task of the round's case."""
    return lambda n: client.once("POST", f"/user-tasks/{tasks[n][element_id]}/completion", json={})


@pytest.mark.slow
def test_over_http_one_of_two_completes_a_task_and_the_other_hears_the_winners_name(
    served, pair, parallel_tasks, tally
):
    works = [completion(client, parallel_tasks, "UT_A") for client in pair]

    for answers in Rivals(*works).compete(ROUNDS):
        statuses = [answer.status_code for answer in answers]
        assert sorted(statuses) == [200, 409]
        problem = answers[statuses.index(409)].json()
        assert problem["code"] == "task-not-open"
        assert problem["facts"]["by"] == list(NAMES.values())[statuses.index(200)]
    assert completions(served[0]) == [1] * ROUNDS
    tally(races=ROUNDS, acknowledged=ROUNDS)


@pytest.mark.slow
def test_over_http_two_branches_completed_at_the_same_moment_both_succeed(
    served, pair, parallel_tasks, tally
):
    works = [
        completion(client, parallel_tasks, element_id)
        for client, element_id in zip(pair, ("UT_A", "UT_B"), strict=True)
    ]

    rounds = Rivals(*works).compete(ROUNDS)

    assert Counter(answer.status_code for answers in rounds for answer in answers) == {
        200: 2 * ROUNDS
    }
    last = [max(answers, key=lambda a: a.json()["seq"]).json()["state"] for answers in rounds]
    assert last == ["completed"] * ROUNDS
    tally(races=ROUNDS, acknowledged=2 * ROUNDS)


def test_over_http_one_of_two_claims_a_task_and_the_other_hears_who_holds_it(
    served, pair, parallel_tasks, tally
):
    def claim(client):
        return lambda n: client.once("POST", f"/user-tasks/{parallel_tasks[n]['UT_A']}/claim")

    for answers in Rivals(*map(claim, pair)).compete(ROUNDS // 4):
        statuses = [answer.status_code for answer in answers]
        assert sorted(statuses) == [200, 409]
        problem = answers[statuses.index(409)].json()
        assert problem["code"] == "task-claimed"
        assert problem["facts"]["by"] == list(NAMES.values())[statuses.index(200)]
    tally(races=ROUNDS // 4, acknowledged=ROUNDS // 4)


@pytest.fixture
def world(manual_store):
    world = World(manual_store)
    world.deploy(PARALLEL, GUARDED, WAITS_FOR_MESSAGE)
    return world


def rows_of(world, kind):
    return [
        [row.event for row in case.rows if isinstance(row.event, kind)]
        for case in every_case(world.store)
    ]


def test_a_completion_and_a_suspension_happen_one_after_the_other(world, tally):
    cases = [world.start("parallel") for _ in range(ROUNDS // 4)]
    tasks = [world.task("UT_A", case) for case in cases]

    rounds = Rivals(
        lambda n: world.do(user_tasks.complete, tasks[n].id, by="ann"),
        lambda n: world.do(instances.suspend, cases[n].id, by="ada", reason="核实"),
    ).compete(len(cases))

    for completed, suspended in rounds:
        assert suspended.state == "suspended"
        assert isinstance(completed, InstanceNotActive) or completed.state == "active"
    refused = sum(isinstance(completed, EngineError) for completed, _ in rounds)
    assert sum(map(len, rows_of(world, UserTaskCompleted))) == len(cases) - refused
    violations = check(world.store)
    tally(races=len(rounds), violations=len(violations))
    assert violations == []


def test_a_completion_and_the_timer_that_takes_the_task_away_never_both_happen(world, tally):
    cases = [world.start("guarded") for _ in range(ROUNDS // 2)]
    tasks = [world.task("UT_Work", case) for case in cases]
    with world.store.read() as tx:
        jobs = {case.id: tx.jobs.page(_timers_of(case)).items[0].id for case in cases}
    world.store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))

    rounds = Rivals(
        lambda n: world.do(user_tasks.complete, tasks[n].id, by="ann"),
        lambda n: world.store.run(lambda tx: timers.fire(tx, jobs[cases[n].id])),
    ).compete(len(cases))

    fired = rows_of(world, TimerFired)
    completed = rows_of(world, UserTaskCompleted)
    assert [len(a) + len(b) for a, b in zip(fired, completed, strict=True)] == [1] * len(cases)
    for done, instance in rounds:
        assert isinstance(done, TaskNotOpen) == (instance is not None)
    violations = check(world.store)
    tally(races=len(rounds), violations=len(violations))
    assert violations == []


def test_one_message_sent_twice_at_the_same_moment_is_heard_once(world, tally):
    cases = [world.start("waits", variables={"order": f"A{n}"}) for n in range(ROUNDS // 4)]

    def send(n):
        return world.do(messages.publish, "Msg_Answer", f"A{n}", message_id=f"m{n}", by="ann")

    rounds = Rivals(send, send).compete(len(cases))

    assert not [
        answer for answers in rounds for answer in answers if isinstance(answer, EngineError)
    ]
    assert [a.instance.id for a, _ in rounds] == [b.instance.id for _, b in rounds]
    assert [len(heard) for heard in rows_of(world, MessageCorrelated)] == [1] * len(cases)
    violations = check(world.store)
    tally(races=len(rounds), violations=len(violations))
    assert violations == []


def test_of_two_messages_for_one_waiting_case_one_is_heard_and_the_other_waits(world, tally):
    cases = [world.start("waits", variables={"order": f"A{n}"}) for n in range(ROUNDS // 4)]

    def send(which):
        return lambda n: world.do(
            messages.publish,
            "Msg_Answer",
            f"A{n}",
            message_id=f"{which}{n}",
            ttl=timedelta(days=1),
            by="ann",
        )

    rounds = Rivals(send("x"), send("y")).compete(len(cases))

    assert all(sorted(answer.buffered for answer in answers) == [False, True] for answers in rounds)
    assert [len(heard) for heard in rows_of(world, MessageCorrelated)] == [1] * len(cases)
    violations = check(world.store)
    tally(races=len(rounds), violations=len(violations))
    assert violations == []


def _timers_of(case):
    return JobQuery(kind="timer", instance_id=case.id)
