"""The checker itself: whatever is broken on purpose, it finds, and it says which invariant."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine import advance
from engine.model import SYSTEM
from engine.model.events import DeadlineWarned, TimerFired
from engine.store.tables.definitions import message
from engine.store.tables.record import history
from engine.store.tables.work import job, user_task
from engine.worker import Worker
from tests.faults.check import check, every_case
from tests.faults.company import FOLLOW, WORK
from tests.faults.journal import Journal, Operation, Receipt
from tests.usecases import diagrams
from tests.usecases.world import World


@pytest.fixture
def world(manual_store):
    world = World(manual_store)
    world.deploy(WORK, FOLLOW)
    return world


@pytest.fixture
def journal():
    return Journal()


@pytest.fixture
def case(world, journal):
    """A case that was started and worked on, with every operation in the journal."""
    case = world.start("work", variables={"mark": "m1"})
    note(journal, "start", "m1", case)
    note(journal, "complete", "m2", world.complete("UT_Work", case=case, mark="m2"))
    world.publish("Msg_Go", "m1", message_id="m3")
    note(journal, "message", "m3", case, seq=None, head=None)
    world.advance(seconds=5)
    note(journal, "complete", "m4", world.complete("UT_Last", case=case, mark="m4"))
    world.advance(seconds=5)
    return case


def note(journal, kind, mark, case, **receipt):
    told = {"instance_id": str(case.id), "seq": case.seq, "head": case.head}
    journal.ask(Operation(mark=mark, kind=kind))
    journal.acknowledge(mark, Receipt(**{**told, **receipt}))


def found(world, journal=None):
    return {violation.invariant for violation in check(world.store, journal)}


def edit(world, statement):
    with world.store.begin() as tx:
        connection = tx._session.connection
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER history_no_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE history DISABLE TRIGGER USER")
        connection.execute(statement)


def test_what_ran_as_it_should_has_no_violations(world, case, journal):
    assert check(world.store, journal) == []
    assert {one.instance.key for one in every_case(world.store)} == {"work", "follow"}


def test_an_acknowledged_operation_that_is_gone_is_missed(world, case, journal):
    note(journal, "complete", "m5", case)

    assert found(world, journal) == {1}


def test_a_receipt_that_names_no_row_is_missed(world, case, journal):
    journal.acknowledge("m2", replace(journal.acknowledged["m2"], head="00"))

    assert found(world, journal) == {1}


def test_an_operation_that_nobody_asked_for_is_found(world, case, journal):
    world.start("work", variables={"mark": "nobody"})

    assert found(world, journal) == {2}


def test_an_operation_that_was_done_twice_is_found(world, case, journal):
    world.start("work", variables={"mark": "m1"})

    assert found(world, journal) == {1, 2}


def test_a_missing_row_of_the_record_is_found(world, case):
    last = (history.c.instance_id == case.id) & (history.c.type == "InstanceCompleted")

    edit(world, history.delete().where(last))

    assert {3, 4} <= found(world)


def test_a_row_that_the_record_does_not_give_is_found(world, case):
    edit(world, user_task.update().values(priority=99))

    assert found(world) == {4}


def test_a_state_that_the_commands_do_not_give_is_found(world, case):
    waiting = world.start("work", variables={"mark": "m9"})
    other = world.start("work", variables={"mark": "m9"})
    with world.store.read() as tx:
        snapshot = tx.cases.snapshot(other.id)

    edit(
        world,
        sa.text("UPDATE process_instance SET snapshot = :s WHERE id = :i").bindparams(
            sa.bindparam("s", snapshot), sa.bindparam("i", waiting.id, type_=job.c.id.type)
        ),
    )

    assert 4 in found(world)


def test_a_message_that_was_thrown_and_never_sent_is_found(world, case):
    edit(world, message.delete().where(message.c.id.like("errand-%")))

    assert found(world) == {5}


def test_a_timer_that_fired_without_being_armed_is_found(world, case):
    running = world.start("work", variables={"mark": "m9"})
    with world.store.begin() as tx:
        soon = tx.now + timedelta(days=1)
        locked = tx.cases.lock(running.id)
        fired = TimerFired(timer_id=uuid.uuid4(), element_id="T_Soon", due_at=soon)
        advance.note(tx, locked, [fired], by=SYSTEM)

    violations = check(world.store)

    texts = " ".join(violation.what for violation in violations if violation.invariant == 6)
    assert "without being armed" in texts
    assert "early" in texts


def test_a_warning_that_comes_twice_is_found(world, case):
    world.deploy(diagrams.WITH_DEADLINE, diagrams.ESCALATION)
    running = world.start("with-deadline")
    task = world.task("UT_Work", running)
    for _ in range(2):
        with world.store.begin() as tx:
            warned = DeadlineWarned(
                task_id=task.id, element_id=task.element_id, percent=50, due_at=task.due_at
            )
            advance.note(tx, tx.cases.lock(running.id), [warned], by=SYSTEM)

    assert found(world) == {6}


def test_work_that_nobody_takes_is_found(world, case):
    world.start("work", variables={"mark": "m9"})
    world.store.run(lambda tx: tx.clock.advance(timedelta(minutes=5)))

    assert found(world) == {6, 7}
    Worker(world.store).run_due()
    assert found(world) == set()
