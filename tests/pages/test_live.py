"""Pages hear of changes within two seconds, whoever makes them, on both databases."""

import asyncio
import time

import pytest

from api.live import Hub
from engine import actors, desk
from engine.errors import Unavailable
from engine.store import Store
from tests.approvals.office import Office, approval
from tests.conftest import KEY


@pytest.fixture
def office(manual_store):
    return Office(manual_store)


@pytest.fixture
def elsewhere(database_url, office):
    """Another process's view of the same database."""
    other = Store(database_url, key=KEY, clock="manual")
    yield other
    other.close()


def state(store, who):
    with store.read() as tx:
        return desk.stirrings(tx, [actors.of_person(tx, who)])[who]


def test_the_pulse_changes_with_a_commit_of_anybody_and_only_then(office, elsewhere):
    before = elsewhere.pulse()
    still = elsewhere.pulse()

    office.do(desk.keep_phrases, ["同意"], by="ann")

    assert still == before
    assert elsewhere.pulse() != before


def test_the_pulse_of_a_database_in_memory_changes_too():
    store = Store("sqlite://", key=KEY)
    store.migrate()
    before = store.pulse()

    store.run(lambda tx: tx.desk.keep_phrases("ann", ["同意"]))

    assert store.pulse() != before
    store.close()


def test_a_list_stirs_for_those_alone_whom_it_concerns(office):
    people = ("a", "b", "ann")
    before = {who: state(office.store, who) for who in people}

    office.send(approval("and", people="a"))

    after = {who: state(office.store, who) for who in people}
    assert after["a"] != before["a"]
    assert after["b"] == before["b"]


def test_who_follows_is_woken_by_another_process_within_two_seconds(office, elsewhere):
    async def followed():
        hub = Hub(elsewhere)
        stream = hub.follow(office.actor("a"), life=5)
        first = await anext(stream)
        begun = time.monotonic()
        await asyncio.to_thread(office.send, approval("and", people="a"))
        sent = time.monotonic()
        woken = await anext(stream)
        await stream.aclose()
        return first, woken, sent - begun, time.monotonic() - sent

    first, woken, _, waited = asyncio.run(followed())

    assert first == ""
    assert woken == state(office.store, "a")
    assert waited < 2


def test_who_asks_again_hears_what_happened_meanwhile(office, elsewhere):
    async def again(seen):
        stream = Hub(elsewhere).follow(office.actor("a"), seen=seen, life=0.1)
        return [each async for each in stream]

    seen = state(elsewhere, "a")
    office.send(approval("and", people="a"))

    assert asyncio.run(again(seen))[0] == state(elsewhere, "a")
    assert set(asyncio.run(again(state(elsewhere, "a")))) == {""}


def test_a_database_that_is_away_is_asked_again(office, elsewhere, monkeypatch):
    answers = iter([Unavailable("away")])

    def pulse():
        for error in answers:
            raise error
        return "back"

    async def followed():
        hub = Hub(elsewhere)
        stream = hub.follow(office.actor("a"), life=5)
        await anext(stream)
        monkeypatch.setattr(elsewhere, "pulse", pulse)
        await asyncio.to_thread(office.send, approval("and", people="a"))
        woken = await anext(stream)
        await stream.aclose()
        return woken

    assert asyncio.run(followed()) == state(office.store, "a")
