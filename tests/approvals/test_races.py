"""People who act in the same second: one outcome, the right tally, and whoever is late is told."""

import threading

import pytest

from engine import user_tasks
from engine.errors import EngineError, TaskNotOpen
from tests.approvals.office import approval

ROUNDS = 10
"""A hundred rounds in all are played by the slow test; these are for every run."""


def at_once(office, task_id, people, verb):
    """Let everybody act on one task at the same moment; return what each of them got."""
    actors = {who: office.actor(who) for who in people}
    barrier, got = threading.Barrier(len(people)), {}

    def act(who):
        barrier.wait()
        try:
            got[who] = office.store.run(lambda tx: verb(tx, task_id, by=actors[who]))
        except Exception as error:  # noqa: BLE001  # whatever it is, the test is to see it
            got[who] = error

    threads = [threading.Thread(target=act, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def vote_rounds(office, rounds):
    office.deploy(approval("vote", **{"pass": "60%"}))
    for _ in range(rounds):
        case = office.start("approval", project="HY01")
        office.complete("UT_Fill", case=case)
        task = office.task("UT_Approve", case).id

        got = at_once(office, task, "abcde", user_tasks.approve)

        done = office.get(case)
        states = sorted(office.states(task).values())
        assert done.outcome == "End_Yes"
        assert states == ["done"] * 3 + ["skipped"] * 2
        late = [each for each in got.values() if isinstance(each, Exception)]
        assert [type(each) for each in late] == [TaskNotOpen] * 2, late
        assert office.variables(case)["UT_Approve"]["tally"] == {
            "yes": 3,
            "no": 0,
            "open": 2,
            "total": 5,
            "needed": 3,
        }
        assert office.history(case).count("UserTaskCompleted") == 2


def test_five_people_who_vote_at_once_give_one_outcome(office):
    vote_rounds(office, ROUNDS)


@pytest.mark.slow
def test_five_people_vote_at_once_a_hundred_times(office):
    vote_rounds(office, 100)


def test_of_two_who_sign_in_the_same_second_the_second_is_told_who_was_first(office):
    office.deploy(approval("or", people="ab", decision="approval"))
    for _ in range(ROUNDS):
        case = office.start("approval", project="HY01")
        office.complete("UT_Fill", case=case)
        task = office.task("UT_Approve", case).id

        got = at_once(office, task, "ab", user_tasks.approve)

        (late,) = [each for each in got.values() if isinstance(each, TaskNotOpen)]
        (winner,) = [who for who, each in got.items() if not isinstance(each, EngineError)]
        assert late.facts["by"] == {"a": "安", "b": "博"}[winner]
        assert office.history(case).count("UserTaskCompleted") == 2
