"""Somebody else at the same moment: what was looked at before the locks is looked at again."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from engine import advance, audit, retention
from engine.errors import Conflict
from engine.model import SYSTEM
from engine.model.events import CaseLinked
from engine.store import Store
from engine.store.cases import Cases
from tests.conftest import KEY
from tests.retention.test_erasing import RECRUIT, hire
from tests.usecases.world import World

A_WHILE = 30  # seconds within which a thread comes to a place, on a busy machine


@pytest.fixture
def world(postgresql_url):
    """PostgreSQL alone: on SQLite whoever writes is alone from the first look on."""
    store = Store(postgresql_url, key=KEY, clock="manual")
    store.migrate()
    world = World(store)
    world.deploy(RECRUIT)
    yield world
    store.close()


@pytest.fixture
def family(world):
    """A case that led to two others, the newer of them first: the three, it itself last."""
    cases = []
    for _ in range(3):
        cases.append(hire(world))
        world.advance(days=1)
    older, newer, case = cases

    def link(tx):
        told = [CaseLinked(other_id=each.id, relation="escalation") for each in (newer, older)]
        advance.note(tx, tx.cases.lock(case.id), told, by=SYSTEM)

    world.store.run(link)
    assert older.id < newer.id < case.id
    return older, newer, case


@pytest.fixture
def meanwhile(monkeypatch):
    """Let a work run up to where it is about to lock a case, and on when the block ends."""

    @contextmanager
    def stopped(work, case):
        gate = threading.Barrier(2)
        lock, here, stops = Cases.lock, threading.get_ident(), [case.id]

        def locking(self, instance_id):
            if instance_id in stops and threading.get_ident() != here:
                stops.clear()
                gate.wait(A_WHILE)
                gate.wait(A_WHILE)
            return lock(self, instance_id)

        monkeypatch.setattr(Cases, "lock", locking)
        with ThreadPoolExecutor(1) as thread:
            result = thread.submit(work)
            gate.wait(A_WHILE)
            yield result
            gate.wait(A_WHILE)

    return stopped


def erasing(world, case):
    return lambda: world.do(retention.erase, case.id, by="ada", reason="本人要求删除")


def erasures(world, *cases):
    return [len(world.events(case, "PersonalDataErased")) for case in cases]


def test_a_case_that_is_held_while_an_eraser_locks_is_not_erased(world, family, meanwhile):
    older, _, case = family

    with meanwhile(erasing(world, case), older) as result:
        world.do(retention.hold, older.id, by="aud", reason="诉讼")

    assert isinstance(result.exception(), Conflict)
    assert "is held: 诉讼" in str(result.exception())
    assert erasures(world, *family) == [0, 0, 0]


def test_a_case_that_another_eraser_has_erased_is_left_as_it_is(world, family, meanwhile):
    older, _, case = family

    with meanwhile(erasing(world, case), older) as result:
        erasing(world, older)()

    assert result.exception() is None
    assert erasures(world, *family) == [1, 1, 1]
    assert list(world.do(audit.verify_all, by="aud")) == []


def test_of_two_who_erase_one_case_the_second_is_told(world, family, meanwhile):
    older, _, case = family

    with meanwhile(erasing(world, case), older) as result:
        erasing(world, case)()

    assert isinstance(result.exception(), Conflict)
    assert "has been erased already" in str(result.exception())
    assert erasures(world, *family) == [1, 1, 1]


def test_erasers_lock_in_one_order_whichever_case_they_are_asked_for(world, family, meanwhile):
    older, newer, case = family

    with meanwhile(erasing(world, case), older) as result, world.store.begin() as tx:
        tx.hurry()  # a lock that the eraser has would be an error here
        tx.cases.lock(newer.id)
        tx.cases.lock(case.id)

    assert result.exception() is None
    assert erasures(world, *family) == [1, 1, 1]


def test_a_case_whose_time_is_over_and_that_is_held_at_that_moment_is_left(
    world, family, meanwhile
):
    *others, case = family
    for each in others:
        erasing(world, each)()
    world.store.run(lambda tx: tx.clock.set(world.get(case).ended_at.replace(year=2040)))

    with meanwhile(lambda: world.store.run(retention.erase_due), case) as result:
        world.do(retention.hold, case.id, by="aud", reason="诉讼")

    assert result.result() is True
    assert world.store.run(retention.erase_due) is False
    assert erasures(world, *family) == [1, 1, 0]
