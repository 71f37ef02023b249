"""The time of record: the database's clock, or the one that is set by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import Invalid, Unavailable
from engine.store import Store

HOUR = timedelta(hours=1)


def test_a_transaction_has_one_time(store):
    with store.begin() as tx:
        first, second = tx.now, tx.now
    with store.begin() as tx:
        later = tx.now

    assert first == second < later
    assert first.tzinfo == UTC
    assert abs(datetime.now(UTC) - first) < HOUR


def test_a_clock_set_by_hand_moves_when_it_is_told_to(manual_store):
    with manual_store.begin() as tx:
        began = tx.clock.get()
        moved = tx.clock.advance(HOUR)
        assert tx.now == began

    with manual_store.read() as tx:
        assert tx.now == moved == began + HOUR


def test_a_rehearsal_begins_on_a_date_of_its_own(manual_store):
    with manual_store.begin() as tx:
        earlier = tx.now - 1000 * HOUR
        tx.clock.set(earlier)

    with manual_store.read() as tx:
        assert tx.now == earlier


def test_the_systems_clock_is_not_set(store):
    with store.begin() as tx, pytest.raises(Invalid, match="by hand"):
        tx.clock.advance(HOUR)


def test_a_clock_that_was_never_set_is_told(database_url):
    store = Store(database_url, key=b"k", clock="manual")

    with pytest.raises(Unavailable, match="migrate"), store.read() as tx:
        assert tx.now
    store.close()


def test_the_time_of_record_does_not_change_with_a_lock(desk, store, clerk):
    instance_id = desk.start()

    with store.begin() as tx:
        before = tx.now
        tx.cases.lock(instance_id)
        assert tx.now == before
