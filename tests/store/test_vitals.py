"""The figures that whoever runs the system looks at, of a company that was made to have each."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from engine import instances, jobs
from engine.worker import Worker
from tests.usecases import diagrams
from tests.usecases.world import World

A_DAY = timedelta(days=1)
NOTHING = {
    "open_tasks": 0,
    "overdue_tasks": 0,
    "active_cases": 0,
    "suspended_cases": 0,
    "open_incidents": 0,
    "due_jobs": 0,
    "leased_jobs": 0,
    "failed_jobs": 0,
    "lateness": 0.0,
    "announcements": 0,
    "untold": 0.0,
    "waiting_deliveries": 0,
    "unsent": 0.0,
    "dead_deliveries": 0,
    "workers": 0,
    "silence": 0.0,
    "unsealed": 0.0,
}


@pytest.fixture
def world(manual_store):
    return World(manual_store)


def figures(world):
    with world.store.read() as tx:
        return asdict(tx.vitals.figures())


def later(world, **time):
    world.store.run(lambda tx: tx.clock.advance(timedelta(**time)))


def send(world, name):
    world.store.run(
        lambda tx: tx.outbox.add(
            dedupe=name,
            channel="email",
            recipient="ann",
            address="ann@example.com",
            kind="notice",
            title=name,
            text="",
            data={},
            instance_id=None,
        )
    )


def test_nothing_is_counted_where_there_is_nothing(world):
    assert figures(world) == NOTHING


def test_each_figure_counts_what_it_says(world):
    forms = {"request_fill": diagrams.REQUEST_FILL, "request_approve": diagrams.REQUEST_APPROVE}
    late = diagrams.WITH_DEADLINE.replace(b"natural:PT4H", b"natural:PT30M")
    late = late.replace(b"gj:onBreach", b"gj:urgeEvery").replace(b'"escalation"', b'"30"')
    timed, waits = diagrams.WITH_TIMERS, diagrams.WITH_JOB
    world.deploy(diagrams.REQUEST, timed, waits, diagrams.WITH_CONDITION, late, **forms)
    world.start("with-deadline")
    resting = world.start("request")
    world.do(instances.suspend, resting.id, by="ada", reason="等待")
    world.start("with-timers")
    world.start("with-condition")  # stops with an incident
    world.start("with-job")
    world.start("with-job")
    _, given_up = world.do(jobs.activate, "look-up", by="ada", limit=2, lease=A_DAY)
    world.do(jobs.fail, given_up.id, by="ada", message="no register", retries=0)
    send(world, "first")
    later(world, minutes=2)
    send(world, "second")
    world.store.run(give_up_one)
    early = figures(world)
    later(world, minutes=59)
    late = figures(world)
    Worker(world.store).run_due()
    done = figures(world)

    assert early == NOTHING | {
        "open_tasks": 2,
        "active_cases": 5,
        "suspended_cases": 1,
        "open_incidents": 2,
        "leased_jobs": 1,
        "failed_jobs": 1,
        "announcements": early["announcements"],
        "untold": 120.0,
        "waiting_deliveries": 1,
        "dead_deliveries": 1,
        "unsealed": 120.0,
    }
    assert early["announcements"] > 0
    assert late == early | {
        "overdue_tasks": 1,
        "due_jobs": 2,  # the timer, and a warning of the deadline after 15 minutes
        "lateness": 61 * 60.0 - 15 * 60.0,
        "untold": 61 * 60.0,
        "unsent": 59 * 60.0,
        "unsealed": 61 * 60.0,
    }
    assert done == late | {
        "open_tasks": 3,
        "due_jobs": 0,
        "lateness": 0.0,
        "announcements": 0,
        "untold": 0.0,
    }


def give_up_one(tx):
    (taken,) = tx.outbox.take(limit=1, lease=timedelta(minutes=1))
    tx.outbox.failed(taken.id, result="no such address", retry_at=None)
