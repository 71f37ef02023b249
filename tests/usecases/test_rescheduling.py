"""Timers and jobs are moved by hand, with a reason, on record."""

from datetime import timedelta

import pytest

from engine import instances, jobs, rescheduling
from engine.errors import Conflict, InstanceNotActive, Invalid, NotPermitted
from engine.model import JobState
from engine.store import JobQuery
from tests.usecases import diagrams


def job_of(world, case, kind):
    query = JobQuery(instance_id=case.id, kind=kind)
    (found,) = world.store.run(lambda tx: tx.jobs.page(query)).items
    return found


def reschedule(world, job, by="ada", reason="业主改了时间", due_at=None):
    world.do(rescheduling.reschedule, job.id, by=by, reason=reason, due_at=due_at)


@pytest.fixture
def waits(world):
    world.deploy(diagrams.WITH_TIMERS)
    return world.start("with-timers")


@pytest.fixture
def looks_up(world):
    world.deploy(diagrams.WITH_JOB)
    return world.start("with-job")


def test_a_timer_fires_when_it_was_moved_to_and_not_before(world, waits):
    timer = job_of(world, waits, "timer")

    reschedule(world, timer, due_at=timer.due_at + timedelta(hours=1))
    world.advance(hours=1)
    assert world.open(waits) == []
    world.advance(hours=1)

    assert world.open(waits) == ["UT_Work"]
    (told,) = world.events(waits, "TimerRescheduled")
    assert (told.previous, told.reason) == (timer.due_at, "业主改了时间")
    assert world.replays(waits)


def test_a_timer_that_is_to_fire_at_once_does(world, waits):
    reschedule(world, job_of(world, waits, "timer"))

    world.run_due()

    assert world.open(waits) == ["UT_Work"]
    assert world.replays(waits)


def test_a_job_that_waits_for_its_next_attempt_is_tried_at_once(world, looks_up):
    (taken,) = world.do(jobs.activate, "look-up", by="ada")
    world.do(jobs.fail, taken.id, by="ada", message="register is down")
    assert world.do(jobs.activate, "look-up", by="ada") == []

    reschedule(world, taken, reason="已恢复")

    assert [each.id for each in world.do(jobs.activate, "look-up", by="ada")] == [taken.id]
    assert world.events(looks_up, "JobRescheduled")[0].reason == "已恢复"
    assert world.replays(looks_up)


def test_a_timer_of_a_suspended_case_is_not_moved(world, waits):
    world.do(instances.suspend, waits.id, by="ada", reason="等待")

    with pytest.raises(InstanceNotActive):
        reschedule(world, job_of(world, waits, "timer"))


def test_a_job_that_somebody_is_at_is_his(world, looks_up):
    (taken,) = world.do(jobs.activate, "look-up", by="ada")

    with pytest.raises(Conflict):
        reschedule(world, taken)


def test_what_has_ended_is_not_moved(world, looks_up):
    (taken,) = world.do(jobs.activate, "look-up", by="ada")
    world.do(jobs.complete, taken.id, by="ada", variables={"found": True})

    with pytest.raises(Conflict):
        reschedule(world, taken)
    assert job_of(world, looks_up, "service").state is JobState.DONE


def test_deadlines_are_moved_with_their_tasks(world):
    world.deploy(diagrams.WITH_DEADLINE, diagrams.ESCALATION)
    case = world.start("with-deadline")

    with pytest.raises(Conflict) as refused:
        reschedule(world, job_of(world, case, "deadline"))

    assert "延期" in refused.value.facts["zh"]


def test_moving_by_hand_is_for_administrators_with_a_reason(world, waits):
    timer = job_of(world, waits, "timer")

    with pytest.raises(NotPermitted):
        reschedule(world, timer, by="ann")
    with pytest.raises(Invalid):
        reschedule(world, timer, reason=" ")
    with pytest.raises(Invalid):
        reschedule(world, timer, due_at=timer.due_at + timedelta(days=4000))


def test_the_rows_of_what_was_moved_are_read_off_the_record(world, waits):
    reschedule(world, job_of(world, waits, "timer"))
    before = job_of(world, waits, "timer")

    world.store.run(lambda tx: tx.cases.rebuild(waits.id))

    assert job_of(world, waits, "timer") == before
