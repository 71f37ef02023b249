"""The overview counts what runs, what is late, what got stuck."""

from datetime import timedelta

import pytest

from engine import endings, instances, jobs, overviews
from engine.errors import NotPermitted
from engine.model import DeliveryState
from tests.usecases import diagrams


def overview(world, by="aud"):
    return world.do(overviews.overview, by=by)


def test_nothing_is_nothing(world):
    found = overview(world)

    assert (*found.cases, *found.tasks, *found.stuck) == ()
    assert (found.work.waiting, found.work.due, found.work.failed) == (0, 0, 0)
    assert found.deliveries == {DeliveryState.WAITING: 0, DeliveryState.DEAD: 0}
    assert found.sealed_at is None


def test_open_cases_and_tasks_are_counted_by_process_and_project(world):
    world.deploy(diagrams.WITH_DEADLINE, diagrams.ESCALATION, diagrams.WITH_CONDITION)
    for project in ("HY01", "HY01", "HY02"):
        world.start("with-deadline", project=project)
    stuck = world.start("with-condition")
    world.do(instances.suspend, stuck.id, by="ada", reason="等待")
    ended = world.start("with-deadline", project="HY02")
    world.do(endings.void, ended.id, by="ada", reason="登记错误")
    world.store.run(lambda tx: tx.clock.advance(timedelta(days=30)))

    found = overview(world)

    cases = {(each.key, each.project): each for each in found.cases}
    tasks = {(each.key, each.project): each for each in found.tasks}
    assert cases["with-deadline", "HY01"].cases == 2
    assert cases["with-deadline", "HY02"].cases == 1
    assert (cases["with-condition", None].suspended, cases["with-condition", None].stuck) == (1, 1)
    late = tasks["with-deadline", "HY01"]
    assert (late.tasks, late.late, late.unclaimed) == (2, 2, 2)


def test_incidents_alike_are_counted_together(world):
    world.deploy(diagrams.WITH_CONDITION)
    for _ in range(3):
        world.start("with-condition")

    (alike,) = world.do(overviews.stuck, by="ada")

    assert (alike.definition_id, alike.element_id, alike.count) == ("with-condition:1", "G_1", 3)
    assert alike.message


def test_work_says_what_is_due_since_when_and_who_is_at_it(world):
    world.deploy(diagrams.WITH_JOB, diagrams.WITH_TIMERS)
    world.start("with-job")
    world.start("with-timers")
    begun = overview(world).at
    world.store.run(lambda tx: tx.clock.advance(timedelta(minutes=10)))

    waiting = overview(world).work
    (taken,) = world.do(jobs.activate, "look-up", by="ada")
    taken_by = overview(world).work
    world.do(jobs.fail, taken.id, by="ada", message="no", retries=0)
    failed = overview(world).work

    assert (waiting.waiting, waiting.due, waiting.since) == (2, 1, begun)
    assert (taken_by.due, taken_by.workers) == (0, ("ada",))
    assert (failed.failed, failed.workers) == (1, ())


def test_the_overview_is_not_for_staff(world):
    with pytest.raises(NotPermitted):
        overview(world, by="ann")
    with pytest.raises(NotPermitted):
        world.do(overviews.stuck, by="ann")
