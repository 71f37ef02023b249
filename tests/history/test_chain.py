"""The chain: what it covers, and what erasing leaves of it."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from engine.history import link, verify
from engine.history.chain import hash_of
from engine.model import Actor
from engine.model import events as ev

CASE = UUID(int=7 << 64)
KEY = b"key"
AT = datetime(2026, 7, 1, tzinfo=UTC)
ACTOR = Actor(id="li", name="李", post="客服", on_behalf_of="wang", client="10.0.0.1")


@pytest.fixture
def rows():
    events = [ev.SequenceFlowTaken(flow_id=f"F{n}") for n in range(4)]
    salts = bytes(range(64))
    return list(
        link(CASE, 0, bytes(32), events, actor=ACTOR, at=AT, key=KEY, salts=salts, occurred_at=AT)
    )


def test_rows_follow_each_other_and_verify(rows):
    assert [row.seq for row in rows] == [1, 2, 3, 4]
    assert [row.prev for row in rows[1:]] == [row.hash for row in rows[:3]]
    assert len({row.salt for row in rows}) == 4
    assert verify(rows, KEY) is None


def test_the_same_rows_have_the_same_hashes(rows):
    events = [row.event for row in rows]

    again = link(
        CASE,
        0,
        bytes(32),
        events,
        actor=ACTOR,
        at=AT,
        key=KEY,
        salts=bytes(range(64)),
        occurred_at=AT,
    )

    assert [row.hash for row in again] == [row.hash for row in rows]


def test_a_history_goes_on_where_it_ended(rows):
    more = list(
        link(
            CASE,
            4,
            rows[-1].hash,
            [ev.InstanceCompleted()],
            actor=ACTOR,
            at=AT,
            key=KEY,
            salts=bytes(16),
        )
    )

    assert verify([*rows, *more], KEY) is None


def test_another_key_does_not_verify(rows):
    assert verify(rows, b"other").seq == 1


@pytest.mark.parametrize(
    "change",
    [
        {"instance_id": UUID(int=8 << 64)},
        {"actor_post": "x"},
        {"occurred_at": None},
        {"occurred_at": datetime(2026, 7, 2, tzinfo=UTC)},
        {"at": datetime(2026, 7, 2, tzinfo=UTC)},
        {"digest": bytes(32)},
    ],
)
def test_every_column_is_covered(rows, change):
    rows[1] = replace(rows[1], **change)

    assert verify(rows, KEY).seq == 2


def test_an_erased_payload_verifies_but_half_of_it_does_not(rows):
    erased = replace(rows[1], payload=None, salt=None)
    half = replace(rows[1], salt=None)
    other_half = replace(rows[1], payload=None)

    assert verify([rows[0], erased, *rows[2:]], KEY) is None
    assert "together" in verify([rows[0], half], KEY).reason
    assert "together" in verify([rows[0], other_half], KEY).reason


def test_a_payload_that_cannot_be_read_is_told_even_if_it_was_chained():
    (row,) = link(
        CASE, 0, bytes(32), [ev.InstanceCompleted()], actor=ACTOR, at=AT, key=KEY, salts=bytes(16)
    )
    strange = replace(row, type="Unknown")
    strange = replace(strange, hash=hash_of(strange, KEY))

    assert "unknown event type" in verify([strange], KEY).reason
