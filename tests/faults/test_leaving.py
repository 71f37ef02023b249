"""The checker on what leaves a case: whatever is lost, doubled or left lying on purpose, it finds."""

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from engine import advance, jobs, seals, webhooks
from engine.channels import Channels, WebhookChannel
from engine.courier import Courier
from engine.model import SYSTEM
from engine.model.events import JobCompleted
from engine.store.tables.outbox import announcement, delivery, notice
from engine.store.tables.seals import checkpoint
from engine.store.tables.work import job
from tests.faults.check import check
from tests.faults.company import FOLLOW, WORK
from tests.faults.leaving import Parcel
from tests.usecases.diagrams import WITH_JOB
from tests.usecases.world import World

LONG_AGO, FAR_OFF = (datetime(year, 1, 1, tzinfo=UTC) for year in (2001, 2999))


class Receiver:
    """Where a web hook leads; it keeps what came."""

    def __init__(self):
        self.parcels = []

    def post(self, _address, body, headers):
        self.parcels.append(Parcel(key=headers["Idempotency-Key"], body=body))
        return b"ok"


@pytest.fixture
def world(manual_store):
    world = World(manual_store)
    world.deploy(WORK, FOLLOW, WITH_JOB)
    return world


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def told(world, receiver):
    """A case with its end, of which a machine outside has heard everything."""
    world.do(webhooks.add, by="ada", name="外部", url="http://127.0.0.1:9/hook", kinds=("*",))
    world.advance(seconds=1)
    case = world.start("work", variables={"mark": "m1"})
    world.complete("UT_Work", case=case, mark="m2")
    world.publish("Msg_Go", "m1", message_id="m3")
    world.advance(seconds=5)
    world.complete("UT_Last", case=case, mark="m4")
    world.advance(seconds=5)
    send(world, receiver)
    return case


def send(world, receiver):
    channel = WebhookChannel(endpoint=receiver, clock=lambda: 1000)
    Courier(world.store, Channels(by_name={"webhook": channel})).run_due()


def found(world, received=()):
    """Return what the checker finds where worker and courier have done what was due a second ago."""
    with world.store.read() as tx:
        done = tx.now - timedelta(seconds=1)
    violations = check(world.store, told=done, sent=done, received=received)
    return {(each.invariant, each.what) for each in violations}


def edit(world, statement):
    with world.store.begin() as tx:
        tx._session.execute(statement)


def one(world, table):
    with world.store.read() as tx:
        return tx._session.rows(sa.select(table).order_by(*table.primary_key).limit(1))[0]


def broken(world, *wanted, received=()):
    """Return whether exactly these are found, each once: an invariant, and words of what is said."""
    violations = sorted(found(world, received))
    assert len(violations) == len(wanted), violations
    return all(
        violation[0] == invariant and words in violation[1]
        for violation, (invariant, words) in zip(violations, sorted(wanted), strict=True)
    )


def test_what_was_told_as_it_should_has_no_violations(world, told, receiver):
    again = receiver.parcels[0]  # of a courier who was killed after he had sent it

    assert found(world, [*receiver.parcels, again]) == set()
    assert len(receiver.parcels) > 3


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "waiting", "next_try": None}, "nobody will try it"),
        ({"next_try": FAR_OFF}, "would be sent again"),
        ({"attempts": 0}, "nobody has tried it"),
        ({"state": "gathered", "result": "digest:none"}, "which is not there"),
    ],
)
def test_a_delivery_that_cannot_be_in_that_state_is_found(world, told, values, words):
    sent = one(world, delivery)

    edit(world, delivery.update().where(delivery.c.id == sent["id"]).values(**values))

    assert broken(world, (5, words))


@pytest.mark.parametrize("table", [delivery, notice], ids=lambda table: table.name)
def test_who_was_told_of_one_event_under_two_keys_is_found(world, told, table):
    edit(world, table.insert().values({**one(world, table), "id": uuid.uuid4(), "dedupe": "other"}))

    assert broken(world, (5, "told 2 times under different keys"))


def test_an_event_that_was_never_put_in_the_box_is_found(world, told):
    sent = one(world, delivery)

    edit(world, delivery.delete().where(delivery.c.id == sent["id"]))

    assert broken(world, (5, f"row {sent['seq']} of case {sent['instance_id']} was never told"))


def test_an_event_that_is_still_to_be_told_is_not_missed(world, told):
    world.start("work", variables={"mark": "m9"})

    assert found(world) == set()


def test_a_hook_is_not_missed_what_it_does_not_want_to_hear(world, told):
    (hook,) = world.store.run(lambda tx: tx.webhooks.all())
    world.do(webhooks.change, hook.id, by="ada", active=False)

    edit(world, delivery.delete())

    assert found(world) == set()


