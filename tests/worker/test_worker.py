"""The worker: what is due is done once, in order, whoever else works beside it."""

import logging
import threading
from datetime import timedelta

import pytest

from engine import worker as worker_module
from engine.errors import Invalid, Unavailable
from engine.model import ProcessInstance
from engine.store import Account, JobQuery, Store
from engine.store.tables.definitions import message
from engine.worker import Worker
from tests.conftest import KEY
from tests.usecases import diagrams
from tests.usecases.world import World


@pytest.fixture
def world(manual_store):
    return World(manual_store)


def timers(world):
    with world.store.read() as tx:
        return tx.jobs.page(JobQuery(kind="timer")).items


def test_two_workers_share_the_timers_and_each_fires_once(world, database_url):
    world.deploy(diagrams.WITH_TIMERS)
    cases = [world.start("with-timers") for _ in range(30)]
    world.store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))
    other = Store(database_url, key=KEY, clock="manual")
    counts = []

    threads = [
        threading.Thread(target=lambda store=store: counts.append(Worker(store).run_due()))
        for store in (world.store, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()

    assert sum(counts) == 30
    assert all(world.history(case).count("TimerFired") == 1 for case in cases)


def test_timers_that_are_due_at_once_share_a_transaction(world, monkeypatch):
    world.deploy(diagrams.WITH_TIMERS)
    cases = [world.start("with-timers") for _ in range(5)]
    world.store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))
    fire, transactions = worker_module.timers.fire, []

    def watched(tx, job_id):
        transactions.append(tx)
        return fire(tx, job_id)

    monkeypatch.setattr(worker_module, "TOGETHER", 60)  # however busy the machine is
    monkeypatch.setattr("engine.worker.timers.fire", watched)

    assert world.run_due() == 5
    assert [each is transactions[0] for each in transactions] == [True] * 5
    assert all(world.history(case).count("TimerFired") == 1 for case in cases)


def test_of_timers_that_cannot_be_fired_together_each_is_tried_once_alone(
    world, monkeypatch, caplog
):
    world.deploy(diagrams.WITH_TIMERS)
    for _ in range(4):
        world.start("with-timers")
    world.store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))
    broken = [job.id for job in timers(world)][2]
    fire, tried = worker_module.timers.fire, []

    def failing(tx, job_id):
        tried.append(job_id)
        if job_id == broken:
            raise ZeroDivisionError("broken")
        return fire(tx, job_id)

    monkeypatch.setattr(worker_module, "TOGETHER", 60)  # however busy the machine is
    monkeypatch.setattr("engine.worker.timers.fire", failing)
    with caplog.at_level(logging.CRITICAL):
        world.run_due()

    assert len(tried) == 3 + 4
    assert [job.id for job in timers(world) if job.error] == [broken]


def test_what_is_due_runs_in_the_order_of_its_due_time(world):
    world.deploy(diagrams.WITH_TIMERS)
    cases = []
    for _ in range(5):
        cases.append(world.start("with-timers"))
        world.store.run(lambda tx: tx.clock.advance(timedelta(seconds=1)))
    world.store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))

    world.run_due()

    with world.store.read() as tx:
        fired = [tx.tasks.of(case.id)[0].id for case in cases]
    assert fired == sorted(fired)


def test_moving_the_clock_dates_what_follows_from_a_timer_at_its_due_time(world):
    world.deploy(diagrams.WITH_TIMERS)
    case = world.start("with-timers")

    world.advance(hours=1, minutes=30)

    task = world.task("UT_Work", case)
    assert task.created_at - case.started_at == timedelta(hours=1)


def test_a_clock_that_is_not_set_by_hand_is_not_moved(store):
    with pytest.raises(Invalid):
        Worker(store).advance_clock(timedelta(hours=1))


