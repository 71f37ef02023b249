"""Jobs, incidents and notices: automatic work, and what happens when it goes wrong."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from api.views.auditing import log
from engine import comments, incidents, instances, jobs, notices
from engine.errors import Conflict, InstanceNotActive, Invalid, NotFound, NotPermitted
from engine.model import Role
from engine.model.organisation import Person
from engine.store import JobQuery
from tests.usecases import diagrams
from tests.usecases.world import ORGANISATION


@pytest.fixture
def case(world):
    """A case with a job, and two administrators whose programs do jobs."""
    admin = frozenset({Role.ADMINISTRATOR})
    workers = {who: Person(id=who, name="程序", roles=admin) for who in ("one", "other")}
    changed = replace(ORGANISATION, people={**ORGANISATION.people, **workers})
    world.store.run(lambda tx: tx.people.replace(changed))
    world.deploy(diagrams.WITH_JOB)
    return world.start("with-job", variables={"room": "8"})


def activate(world, *, by="one", **more):
    return world.do(jobs.activate, "look-up", by=by, **more)


def job_of(world):
    with world.store.read() as tx:
        return tx.jobs.page(JobQuery(kind="service")).items[0]


def test_a_job_is_leased_to_one_worker_with_its_headers_and_variables(world, case):
    (job,) = activate(world)

    assert (job.type, job.worker, job.headers) == ("look-up", "one", {"where": "register"})
    assert job.payload["variables"] == {"room": "8"}
    assert activate(world, by="other") == []


def test_jobs_are_done_for_administrators_alone(world, case):
    (job,) = activate(world)
    asked = (
        (jobs.activate, ("look-up",), {}),
        (jobs.complete, (job.id,), {"variables": {"owner": "王"}}),
        (jobs.fail, (job.id,), {"message": "x"}),
        (jobs.throw_error, (job.id,), {"code": "UNKNOWN"}),
    )

    for who in ("max", "aud", "out"):
        for verb, args, more in asked:
            with pytest.raises(NotPermitted):
                world.do(verb, *args, by=who, **more)

    assert job_of(world).state == "leased"


def test_a_lease_that_ran_out_opens_the_job_to_others(world, case):
    activate(world, lease=timedelta(minutes=1))
    world.store.run(lambda tx: tx.clock.advance(timedelta(minutes=2)))

    (job,) = activate(world, by="other")

    assert job.worker == "other"


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 101}, {"lease": timedelta(days=2)}])
def test_nobody_leases_without_measure(world, case, wrong):
    with pytest.raises(Invalid):
        activate(world, **wrong)


def test_a_completed_job_lets_the_case_go_on(world, case):
    (job,) = activate(world)

    world.do(jobs.complete, job.id, by="one", variables={"owner": "王"})

    assert world.open(case) == ["UT_Known"]
    assert world.variables(case) == {"room": "8", "owner": "王"}
    assert world.replays(case)


def test_whoever_does_not_hold_the_lease_cannot_end_the_job(world, case):
    (job,) = activate(world)

    for verb, more in ((jobs.complete, {}), (jobs.fail, {"message": "x"})):
        with pytest.raises(Conflict) as caught:
            world.do(verb, job.id, by="other", **more)
        assert caught.value.facts == {"by": "one"}


def test_a_job_is_ended_once(world, case):
    (job,) = activate(world)
    world.do(jobs.complete, job.id, by="one")

    with pytest.raises(Conflict):
        world.do(jobs.complete, job.id, by="one")


def test_a_bpmn_error_of_a_job_takes_the_way_of_the_boundary_event(world, case):
    (job,) = activate(world)

    world.do(jobs.throw_error, job.id, by="one", code="UNKNOWN", message="no such room")

    assert world.open(case) == ["UT_Unknown"]
    assert world.replays(case)


def test_a_failed_job_is_retried_after_a_while_and_at_last_an_incident(world, case):
    (job,) = activate(world)
    world.do(jobs.fail, job.id, by="one", message="time-out")
    assert activate(world) == []
    assert world.get(case).incidents == 0
    world.store.run(lambda tx: tx.clock.advance(timedelta(seconds=10)))

    (again,) = activate(world)
    world.do(jobs.fail, again.id, by="one", message="time-out again")

    (incident,) = world.incidents(case)
    assert (again.retries, again.attempts, again.error) == (1, 2, "time-out")
    assert (incident.kind, incident.message) == ("job", "time-out again")
    assert world.get(case).state == "active"
    assert job_of(world).state == "failed"
    assert world.replays(case)


def test_the_wait_doubles_with_each_attempt_up_to_an_hour(world, case):
    waits = []
    for _ in range(11):
        (job,) = activate(world)
        world.do(jobs.fail, job.id, by="one", message="x", retries=3)
        waits.append(job_of(world).due_at - world.store.run(lambda tx: tx.now))
        world.store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))

    assert waits[:3] == [timedelta(seconds=s) for s in (10, 20, 40)]
    assert waits[-1] == timedelta(hours=1)


def test_a_worker_says_how_often_and_when_to_try_again(world, case):
    (job,) = activate(world)

    world.do(jobs.fail, job.id, by="one", message="x", retries=7, back_off=timedelta(days=1))

    failed = job_of(world)
    assert failed.retries == 7
    assert failed.due_at - world.store.run(lambda tx: tx.now) == timedelta(days=1)
    with pytest.raises(Invalid):
        world.do(jobs.fail, job.id, by="one", message="x", retries=-1)


@pytest.fixture
def stuck(world, case):
    (job,) = activate(world)
    world.do(jobs.fail, job.id, by="one", message="gone", retries=0)
    return world.incidents(case)[0]


def test_a_resolved_incident_opens_the_job_again(world, case, stuck):
    world.do(incidents.resolve, stuck.id, by="ada", retries=2)

    assert world.get(case).incidents == 0
    (job,) = activate(world)
    assert job.retries == 2
    world.do(jobs.complete, job.id, by="one")
    assert world.open(case) == ["UT_Known"]
    assert world.replays(case)


def test_an_incident_is_resolved_once_by_an_administrator_and_with_a_try(world, stuck):
    with pytest.raises(NotPermitted):
        world.do(incidents.resolve, stuck.id, by="ann")
    with pytest.raises(Invalid):
        world.do(incidents.resolve, stuck.id, by="ada", retries=0)
    world.do(incidents.resolve, stuck.id, by="ada")
    with pytest.raises(Conflict):
        world.do(incidents.resolve, stuck.id, by="ada")


def test_the_incident_of_a_case_that_is_ended_is_over(world, case, stuck):
    world.do(instances.terminate, case.id, by="ada", reason="x")

    assert world.incidents(case) == []
    assert job_of(world).state == "cancelled"


def test_jobs_of_a_suspended_case_wait(world, case):
    (job,) = activate(world)
    world.do(instances.suspend, case.id, by="ada", reason="x")

    with pytest.raises(InstanceNotActive):
        world.do(jobs.complete, job.id, by="one")


def test_a_timer_is_no_job_for_workers(world):
    world.deploy(diagrams.WITH_TIMERS)
    world.start("with-timers")
    with world.store.read() as tx:
        timer = tx.jobs.page(JobQuery(kind="timer")).items[0]

    with pytest.raises(NotFound):
        world.do(jobs.complete, timer.id, by="ada")
    with pytest.raises(NotFound):
        world.do(jobs.complete, uuid4(), by="ada")


def test_overseers_page_through_jobs_and_incidents(world, case, stuck):
    assert [job.id for job in world.do(jobs.page, JobQuery(), by="aud").items] == [
        stuck.activity_id
    ]
    assert [i.id for i in world.do(incidents.page, by="aud").items] == [stuck.id]
    for verb, args in ((jobs.page, (JobQuery(),)), (incidents.page, ())):
        with pytest.raises(NotPermitted):
            world.do(verb, *args, by="ann")


def test_a_gateway_that_cannot_decide_goes_on_once_its_variable_is_mended(world):
    world.deploy(diagrams.WITH_CONDITION)
    case = world.start("with-condition")

    (incident,) = world.incidents(case)
    world.do(incidents.resolve, incident.id, by="ada", variables={"amount": 2000}, reason="补录")

    assert incident.kind in {"condition", "expression"}
    assert world.open(case) == ["UT_Big"]
    assert world.get(case).incidents == 0
    assert world.replays(case)


def test_a_rule_of_candidates_that_gives_nothing_readable_puts_the_task_to_the_administrators(
    world,
):
    process = diagrams.bpmn(
        "routed",
        diagrams.START
        + diagrams.user("UT_A", groups="", settings={"gj:assign": "= who"})
        + diagrams.END
        + diagrams.path("StartEvent_1", "UT_A", "End_1"),
    )
    world.deploy(process)
    case = world.start("routed", variables={"who": "post("})

    (incident,) = world.incidents(case)
    assert (incident.kind, incident.element_id) == ("routing", "UT_A")
    assert world.task("UT_A").principals == ("group:administrator",)
    world.do(incidents.resolve, incident.id, by="ada")
    assert world.open(case) == ["UT_A"]
    assert world.get(case).incidents == 0
    assert world.replays(case)


NOTIFIES = diagrams.WITH_JOB.replace(b'type="look-up"', b'type="notify"').replace(
    b'<zeebe:header key="where" value="register"/>',
    b'<zeebe:header key="template" value="accepted"/><zeebe:header key="to" value="tenant"/>',
)


def test_a_notice_is_put_on_record_and_the_case_goes_on(world):
    world.deploy(NOTIFIES)
    case = world.start("with-job")

    world.run_due()

    assert world.open(case) == ["UT_Known"]
    (said,) = world.do(comments.of, case.id)
    assert (said.text, said.author) == ("通知：accepted → tenant", "system")
    assert world.replays(case)


@pytest.mark.parametrize(("language", "words"), [("zh", "发出通知"), ("en", "A notice was sent")])
def test_the_operation_log_tells_a_notice_in_words_and_not_by_its_template(world, language, words):
    world.deploy(NOTIFIES)
    case = world.start("with-job")
    world.run_due()

    with world.store.read() as tx:
        said = [row for row in tx.history.every(case.id) if row.type == "CommentAdded"]
        (told,) = log.entries(tx, said, language)

    assert (told.text, told.quote) == (words, "")


def test_a_notice_goes_out_once_and_not_for_a_suspended_case(world):
    world.deploy(NOTIFIES.replace(b'<zeebe:header key="to" value="tenant"/>', b""))
    case = world.start("with-job")
    job = job_of(world)

    world.do(instances.suspend, case.id, by="ada", reason="x")
    assert world.store.run(lambda tx: notices.deliver(tx, job.id)) is None
    world.do(instances.resume, case.id, by="ada", reason="x")
    world.run_due()
    assert world.store.run(lambda tx: notices.deliver(tx, job.id)) is None

    assert [c.text for c in world.do(comments.of, case.id)] == ["通知：accepted"]
