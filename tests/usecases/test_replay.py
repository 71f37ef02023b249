"""The record is the truth: replaying it gives the live state, rebuilding it gives the same rows."""

from dataclasses import replace

import pytest

from engine import incidents, instances, jobs, user_tasks
from engine.store import CaseQuery, JobQuery
from tests.usecases import diagrams


def rows_of(tx, case):
    jobs_ = tx.jobs.page(JobQuery(instance_id=case.id)).items
    return (
        tx.cases.get(case.id),
        tx.tasks.of(case.id),
        [_unleased(job) for job in jobs_],
        tx.incidents.of(case.id),
        tx.messages.of(case.id),
        tx.files.comments(case.id),
    )


def _unleased(job):
    """Leave out who took a job and when: that is no event."""
    return replace(job, attempts=0, worker=None, leased_until=None)


def check(world):
    """Replay and rebuild every case there is."""
    cases = world.store.run(lambda tx: tx.cases.page(CaseQuery(), limit=1000)).items
    for case in cases:
        assert world.replays(case), case.key
        live = world.store.run(lambda tx, case=case: rows_of(tx, case))
        world.store.run(lambda tx, case=case: tx.cases.rebuild(case.id))
        assert world.store.run(lambda tx, case=case: rows_of(tx, case)) == live


def a_request(world):
    yield world.start("request", project="HY01")
    for approved in (False, True):
        task = world.task("UT_Fill")
        yield world.do(user_tasks.claim, task.id)
        yield world.do(user_tasks.release, task.id)
        yield world.do(user_tasks.assign, task.id, by="max", to="bob")
        yield world.do(user_tasks.comment, task.id, by="bob", text="看过")
        yield world.complete("UT_Fill", by="bob", room="8", reason="漏水")
        yield world.complete("UT_Approve", by="max", approved=approved)


def a_call(world):
    case = world.start("caller", variables={"room": "8"})
    yield case
    yield world.complete("UT_Sub", answer=1)
    yield world.complete("UT_After")
    other = world.start("caller")
    yield world.complete("UT_Sub", broken=True)
    third = world.start("caller")
    yield world.publish("Msg_Stop", third.business_key)
    yield world.do(instances.terminate, other.id, by="ada", reason="作废")


def timers(world):
    yield world.start("with-timers")
    for _ in range(5):
        yield world.advance(minutes=50)
    yield world.complete("UT_Work")


def deadlines(world):
    case = world.start("with-deadline")
    yield world.advance(hours=5)
    yield world.do(instances.suspend, case.id, by="ada", reason="x")
    yield world.advance(hours=5)
    yield world.do(instances.resume, case.id, by="ada", reason="x")
    yield world.run_due()


def a_job(world):
    case = world.start("with-job")
    for _ in range(2):
        (job,) = world.do(jobs.activate, "look-up", by="ada")
        yield world.do(jobs.fail, job.id, by="ada", message="x")
        yield world.advance(seconds=30)
    (incident,) = world.incidents(case)
    yield world.do(incidents.resolve, incident.id, by="ada", variables={"hint": 1})
    (job,) = world.do(jobs.activate, "look-up", by="ada")
    yield world.do(jobs.throw_error, job.id, by="ada", code="UNKNOWN")


def messages(world):
    yield world.start("waits", variables={"order": "A"})
    yield world.start("sends", variables={"order": "A", "text": "t"})
    yield world.start("hears")
    yield world.start("throws")
    yield world.run_due()


def a_condition(world):
    case = world.start("with-condition")
    (incident,) = world.incidents(case)
    yield world.do(
        instances.write_variables, case.id, by="ada", variables={"amount": 5}, reason="x"
    )
    yield world.do(incidents.resolve, incident.id, by="ada")


@pytest.mark.parametrize(
    "story", [a_request, a_call, timers, deadlines, a_job, messages, a_condition]
)
def test_after_every_step_the_record_gives_the_live_state_again(world, story):
    world.deploy(
        diagrams.REQUEST,
        diagrams.CALLER,
        diagrams.CALLED,
        diagrams.WITH_TIMERS,
        diagrams.WITH_DEADLINE,
        diagrams.ESCALATION,
        diagrams.WITH_JOB,
        diagrams.WAITS_FOR_MESSAGE,
        diagrams.SENDS_MESSAGES,
        diagrams.HEARS_SIGNAL,
        diagrams.THROWS_SIGNAL,
        diagrams.WITH_CONDITION,
        **diagrams.REQUEST_FORMS,
    )

    for _ in story(world):
        check(world)