def test_a_job_that_fails_is_tried_again_later_and_does_not_stop_the_others(
    world, monkeypatch, caplog
):
    world.deploy(diagrams.WITH_TIMERS)
    first, second = world.start("with-timers"), world.start("with-timers")
    world.store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))
    broken = min(timers(world), key=lambda job: job.id)
    fire = worker_module.timers.fire

    def failing(tx, job_id):
        if job_id == broken.id:
            raise ZeroDivisionError("broken")
        return fire(tx, job_id)

    with monkeypatch.context() as patched, caplog.at_level(logging.CRITICAL):
        patched.setattr(worker_module.timers, "fire", failing)
        world.run_due()

    assert len(world.open(first)) + len(world.open(second)) == 1
    (waiting,) = [job for job in timers(world) if job.id == broken.id]
    assert waiting.error == "ZeroDivisionError: broken"
    world.advance(seconds=10)
    assert len(world.open(first)) + len(world.open(second)) == 2


def test_a_job_whose_commit_was_not_heard_of_is_not_done_again(world, monkeypatch):
    """The commit went through and its answer was lost: the worker cannot know, the job does."""
    world.deploy(diagrams.WITH_TIMERS)
    case = world.start("with-timers")
    world.store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))
    run, lost = Store.run, []

    def unheard(self, work):
        answer = run(self, work)
        if isinstance(answer, ProcessInstance) and not lost:
            lost.append(answer)
            raise Unavailable("the answer to the commit was lost")
        return answer

    monkeypatch.setattr(Store, "run", unheard)

    Worker(world.store).run_due()
    done = [job.element_id for job in timers(world) if job.state == "done"]
    world.advance(minutes=5)

    assert lost
    assert done == [world.events(case, "TimerFired")[0].element_id]
    assert world.history(case).count("TimerFired") == 1


def test_a_worker_that_died_leaves_a_lease_that_runs_out(world):
    world.deploy(diagrams.WITH_TIMERS)
    case = world.start("with-timers")
    world.store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))
    world.store.run(lambda tx: tx.jobs.due_batch(limit=9, worker="dead", lease=worker_module.LEASE))

    assert world.run_due() == 0
    world.store.run(lambda tx: tx.clock.advance(worker_module.LEASE))
    world.run_due()

    assert world.history(case).count("TimerFired") == 1


class Stopping(threading.Event):
    """An event that is set by the third wait, so that no test waits for a clock."""

    def __init__(self):
        super().__init__()
        self.waits = 0

    def wait(self, timeout=None):
        self.waits += 1
        if self.waits == 3:
            self.set()
        return self.is_set()


def test_the_loop_works_until_it_is_stopped(world):
    world.deploy(diagrams.WITH_TIMERS)
    case = world.start("with-timers")
    world.store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))

    Worker(world.store).loop(Stopping())

    assert world.open(case) == ["UT_Work"]


def test_the_loop_waits_out_a_database_that_is_away(world, monkeypatch, caplog):
    def away(_work):
        raise Unavailable("no connection")

    stop = Stopping()
    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING):
        patched.setattr(world.store, "run", away)
        Worker(world.store).loop(stop)

    assert stop.waits == 3
    assert "the worker waits: Unavailable at test_worker.py:" in caplog.text
    assert "no connection" not in caplog.text


def test_the_loop_goes_on_after_trouble_that_nobody_has_thought_of(world, monkeypatch, caplog):
    def broken(_work):
        raise LookupError("欧阳锋利 13912345678")

    stop = Stopping()
    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING):
        patched.setattr(world.store, "run", broken)
        Worker(world.store).loop(stop)

    assert stop.waits == 3
    assert "the worker waits: LookupError at test_worker.py:" in caplog.text
    assert "13912345678" not in caplog.text


def test_what_is_over_is_forgotten_once_a_minute_and_hinders_no_work(world, monkeypatch, caplog):
    world.deploy(diagrams.WITH_TIMERS)
    asked = []

    def broken(_tx):
        asked.append(1)
        raise LookupError("13912345678")

    monkeypatch.setattr(worker_module, "_forget", broken)
    case = world.start("with-timers")
    world.store.run(lambda tx: tx.clock.advance(timedelta(hours=3)))
    worker = Worker(world.store)
    with caplog.at_level(logging.WARNING):
        worker.loop(Stopping())
    world.store.run(lambda tx: tx.clock.advance(timedelta(minutes=1)))
    worker.loop(Stopping())

    assert world.open(case) == ["UT_Work"]
    assert len(asked) == 2
    assert "the worker waits: LookupError at test_worker.py:" in caplog.text
    assert "13912345678" not in caplog.text