def test_what_the_receiver_does_not_have_is_found(world, told, receiver):
    lost = receiver.parcels[0]

    received = [each for each in receiver.parcels if each != lost]

    assert broken(world, (5, "no receiver has it"), received=received)


def test_what_came_without_a_delivery_is_found(world, told, receiver):
    stray = Parcel(key="stray", body=json.dumps({"seq": 1}).encode())

    assert broken(world, (5, "which is in no outbox"), received=[*receiver.parcels, stray])


def test_a_repetition_with_another_content_is_found(world, told, receiver):
    first = receiver.parcels[0]
    other = replace(first, body=json.dumps({**json.loads(first.body), "text": "x"}).encode())

    assert broken(world, (5, "2 different contents"), received=[*receiver.parcels, other])


def test_one_effect_under_two_keys_is_found_at_the_receiver(world, told, receiver):
    sent = one(world, delivery)
    twin = {**sent, "id": uuid.uuid4(), "dedupe": "other"}
    edit(world, delivery.insert().values(twin))
    first = next(each for each in receiver.parcels if each.key == str(sent["id"]))
    second = replace(first, key=str(twin["id"]))

    assert broken(
        world,
        (5, "one effect came under 2 keys"),
        (5, "told 2 times under different keys"),
        received=[*receiver.parcels, second],
    )


def test_a_job_that_was_ended_twice_is_found(world):
    case = world.start("with-job")
    (taken,) = world.do(jobs.activate, "look-up", by="ada")
    world.do(jobs.complete, taken.id, by="ada")
    again = JobCompleted(job_id=taken.id, element_id=taken.element_id, variables={})

    world.store.run(lambda tx: advance.note(tx, tx.cases.lock(case.id), [again], by=SYSTEM))

    assert (5, f"job {taken.id} was ended 2 times") in found(world)


def test_an_errand_that_was_done_and_is_still_to_be_done_is_found(world, told):
    errand = (job.c.kind == "message") & (job.c.state == "done")

    edit(world, job.update().where(errand).values(state="open"))

    assert broken(world, (5, "is sent, and to be sent again"))


def test_what_nobody_has_told_for_a_while_is_found(world, told):
    row = {"instance_id": told.id, "seq": 1, "at": told.started_at}

    edit(world, announcement.insert().values(row))

    assert broken(world, (7, f"row 1 of case {told.id} has not been told since"))


def test_what_nobody_has_sent_for_a_while_is_found(world, told):
    sent = one(world, delivery)
    late = {"state": "waiting", "next_try": sent["created_at"]}

    edit(world, delivery.update().where(delivery.c.id == sent["id"]).values(**late))

    assert broken(world, (7, "has not been sent since"))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"wake_at": None}, "nobody will look at it"),
        ({"state": "leased", "leased_until": LONG_AGO, "wake_at": FAR_OFF}, "keeps others out"),
    ],
)
def test_a_job_that_no_worker_gets_is_found(world, told, values, words):
    world.start("with-job")
    waiting = (job.c.kind == "service") & (job.c.state == "open")

    edit(world, job.update().where(waiting).values(**values))

    assert broken(world, (7, words))


def test_a_machine_outside_may_take_its_time(world):
    world.start("with-job")
    world.advance(days=1)
    world.do(jobs.activate, "look-up", by="ada", lease=timedelta(seconds=5))
    world.advance(days=1)

    assert found(world) == set()


def test_a_failed_job_of_which_no_incident_tells_is_found(world):
    case = world.start("with-job")
    mine = (job.c.instance_id == case.id) & (job.c.kind == "service")

    edit(world, job.update().where(mine).values(state="failed", wake_at=None))

    assert (7, "has failed, and no incident tells of it") in {
        (number, what.partition(") ")[2]) for number, what in found(world)
    }


def test_a_failed_job_whose_incident_is_open_waits_for_a_person(world):
    world.start("with-job")
    (taken,) = world.do(jobs.activate, "look-up", by="ada")
    world.do(jobs.fail, taken.id, by="ada", message="no register", retries=0)

    assert found(world) == set()


def test_a_row_that_the_sealer_has_passed_over_is_found(world):
    world.start("with-job")
    world.store.run(lambda tx: seals.seal(tx, bytes(32), algorithm="sha256"))
    world.advance(seconds=1)
    passed = world.start("with-job")
    world.advance(minutes=5)
    sealed = found(world)
    with world.store.read() as tx:
        seen = {"seen": tx.now, "at": tx.now}
    newest = one(world, checkpoint)

    edit(world, checkpoint.insert().values({**newest, **seen, "size": newest["size"] + 1}))

    assert sealed == set()
    assert {what for number, what in found(world) if number == 7} == {
        f"row {seq} of case {passed.id} was passed over by the sealer"
        for seq in range(1, passed.seq + 1)
    }
