"""Jobs: who takes them, when they come due, and what becomes of them."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from engine.errors import NotFound
from engine.model import JobState, part_id
from engine.model import events as ev
from engine.store import JobQuery, StartTimer

LEASE = timedelta(seconds=30)


@pytest.fixture
def store(manual_store):
    return manual_store


@pytest.fixture
def desk(manual_desk):
    return manual_desk


def timer(ordinal, due_in):
    return lambda i, now: ev.TimerArmed(
        timer_id=part_id(i, ordinal), element_id=f"T{ordinal}", due_at=now + due_in
    )


def service(ordinal, type_="notify"):
    return lambda i, _: ev.JobCreated(
        job_id=part_id(i, ordinal), element_id=f"S{ordinal}", type=type_, headers={"to": "x"}
    )


def advance(store, by):
    with store.begin() as tx:
        tx.clock.advance(by)


def due(store, worker="w1", limit=10):
    with store.begin() as tx:
        return [j.element_id for j in tx.jobs.due_batch(limit=limit, worker=worker, lease=LEASE)]


def job(store, job_id):
    with store.read() as tx:
        return tx.jobs.get(job_id)


def test_timers_come_due_in_the_order_of_their_time_and_to_one_worker_only(desk, store, hour):
    desk.start(timer(1, 2 * hour), timer(2, hour), timer(3, 9 * hour))
    advance(store, 3 * hour)

    assert due(store, "w1", limit=1) == ["T2"]
    assert due(store, "w2") == ["T1"]
    assert due(store, "w3") == []


def test_a_job_whose_worker_died_is_taken_by_another_after_its_lease(desk, store):
    instance_id = desk.start(timer(1, timedelta()))
    assert due(store, "w1") == ["T1"]

    advance(store, LEASE)

    assert due(store, "w2") == ["T1"]
    found = job(store, part_id(instance_id, 1))
    assert (found.attempts, found.worker, found.state) == (2, "w2", JobState.LEASED)


def test_a_lease_can_be_prolonged_by_who_holds_it(desk, store):
    instance_id = desk.start(timer(1, timedelta()))
    due(store, "w1")

    with store.begin() as tx:
        assert tx.jobs.extend(part_id(instance_id, 1), worker="w1", lease=2 * LEASE)
        assert not tx.jobs.extend(part_id(instance_id, 1), worker="w2", lease=LEASE)

    advance(store, LEASE)
    assert due(store, "w2") == []


def test_a_released_job_can_be_taken_at_once_or_later(desk, store):
    instance_id = desk.start(timer(1, timedelta()))
    job_id = part_id(instance_id, 1)
    due(store)

    with store.begin() as tx:
        tx.jobs.release(job_id)
    assert due(store) == ["T1"]
    with store.begin() as tx:
        tx.jobs.release(job_id, at=tx.now + LEASE)

    assert due(store) == []


def test_the_next_due_time_is_known(desk, store, hour):
    with store.read() as tx:
        assert tx.jobs.next_due() is None
        now = tx.now

    desk.start(timer(1, hour), service(2))

    with store.read() as tx:
        assert tx.jobs.next_due() == now + hour


def test_service_jobs_go_to_workers_of_their_type_with_what_they_need(desk, store):
    desk.start(service(1), service(2, "pay"))

    with store.begin() as tx:
        taken = tx.jobs.activate("notify", worker="w1", limit=10, lease=LEASE)
        again = tx.jobs.activate("notify", worker="w2", limit=10, lease=LEASE)

    assert [(found.element_id, found.headers) for found in taken] == [("S1", {"to": "x"})]
    assert taken[0].business_key == "TS-1"
    assert again == []
    assert due(store) == []


def test_jobs_of_several_types_are_taken_together_the_longest_waiting_first(desk, store, hour):
    for element, type_ in ((1, "count"), (2, "pay"), (3, "notify"), (4, "count")):
        desk.start(service(element, type_))
        advance(store, hour)

    with store.begin() as tx:
        taken = tx.jobs.own_batch({"notify", "count"}, worker="w", limit=2, lease=LEASE)
        rest = tx.jobs.own_batch({"notify", "count"}, worker="w", limit=9, lease=LEASE)

    assert [found.element_id for found in (*taken, *rest)] == ["S1", "S3", "S4"]


def test_a_failed_job_waits_and_then_gives_up(desk, store, hour):
    instance_id = desk.start(service(1))
    job_id = part_id(instance_id, 1)
    failed = {"job_id": job_id, "element_id": "S1", "message": "503"}
    with store.read() as tx:
        later = tx.now + hour

    desk.record(instance_id, ev.JobFailed(**failed, retries=1, retry_at=later))
    first = job(store, job_id)
    desk.record(instance_id, ev.JobFailed(**failed, retries=0))
    second = job(store, job_id)

    assert (first.state, first.due_at, first.error) == (JobState.OPEN, later, "503")
    assert (second.state, second.retries) == (JobState.FAILED, 0)
    with store.begin() as tx:
        assert tx.jobs.activate("notify", worker="w", limit=1, lease=LEASE) == []


@pytest.mark.parametrize("kind", ["completed", "thrown", "cancelled"])
def test_a_job_ends_once(desk, store, kind):
    instance_id = desk.start(service(1))
    it = {"job_id": part_id(instance_id, 1), "element_id": "S1"}
    event = {
        "completed": ev.JobCompleted(**it, variables={}),
        "thrown": ev.JobErrorThrown(**it, code="E"),
        "cancelled": ev.JobCancelled(**it),
    }[kind]

    desk.record(instance_id, event)

    assert job(store, it["job_id"]).state in {JobState.DONE, JobState.CANCELLED}
    with store.begin() as tx:
        assert tx.jobs.activate("notify", worker="w", limit=1, lease=LEASE) == []


def test_nothing_of_a_suspended_case_comes_due_until_it_is_resumed(desk, store, hour):
    instance_id = desk.start(timer(1, timedelta()), service(2))

    desk.record(instance_id, ev.InstanceSuspended(reason="等"))
    desk.record(instance_id, timer(3, timedelta())(instance_id, job_now(store)))
    desk.record(
        instance_id,
        ev.JobFailed(job_id=part_id(instance_id, 2), element_id="S2", retries=2, message=""),
    )
    assert due(store) == []
    desk.record(instance_id, ev.InstanceResumed(reason="好"))

    assert due(store) == ["T1", "T3"]


def job_now(store):
    with store.read() as tx:
        return tx.now


def test_a_thrown_message_and_a_signal_become_errands_that_are_due_at_once(desk, store):
    instance_id = desk.start()

    desk.record(
        instance_id,
        ev.MessageThrown(element_id="E1", name="Msg", correlation_key="TS-1", variables={"a": 1}),
        ev.SignalThrown(element_id="E2", name="Sig"),
    )

    with store.begin() as tx:
        errands = tx.jobs.due_batch(limit=10, worker="w", lease=LEASE)
        for errand in errands:
            tx.jobs.done(errand.id)
    assert [errand.kind for errand in errands] == ["message", "signal"]
    assert errands[0].payload == {
        "name": "Msg",
        "correlation_key": "TS-1",
        "variables": {"a": 1},
    }
    assert {job(store, errand.id).state for errand in errands} == {JobState.DONE}


def test_an_errand_that_fails_says_why_and_is_tried_again_by_whoever_held_it(desk, store, hour):
    instance_id = desk.start()
    desk.record(instance_id, ev.SignalThrown(element_id="E2", name="Sig"))
    with store.begin() as tx:
        (errand,) = tx.jobs.due_batch(limit=1, worker="w", lease=LEASE)
        tx.jobs.failed(errand.id, "not mine", worker="another", retry_at=tx.now)
        tx.jobs.failed(errand.id, "busy", worker="w", retry_at=tx.now + hour)
    first = job(store, errand.id)

    with store.begin() as tx:
        tx.jobs.failed(errand.id, "too late", worker="w", retry_at=tx.now)

    assert (first.state, first.error) == (JobState.OPEN, "busy")
    assert job(store, errand.id) == first
    assert due(store) == []


def test_a_definitions_timers_replace_those_of_its_earlier_version(desk, store, hour):
    desk.start()
    with store.begin() as tx:
        first = StartTimer(element_id="Start_old", due_at=tx.now)
        tx.jobs.replace_start_timers("complaint", "complaint:1", [first])
        second = StartTimer(element_id="Start", due_at=tx.now, payload={"cycle": 3})
        tx.jobs.replace_start_timers("complaint", "complaint:2", [second])

    with store.begin() as tx:
        (found,) = tx.jobs.due_batch(limit=9, worker="w", lease=LEASE)
        tx.jobs.rearm(found.id, tx.now + hour, {"cycle": 2})

    assert (found.kind, found.element_id, found.definition_id) == (
        "start",
        "Start",
        "complaint:2",
    )
    assert (found.instance_id, found.payload) == (UUID(int=0), {"cycle": 3})
    assert due(store) == []
    advance(store, hour)
    assert due(store) == ["Start"]
    assert job(store, found.id).payload == {"cycle": 2}


def test_jobs_are_listed_by_kind_type_state_case_and_element(desk, store, hour):
    instance_id = desk.start(timer(1, hour), timer(2, 2 * hour), service(3), timer(4, 3 * hour))

    def listed(**query):
        with store.read() as tx:
            return [found.element_id for found in tx.jobs.page(JobQuery(**query)).items]

    assert listed() == ["S3", "T1", "T2", "T4"]
    assert listed(kind="timer", element_id="T2") == ["T2"]
    assert listed(type="notify") == ["S3"]
    assert listed(states=frozenset({JobState.DONE})) == []
    assert listed(instance_id=UUID(int=0)) == []
    with store.read() as tx:
        first = tx.jobs.page(JobQuery(instance_id=instance_id), limit=3)
        rest = tx.jobs.page(JobQuery(instance_id=instance_id), limit=3, cursor=first.next)
    assert [found.element_id for found in (*first.items, *rest.items)] == listed()


def test_a_job_that_does_not_exist_is_not_found(store):
    for ask in (
        lambda tx: tx.jobs.get(UUID(int=1)),
        lambda tx: tx.jobs.done(UUID(int=1)),
        lambda tx: tx.cases.lock_of_job(UUID(int=1 << 40)),
    ):
        with pytest.raises(NotFound):
            store.run(ask)


def test_a_job_and_its_case_are_locked_together(desk, store, hour):
    instance_id = desk.start(timer(1, hour))

    with store.begin() as tx:
        case, found = tx.cases.lock_of_job(part_id(instance_id, 1))

    assert (case.instance.id, found.element_id) == (instance_id, "T1")
    assert case.snapshot == b"state 1"


def test_what_a_worker_tried_in_vain_does_not_outlive_the_job(desk, store, rows_of, hour):
    instance_id = desk.start(timer(1, timedelta()))
    job_id = part_id(instance_id, 1)
    due(store)
    with store.begin() as tx:
        tx.jobs.failed(job_id, "no such service", worker="w", retry_at=tx.now + hour)
    fired = ev.TimerFired(timer_id=job_id, element_id="T1", due_at=job_now(store))
    desk.record(instance_id, fired)
    live = job(store, job_id)

    with store.begin() as tx:
        tx.cases.rebuild(instance_id)

    assert replace(live, attempts=0) == job(store, job_id)


PLANS = ("hashjoin", "hashagg", "mergejoin", "material", "sort", "indexscan", "bitmapscan")
"""What PostgreSQL does without here, as it may with other statistics: a loop within a loop is left."""


def test_no_more_are_taken_than_asked_for_and_the_earliest_whatever_the_plan(
    desk, store, database_url
):
    ordinals = [(n * 37) % 101 for n in range(1, 101)]
    desk.start(*(timer(n, timedelta(minutes=n)) for n in ordinals))
    advance(store, timedelta(hours=2))

    with store.begin() as tx:
        for each in PLANS if database_url.startswith("postgresql") else ():
            tx._session.connection.exec_driver_sql(f"SET LOCAL enable_{each} = off")
        taken = tx.jobs.due_batch(limit=10, worker="w1", lease=LEASE)

    assert [each.element_id for each in taken] == [f"T{n}" for n in range(1, 11)]
