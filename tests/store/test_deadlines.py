"""The deadline of a task: warnings, then breach after breach, until somebody has done it."""

from datetime import timedelta

import pytest

from engine.model import JobState, part_id
from engine.model import events as ev

MINUTE = timedelta(minutes=1)


@pytest.fixture
def watched(manual_desk, manual_store, task):
    """A task due in 100 minutes, with warnings at 50 and 80 percent and three levels."""
    with manual_store.read() as tx:
        now = tx.now
    deadline = {
        "warn": [
            {"percent": 50, "at": (now + 50 * MINUTE).isoformat()},
            {"percent": 80, "at": (now + 80 * MINUTE).isoformat()},
        ],
        "repeat_seconds": 3000,
        "cap": 3,
    }
    instance_id = manual_desk.start(task(1, due_in=100 * MINUTE, deadline=deadline))
    return Watched(manual_desk, manual_store, instance_id, now)


class Watched:
    def __init__(self, desk, store, instance_id, began):
        self.desk, self.store, self.instance_id, self.began = desk, store, instance_id, began
        self.it = {"task_id": part_id(instance_id, 1), "element_id": "UT_1"}

    def record(self, *events):
        self.desk.record(self.instance_id, *events)

    @property
    def next(self):
        """What is next, and after how many minutes."""
        with self.store.read() as tx:
            job = tx.jobs.get(self.it["task_id"])
        return job.payload, (job.due_at - self.began) / MINUTE, job.state

    @property
    def task(self):
        with self.store.read() as tx:
            return tx.tasks.get(self.it["task_id"])


def test_the_first_warning_is_waited_for_first(watched):
    assert watched.next == ({"warn": 50}, 50, JobState.OPEN)


def test_after_the_last_warning_comes_the_due_time(watched):
    due = watched.began + 100 * MINUTE
    watched.record(ev.DeadlineWarned(**watched.it, percent=50, due_at=due))
    second = watched.next
    watched.record(ev.DeadlineWarned(**watched.it, percent=80, due_at=due))

    assert second == ({"warn": 80}, 80, JobState.OPEN)
    assert watched.next == ({"breach": 1}, 100, JobState.OPEN)


def test_breaches_follow_each_other_up_to_the_cap_and_then_reminders(watched):
    due = watched.began + 100 * MINUTE
    seen = []
    for level in (1, 2, 3):
        watched.record(ev.DeadlineBreached(**watched.it, level=level, due_at=due))
        seen.append(watched.next)

    assert seen == [
        ({"breach": 2}, 150, JobState.OPEN),
        ({"breach": 3}, 200, JobState.OPEN),
        ({"remind": 1}, 250, JobState.OPEN),
    ]
    assert watched.task.breaches == 3


def test_a_task_that_is_done_is_no_longer_watched(watched):
    watched.record(ev.UserTaskCompleted(**watched.it, variables={}))

    assert watched.next[2] is JobState.CANCELLED


def test_a_moved_due_date_is_watched_instead(watched):
    later = watched.began + 300 * MINUTE

    watched.record(ev.UserTaskDueChanged(**watched.it, due_at=later))

    assert watched.next == ({"breach": 1}, 300, JobState.OPEN)
    assert watched.task.due_at == later


def test_a_task_without_a_due_date_any_more_is_not_watched(watched):
    watched.record(ev.UserTaskDueChanged(**watched.it, due_at=None))

    assert watched.next[2] is JobState.CANCELLED
    assert watched.task.due_at is None


def test_a_due_date_of_the_diagram_alone_is_breached_once(manual_desk, manual_store, task, hour):
    instance_id = manual_desk.start(task(1, due_in=hour))
    it = {"task_id": part_id(instance_id, 1), "element_id": "UT_1"}
    with manual_store.read() as tx:
        armed = tx.jobs.get(it["task_id"])

    manual_desk.record(instance_id, ev.DeadlineBreached(**it, level=1, due_at=armed.due_at))

    with manual_store.read() as tx:
        assert tx.jobs.get(it["task_id"]).state is JobState.DONE
    assert armed.payload == {"breach": 1}
