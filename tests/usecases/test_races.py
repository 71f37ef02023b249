"""Two people at the same moment: people only ever see a real human conflict."""

import threading

import pytest

from engine import instances, user_tasks
from engine.errors import EngineError, TaskClaimed, TaskNotOpen
from engine.store import Store
from tests.conftest import KEY
from tests.usecases import diagrams
from tests.usecases.world import World

ROUNDS = 100


@pytest.fixture
def world(store):
    """A company on each kind of database, with the real clock."""
    made = World(store)
    made.deploy(diagrams.PARALLEL)
    return made


def at_once(*works):
    """Run each in a thread of its own, all let go at the same moment; return result or error."""
    barrier, found = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        barrier.wait()
        try:
            found[place] = work()
        except EngineError as error:
            found[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.slow
def test_of_two_who_complete_the_same_task_one_wins_and_the_other_hears_his_name(world):
    ann, bob = world.actor("ann"), world.actor("bob")
    for _ in range(ROUNDS):
        case = world.start("parallel")
        task = world.task("UT_A", case)

        results = at_once(
            lambda: world.store.run(lambda tx: user_tasks.complete(tx, task.id, by=ann)),  # noqa: B023
            lambda: world.store.run(lambda tx: user_tasks.complete(tx, task.id, by=bob)),  # noqa: B023
        )

        (lost,) = [result for result in results if isinstance(result, EngineError)]
        winner = "安" if results[0] is not lost else "博"
        assert isinstance(lost, TaskNotOpen)
        assert lost.facts["by"] == winner
        assert world.history(case).count("UserTaskCompleted") == 1


@pytest.mark.slow
def test_two_who_complete_two_branches_at_the_same_moment_both_succeed(world):
    ann, bob = world.actor("ann"), world.actor("bob")
    for _ in range(ROUNDS):
        case = world.start("parallel")
        a, b = (world.task(element, case).id for element in ("UT_A", "UT_B"))

        results = at_once(
            lambda: world.store.run(
                lambda tx: user_tasks.complete(tx, a, by=ann, variables={"a": 1})  # noqa: B023
            ),
            lambda: world.store.run(
                lambda tx: user_tasks.complete(tx, b, by=bob, variables={"b": 2})  # noqa: B023
            ),
        )

        assert not any(isinstance(result, EngineError) for result in results)
        assert world.get(case).state == "completed"
        assert world.variables(case) == {"a": 1, "b": 2}
    assert world.replays(case)


def test_of_many_who_claim_a_task_exactly_one_gets_it(world):
    task = world.task("UT_A", world.start("parallel"))
    actors = [world.actor(name) for name in ("ann", "bob") * 8]

    results = at_once(
        *(
            lambda actor=actor: world.store.run(lambda tx: user_tasks.claim(tx, task.id, by=actor))
            for actor in actors
        )
    )

    lost = [result for result in results if isinstance(result, EngineError)]
    assert len(lost) == 8
    assert all(isinstance(error, TaskClaimed) for error in lost)


def test_two_starts_with_one_number_make_one_case(world):
    world.deploy(diagrams.REQUEST, **diagrams.REQUEST_FORMS)

    for number in range(10):
        at_once(*(lambda: world.start("request", business_key=f"RQ-{number}"),) * 2)  # noqa: B023

    assert len(world.cases("request")) == 10


def test_numbers_of_cases_that_start_at_the_same_moment_differ(world):
    world.deploy(diagrams.REQUEST, **diagrams.REQUEST_FORMS)

    cases = at_once(*(lambda: world.start("request", project="HY01"),) * 8)

    assert sorted(case.business_key[-3:] for case in cases) == [f"{n:03d}" for n in range(1, 9)]


def starts(world, count, at_a_time=8):
    """Start cases by many threads at once; return their numbers."""
    world.deploy(diagrams.REQUEST, **diagrams.REQUEST_FORMS)
    ann, per_thread = world.actor("ann"), count // at_a_time

    def begin():
        return [
            world.store.run(lambda tx: instances.start(tx, key="request", by=ann, project="HY01"))
            for _ in range(per_thread)
        ]

    found = at_once(*(begin,) * at_a_time)
    return [case.business_key for cases in found for case in cases]


def check_numbers(world, count):
    """Numbers are given once, without gaps, and never again: not even that of a case that ended."""
    numbers = starts(world, count)

    assert sorted(number[-3:] for number in numbers) == [f"{n:03d}" for n in range(1, count + 1)]
    last = world.cases("request")[-1]
    world.do(instances.terminate, last.id, by="ada", reason="重复")
    assert world.start("request", project="HY01").business_key[-3:] == f"{count + 1:03d}"


def test_forty_cases_that_start_at_once_have_numbers_of_their_own(world):
    check_numbers(world, 40)


@pytest.mark.slow
def test_two_hundred_cases_that_start_at_once_have_numbers_of_their_own(world):
    check_numbers(world, 200)


def test_another_process_on_the_same_database_sees_what_was_committed(world, database_url):
    case = world.start("parallel")
    other = Store(database_url, key=KEY)

    seen = other.run(lambda tx: tx.cases.get(case.id))
    other.close()

    assert seen == case
