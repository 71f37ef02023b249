"""Stopping the clock of a task for a listed reason, and letting it run again."""

from datetime import timedelta

import pytest

from engine import instances, user_tasks
from engine.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.usecases import diagrams
from tests.usecases.test_replay import rows_of

HOUR = timedelta(hours=1)


@pytest.fixture
def case(world):
    world.deploy(diagrams.WITH_DEADLINE, diagrams.ESCALATION)
    return world.start("with-deadline", project="HY01", variables={"severity": "II"})


def held(world):
    task = world.task("UT_Work")
    world.do(user_tasks.claim, task.id, by="ann")
    return task


def rebuilds(world, case):
    live = world.store.run(lambda tx: rows_of(tx, case))
    world.store.run(lambda tx: tx.cases.rebuild(case.id))
    return world.store.run(lambda tx: rows_of(tx, case)) == live


def test_a_paused_clock_stands_still_and_the_task_is_due_later_by_the_pause(world, case):
    task = held(world)
    world.advance(hours=1)
    world.do(user_tasks.pause, task.id, reason="parts", note="水泵在途")
    world.advance(days=3)

    resumed = world.do(user_tasks.resume, task.id, note="已到货")

    assert resumed.due_at == task.due_at + timedelta(days=3)
    assert world.events(case, "DeadlineBreached") == []
    (paused,) = world.events(case, "DeadlinePaused")
    assert (paused.reason, paused.note) == ("parts", "水泵在途")
    assert world.replays(case)
    assert rebuilds(world, case)


def test_warnings_and_levels_move_with_the_pause_and_are_not_repeated(world, case):
    task = held(world)
    world.advance(hours=2)
    world.do(user_tasks.pause, task.id, reason="weather")
    world.advance(hours=10)
    world.do(user_tasks.resume, task.id)

    world.advance(hours=1, minutes=12)
    assert [e.percent for e in world.events(case, "DeadlineWarned")] == [50, 80]
    world.advance(days=1)

    starts = sorted(each.started_at - case.started_at for each in world.cases("escalation"))
    assert starts == [14 * HOUR, 16 * HOUR, 18 * HOUR]
    assert world.replays(case)


def test_only_a_listed_reason_stops_a_clock(world, case):
    task = held(world)

    with pytest.raises(Invalid, match="no reason to stop a clock"):
        world.do(user_tasks.pause, task.id, reason="lunch")


def test_a_note_has_a_length_that_a_page_can_show(world, case):
    task = held(world)

    with pytest.raises(Invalid, match="at most 2000"):
        world.do(user_tasks.pause, task.id, reason="parts", note="x" * 2001)


def test_who_has_the_task_or_leads_may_stop_its_clock_and_nobody_else(world, case):
    task = held(world)

    with pytest.raises(NotFound):
        world.do(user_tasks.pause, task.id, by="out", reason="parts")
    with pytest.raises(NotPermitted):
        world.do(user_tasks.pause, task.id, by="aud", reason="parts")

    assert "paused" in world.do(user_tasks.pause, task.id, by="max", reason="parts").deadline


def test_a_late_task_a_paused_one_and_one_without_deadline_are_not_paused(world, case):
    task = held(world)
    with pytest.raises(Conflict, match="is not paused"):
        world.do(user_tasks.resume, task.id)
    world.do(user_tasks.pause, task.id, reason="parts")
    with pytest.raises(Conflict, match="no clock runs"):
        world.do(user_tasks.pause, task.id, reason="parts")
    world.do(user_tasks.resume, task.id)
    world.advance(hours=5)

    with pytest.raises(Conflict, match="late already"):
        world.do(user_tasks.pause, task.id, reason="parts")


def test_a_due_time_set_by_hand_is_paused_like_any_other(world, case):
    task = held(world)
    later = task.due_at + 6 * HOUR
    world.do(user_tasks.change_due, task.id, by="ada", due_at=later, reason="等件")
    world.do(user_tasks.pause, task.id, reason="third_party")
    world.advance(hours=20)

    assert world.do(user_tasks.resume, task.id).due_at == later + 20 * HOUR
    assert rebuilds(world, case)


def test_a_suspended_case_stops_the_clocks_of_its_tasks(world, case):
    due = world.task("UT_Work").due_at
    world.do(instances.suspend, case.id, by="ada", reason="x")
    world.advance(days=2)
    world.do(instances.resume, case.id, by="ada", reason="x")

    world.advance(hours=3, minutes=59)

    assert world.task("UT_Work").due_at == due + timedelta(days=2)
    assert world.events(case, "DeadlineBreached") == []
    assert world.replays(case)
    assert rebuilds(world, case)


def test_a_late_task_of_a_suspended_case_goes_on_at_its_level(world, case):
    world.advance(hours=5)
    world.do(instances.suspend, case.id, by="ada", reason="x")
    world.advance(days=2)
    world.do(instances.resume, case.id, by="ada", reason="x")

    world.advance(hours=1)

    assert [event.level for event in world.events(case, "DeadlineBreached")] == [1, 2]
    assert rebuilds(world, case)


def test_a_clock_that_people_stopped_stays_so_after_a_suspension(world, case):
    task = held(world)
    world.do(user_tasks.pause, task.id, reason="parts")
    world.do(instances.suspend, case.id, by="ada", reason="x")
    world.do(instances.resume, case.id, by="ada", reason="x")

    assert world.task("UT_Work").deadline["paused"]["reason"] == "parts"
