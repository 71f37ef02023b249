"""F3: four workers at the same moment on the same thing, and what changes a case against a person."""

from datetime import timedelta

import pytest

from engine import deployments, instances, messages, user_tasks
from engine.errors import EngineError, InstanceNotActive, TaskNotOpen
from engine.model.events import InstanceCompleted, MessageCorrelated, TimerFired, UserTaskCompleted
from engine.worker import Worker
from tests.faults.at_once import Rivals
from tests.faults.check import check, every_case
from tests.usecases.diagrams import END, MESSAGES, PARALLEL, START, bpmn, path, user
from tests.usecases.world import World

ROUNDS = 25
BRANCHES = ("UT_1", "UT_2", "UT_3", "UT_4")

JOIN = bpmn(
    "join",
    START
    + '<parallelGateway id="G_Split"/><parallelGateway id="G_Join"/>'
    + "".join(map(user, BRANCHES))
    + user("UT_After")
    + END
    + path("StartEvent_1", "G_Split")
    + "".join(path("G_Split", branch, "G_Join") for branch in BRANCHES)
    + path("G_Join", "UT_After", "End_1"),
)
TAKEN_AWAY = bpmn(
    "taken-away",
    START
    + user("UT_Work")
    + '<boundaryEvent id="M_Away" attachedToRef="UT_Work"><messageEventDefinition id="MD_1" messageRef="Msg_Answer"/></boundaryEvent>'
    + END
    + '<endEvent id="End_Away"/>'
    + path("StartEvent_1", "UT_Work", "End_1")
    + path("M_Away", "End_Away"),
    more=MESSAGES,
)
"""A task that a message takes away."""
TIMED = bpmn(
    "timed",
    START
    + '<intermediateCatchEvent id="T_1"><timerEventDefinition id="TD_1"><timeDuration xsi:type="tFormalExpression">PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>'
    + END
    + path("StartEvent_1", "T_1", "End_1"),
)


@pytest.fixture
def world(manual_store):
    world = World(manual_store)
    world.deploy(PARALLEL, JOIN, TAKEN_AWAY, TIMED)
    return world


@pytest.fixture
def sound(world, tally):
    """Check the seven invariants at the end of a test, and count its races."""

    def checked(races):
        violations = check(world.store, fold_every=5)
        tally(races=races, violations=len(violations))
        assert violations == []

    return checked


def rows_of(world, kind):
    return [
        [row.event for row in case.rows if isinstance(row.event, kind)]
        for case in every_case(world.store)
    ]


@pytest.mark.slow
def test_of_four_who_complete_one_task_one_succeeds_and_three_are_told_who(world, sound):
    cases = [world.start("parallel") for _ in range(ROUNDS)]
    tasks = [world.task("UT_A", case) for case in cases]

    def complete(who):
        return lambda n: world.do(user_tasks.complete, tasks[n].id, by=who)

    rounds = Rivals(*map(complete, ("ann", "bob", "ann", "bob"))).compete(ROUNDS)

    for answers in rounds:
        late = [answer for answer in answers if isinstance(answer, EngineError)]
        assert [type(each) for each in late] == [TaskNotOpen] * 3
        assert {each.facts["by"] for each in late} <= {"安", "博"}
    assert [len(done) for done in rows_of(world, UserTaskCompleted)] == [1] * ROUNDS
    sound(ROUNDS)


@pytest.mark.slow
def test_four_branches_that_reach_their_join_at_the_same_moment_go_on_once(world, sound):
    cases = [world.start("join") for _ in range(ROUNDS)]
    tasks = [{task.element_id: task.id for task in world.tasks(case)} for case in cases]

    def complete(branch):
        return lambda n: world.do(user_tasks.complete, tasks[n][branch], by="ann")

    rounds = Rivals(*map(complete, BRANCHES)).compete(ROUNDS)

    assert not [one for answers in rounds for one in answers if isinstance(one, EngineError)]
    assert [world.open(case) for case in cases] == [["UT_After"]] * ROUNDS
    sound(ROUNDS)