def test_messages_whose_time_is_over_are_emptied_beside_the_work(world):
    def states():
        with world.store.read() as tx:
            return [row["state"] for row in tx.messages._session.rows(message.select())]

    world.store.run(lambda tx: tx.messages.publish("M", "k", {"a": 1}, ttl=timedelta(hours=1)))
    world.run_due()
    before = states()
    world.advance(hours=1)
    world.run_due()

    assert (before, states()) == (["buffered"], ["expired"])


def test_counts_of_failed_sign_ins_are_forgotten_once_no_window_reaches_them(world):
    def counted():
        return world.store.run(lambda tx: tx.people.failures("account:x", timedelta(days=9)))

    world.store.run(lambda tx: tx.people.count_failure("account:x", timedelta(days=9)))
    world.advance(minutes=50)
    before = counted()

    world.advance(minutes=20)
    world.run_due()

    assert (before, counted()) == (1, 0)


def test_an_errand_taken_over_by_another_worker_is_left_to_him(world, monkeypatch, caplog):
    world.deploy(diagrams.SENDS_MESSAGES, diagrams.WAITS_FOR_MESSAGE)
    receiver = world.start("waits", variables={"order": "A"})
    world.start("sends", variables={"order": "A", "text": "t"})
    with monkeypatch.context() as patched:
        patched.setattr("engine.store.jobs.Jobs.extend", lambda *_, **__: False)
        world.run_due()

    assert "went to another worker" in caplog.text
    assert world.open(receiver) == []
    world.store.run(lambda tx: tx.clock.advance(worker_module.LEASE))
    world.run_due()
    assert world.open(receiver) == ["UT_After"]


def test_setting_the_clock_back_makes_nothing_due(world):
    now = world.store.run(lambda tx: tx.now)

    done = Worker(world.store).set_clock(now - timedelta(days=400))

    assert done == 0
    assert world.store.run(lambda tx: tx.now) == now - timedelta(days=400)


def test_setting_the_clock_forward_is_letting_time_pass(world):
    now = world.store.run(lambda tx: tx.now)

    Worker(world.store).set_clock(now + timedelta(hours=1))

    assert world.store.run(lambda tx: tx.now) == now + timedelta(hours=1)


def test_time_that_passes_by_hand_signs_nobody_out(world):
    def sign_in(tx):
        tx.people.add_account(Account(person="li", login="li", password_hash="x", active=True))
        tx.people.add_session(b"s", "li", csrf="c", lasts=timedelta(hours=1))
        tx.people.add_token(
            b"t", "li", name="t", scopes=["read"], expires_at=tx.now + timedelta(hours=1)
        )

    world.store.run(sign_in)

    Worker(world.store).advance_clock(timedelta(days=3))

    with world.store.read() as tx:
        assert tx.people.session(b"s") is not None
        assert tx.people.token(b"t") is not None


def test_a_worker_that_is_told_to_stop_gives_back_what_it_has_not_begun(world, monkeypatch):
    world.deploy(diagrams.WITH_TIMERS)
    cases = [world.start("with-timers") for _ in range(3)]
    world.store.run(lambda tx: tx.clock.advance(timedelta(hours=1)))
    stop, fire = threading.Event(), worker_module.timers.fire

    def once(tx, job_id):
        stop.set()
        return fire(tx, job_id)

    with monkeypatch.context() as patched:
        patched.setattr("engine.worker.timers.fire", once)
        Worker(world.store).loop(stop)
    found = timers(world)

    assert [job for job in found if job.state == "leased"] == []
    assert {(job.attempts, job.worker) for job in found if job.state == "open"} == {(0, None)}
    assert Worker(world.store).run_due() == 2
    assert all(world.history(case).count("TimerFired") == 1 for case in cases)
