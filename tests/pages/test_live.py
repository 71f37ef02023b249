"""Pages hear of changes, whoever makes them, on both databases."""

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.live import EVERY, Hub
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


def _run(work):
    """Run a coroutine in a thread of its own: where a browser is driven, this one has a loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


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


def test_who_follows_is_woken_by_another_process(office, elsewhere):
    async def followed():
        stream = Hub(elsewhere).follow(office.actor("a"), life=60)
        first = await anext(stream)
        await asyncio.to_thread(office.send, approval("and", people="a"))
        woken = await _told(stream)
        return first, woken

    first, woken = _run(followed())

    assert first == ""
    assert woken == state(office.store, "a")
    assert EVERY < 1  # second: half of what the pages promise, the rest is for fetching the list


async def _told(stream):
    """Return the first text that says something; a busy machine may let a stream be silent."""
    async for text in stream:
        if text:
            await stream.aclose()
            return text
    return None


def test_who_asks_again_hears_what_happened_meanwhile(office, elsewhere):
    async def again(seen):
        stream = Hub(elsewhere).follow(office.actor("a"), seen=seen, life=0.1)
        return [each async for each in stream]

    seen = state(elsewhere, "a")
    office.send(approval("and", people="a"))

    assert _run(again(seen))[0] == state(elsewhere, "a")
    assert set(_run(again(state(elsewhere, "a")))) == {""}


@pytest.mark.parametrize(
    ("trouble", "counted"), [(Unavailable("away"), 0), (LookupError("13912345678"), 1)]
)
def test_after_a_look_that_failed_the_next_one_tells(  # noqa: PLR0917  # fixtures and cases
    office, elsewhere, monkeypatch, caplog, trouble, counted
):
    looks, failures = itertools.count(), []

    def pulse():
        look = next(looks)
        if look == 0:
            raise trouble
        return str(look)

    async def followed():
        monkeypatch.setattr(elsewhere, "pulse", pulse)
        hub = Hub(elsewhere, lambda: failures.append(1))
        stream = hub.follow(office.actor("a"), life=60)
        await anext(stream)
        await asyncio.to_thread(office.send, approval("and", people="a"))
        return await _told(stream)

    assert _run(followed()) == state(office.store, "a")
    assert len(failures) == counted
    assert ("nobody is told: LookupError at test_live.py:" in caplog.text) == bool(counted)
    assert "13912345678" not in caplog.text