@pytest.mark.slow
def test_a_completion_and_the_message_that_takes_the_task_away_never_both_happen(world, sound):
    cases = [world.start("taken-away", variables={"order": f"A{n}"}) for n in range(ROUNDS)]
    tasks = [world.task("UT_Work", case) for case in cases]

    def send(n):
        return world.do(messages.publish, "Msg_Answer", f"A{n}", message_id=f"m{n}", by="ann")

    rounds = Rivals(lambda n: world.do(user_tasks.complete, tasks[n].id), send).compete(ROUNDS)

    heard, done = rows_of(world, MessageCorrelated), rows_of(world, UserTaskCompleted)
    assert [len(a) + len(b) for a, b in zip(heard, done, strict=True)] == [1] * ROUNDS
    for completed, published in rounds:
        refused = isinstance(completed, TaskNotOpen | InstanceNotActive)
        assert refused == (published.instance is not None)
    sound(ROUNDS)


@pytest.mark.slow
def test_a_completion_and_the_end_of_its_case_by_hand_happen_one_after_the_other(world, sound):
    cases = [world.start("parallel") for _ in range(ROUNDS)]
    tasks = [world.task("UT_A", case) for case in cases]

    rounds = Rivals(
        lambda n: world.do(user_tasks.complete, tasks[n].id),
        lambda n: world.do(instances.terminate, cases[n].id, by="ada", reason="撤销"),
    ).compete(ROUNDS)

    for completed, ended in rounds:
        assert ended.state == "terminated"
        assert not isinstance(completed, EngineError) or isinstance(
            completed, TaskNotOpen | InstanceNotActive
        )
    sound(ROUNDS)


@pytest.mark.slow
def test_four_workers_let_each_timer_fire_once(world, sound):
    for _ in range(2 * ROUNDS):
        world.start("timed")
    world.store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))
    workers = [Worker(world.store) for _ in range(4)]

    (done,) = Rivals(*[lambda _, w=worker: w.run_due() for worker in workers]).compete(1)
    workers[0].run_due()

    assert not [each for each in done if isinstance(each, EngineError)]
    assert [len(fired) for fired in rows_of(world, TimerFired)] == [1] * 2 * ROUNDS
    assert [len(ends) for ends in rows_of(world, InstanceCompleted)] == [1] * 2 * ROUNDS
    sound(1)


def renamed(name):
    """Return another version of the process: a task of it has another name."""
    return PARALLEL.replace(b'name="UT_B"', f'name="{name}"'.encode())


@pytest.mark.slow
def test_new_versions_deployed_at_the_same_moment_follow_one_another_while_cases_go_on(
    world, sound
):
    cases = [world.start("parallel") for _ in range(ROUNDS)]
    tasks = [world.task("UT_A", case) for case in cases]

    def deploy(who):
        def changed(n):
            marked = renamed(f"{who}{n}")
            return world.do(deployments.deploy, {"p.bpmn": marked}, by="ada").definitions[0]

        return changed

    rounds = Rivals(
        deploy("x"),
        deploy("y"),
        lambda n: world.do(user_tasks.complete, tasks[n].id),
        lambda _: world.start("parallel"),
    ).compete(ROUNDS)

    assert not [one for answers in rounds for one in answers if isinstance(one, EngineError)]
    versions = sorted(one.version for answers in rounds for one in answers[:2])
    assert versions == list(range(2, 2 + 2 * ROUNDS))
    assert {world.get(case).definition_id for case in cases} == {"parallel:1"}
    sound(ROUNDS)


@pytest.mark.slow
def test_the_same_file_deployed_by_four_at_the_same_moment_becomes_one_version(world, sound):
    def deploy(n):
        marked = renamed(n)
        return world.do(deployments.deploy, {"p.bpmn": marked}, by="ada").definitions[0].version

    rounds = Rivals(*[deploy] * 4).compete(ROUNDS // 5)

    assert [set(answers) for answers in rounds] == [{n + 2} for n in range(ROUNDS // 5)]
    sound(ROUNDS // 5)
