"""Many at once: one case is served in turn, different cases do not wait, nobody starves."""

import threading
import time
from datetime import timedelta

import pytest

from engine.errors import TaskNotOpen, Unavailable
from engine.model import Actor, part_id
from engine.model import events as ev
from engine.store import Store
from engine.store.ticket import Tickets


def together(*works):
    """Run works at the same moment, each in a thread; return what each returned or raised."""
    gate = threading.Barrier(len(works))
    results = [None] * len(works)

    def run(place, work):
        gate.wait()
        try:
            results[place] = work()
        except Exception as error:  # noqa: BLE001  # handed to the test
            results[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_people_complete_one_task_and_one_of_them_wins(desk, store, task):
    rounds = 15
    instance_id = desk.start(*(task(n) for n in range(1, rounds + 1)))

    def complete(name, number):
        def work(tx):
            case, found = tx.cases.lock_of_task(part_id(instance_id, number))
            found.check_open()
            done = ev.UserTaskCompleted(task_id=found.id, element_id="UT", variables={})
            actor = Actor(id=name, name=name)
            return tx.cases.record(case, [done], actor=actor, snapshot=b"")

        return lambda: store.run(work)

    for number in range(1, rounds + 1):
        results = together(complete("张三", number), complete("李四", number))
        losers = [found for found in results if isinstance(found, Exception)]
        assert [type(found) for found in losers] == [TaskNotOpen]
        assert losers[0].facts["by"] in {"张三", "李四"}

    with store.read() as tx:
        assert len(tx.history.of(instance_id)) == 1 + 2 * rounds
        assert tx.history.verify(instance_id) is None


def test_whoever_locks_a_case_reads_what_the_one_before_has_written(desk, store, clerk):
    instance_id = desk.start()

    def count(tx):
        case = tx.cases.lock(instance_id)
        number = int(case.instance.title or 0) + 1
        titled = ev.InstanceTitled(title=str(number))
        tx.cases.record(case, [titled], actor=clerk, snapshot=str(number).encode())

    def count_ten():
        for _ in range(10):
            store.run(count)

    assert together(*[count_ten] * 4) == [None] * 4
    with store.read() as tx:
        assert tx.cases.get(instance_id).title == "40"
        assert tx.cases.snapshot(instance_id) == b"40"
        assert tx.history.verify(instance_id) is None


def test_a_called_case_is_locked_with_its_caller(postgresql_url, desk_on, clerk):
    desk = desk_on(postgresql_url)
    parent = desk.start()
    with desk.store.begin() as tx:
        child = tx.cases.new_id()
        started = ev.InstanceStarted(
            definition_id="complaint:1",
            key="complaint",
            version=1,
            digest="d",
            variables={},
            root_id=parent,
        )
        tx.cases.record(child, [started], actor=clerk, snapshot=b"")
    order = []
    held = threading.Event()

    def hold():
        with desk.store.begin() as tx:
            tx.cases.lock(parent)
            held.set()
            assert not waiting.wait(0.3)
            order.append("parent")

    def follow():
        held.wait()
        with desk.store.begin() as tx:
            tx.cases.lock(child)
            waiting.set()
            order.append("child")

    waiting = threading.Event()

    assert together(hold, follow) == [None, None]
    assert order == ["parent", "child"]


def test_works_that_share_a_transaction_give_up_where_somebody_has_locked_one_case(
    postgresql_url, desk_on, clerk
):
    desk = desk_on(postgresql_url)
    free, taken = desk.start(), desk.start()

    def title(instance_id):
        def work(tx):
            case = tx.cases.lock(instance_id)
            titled = [ev.InstanceTitled(title="new")]
            tx.cases.record(case, titled, actor=clerk, snapshot=None)

        return work

    began = time.monotonic()
    with desk.store.begin() as tx:
        tx.cases.lock(taken)
        with pytest.raises(Unavailable):
            desk.store.some([title(free), title(taken)], within=60)
        assert time.monotonic() - began < 1.5  # others wait for 2.2 seconds
        assert desk.store.some([title(free)], within=60) == 1

    with desk.store.read() as tx:
        assert tx.cases.get(free).title == "new"
        assert tx.cases.get(taken).title != "new"


def test_works_that_share_a_transaction_stop_when_its_time_is_up(desk, store, clerk):
    cases = [desk.start(), desk.start()]
    works = [lambda tx, each=each: tx.cases.lock(each) for each in cases]

    assert store.some(works, within=0) == 1
    assert store.some(works, within=60) == 2


def test_thirty_two_writers_on_sqlite_all_get_their_turn(sqlite_url, desk_on, clerk):
    desk = desk_on(sqlite_url)
    cases = [desk.start() for _ in range(32)]
    turns = []

    def write(place):
        def record(tx):
            case = tx.cases.lock(cases[place])
            turns.append(place)
            tx.cases.record(case, [ev.SequenceFlowTaken(flow_id="F")], actor=clerk, snapshot=None)

        def work():
            for _ in range(5):
                desk.store.run(record)

        return work

    results = together(*(write(place) for place in range(32)))

    assert results == [None] * 32
    assert {place: turns.count(place) for place in range(32)} == dict.fromkeys(range(32), 5)
    assert len(set(turns[:96])) == 32


def test_readers_on_sqlite_do_not_wait_for_the_writer(sqlite_url, desk_on):
    desk = desk_on(sqlite_url)
    instance_id = desk.start(title="before")

    with desk.store.begin() as tx:
        tx.cases.record(
            instance_id, [ev.InstanceTitled(title="after")], actor=desk.by, snapshot=None
        )
        (seen,) = together(lambda: _title(desk.store, instance_id))

    assert seen == "before"
    assert _title(desk.store, instance_id) == "after"


def _title(store, instance_id):
    with store.read() as tx:
        return tx.cases.get(instance_id).title


def test_a_database_in_memory_serves_many_threads(desk_on, clerk):
    desk = desk_on("sqlite://")
    instance_id = desk.start()

    def work():
        desk.store.run(
            lambda tx: tx.cases.record(
                tx.cases.lock(instance_id),
                [ev.SequenceFlowTaken(flow_id="F")],
                actor=clerk,
                snapshot=None,
            )
        )
        return _title(desk.store, instance_id)

    assert together(*[work] * 8) == [""] * 8
    with desk.store.read() as tx:
        assert len(tx.history.of(instance_id)) == 9


def test_due_jobs_are_shared_between_workers_without_doubling(desk, store):

    desk.start(
        *(
            lambda i, now, n=n: ev.TimerArmed(
                timer_id=part_id(i, n), element_id=f"T{n}", due_at=now
            )
            for n in range(1, 41)
        )
    )

    def work(name):
        def take():
            taken = []
            while batch := store.run(
                lambda tx: tx.jobs.due_batch(limit=5, worker=name, lease=timedelta(minutes=1))
            ):
                taken += [job.id for job in batch]
            return taken

        return take

    results = together(*(work(f"w{n}") for n in range(4)))

    everything = [job for taken in results for job in taken]
    assert len(everything) == len(set(everything)) == 40


def test_the_same_request_twice_at_once_is_carried_out_once(desk, store, clerk):
    def request():
        def work(tx):
            kept = tx.answers.find("k1", clerk)
            if kept is not None:
                return kept.body
            body = str(tx.numbers.next("TS")).encode()
            tx.answers.keep("k1", clerk, request_digest="d", status=200, body=body)
            return body

        return store.run(work)

    assert together(*[request] * 4) == [b"1"] * 4


def test_who_asked_first_writes_first():
    tickets = Tickets(5)
    order = []

    def wait(place):
        with tickets.turn():
            order.append(place)

    threads = [threading.Thread(target=wait, args=(place,)) for place in range(5)]
    with tickets.turn():
        for place, thread in enumerate(threads):
            thread.start()
            while len(tickets._queue) <= place:
                time.sleep(0.001)
    for thread in threads:
        thread.join()

    assert order == [0, 1, 2, 3, 4]


def test_who_waits_too_long_is_told_so_and_leaves_the_queue():
    tickets = Tickets(0.01)

    with tickets.turn():
        (refused,) = together(lambda: tickets.turn().__enter__())

    assert isinstance(refused, Unavailable)
    with tickets.turn():
        assert not tickets._queue


def test_a_turn_that_comes_in_the_last_moment_is_taken(monkeypatch):
    tickets = Tickets(1)
    tickets._holder = -1

    class LastMoment(threading.Event):
        def wait(self, timeout=None):
            tickets._pass_on()
            return False

    monkeypatch.setattr("engine.store.ticket.threading.Event", LastMoment)

    with tickets.turn():
        assert tickets._holder == threading.get_ident()


def test_a_transaction_within_a_transaction_is_a_mistake(sqlite_url):
    store = Store(sqlite_url, key=b"k")

    with store.begin(), pytest.raises(AssertionError, match="open already"):
        store.run(lambda tx: tx.now)
    store.close()
