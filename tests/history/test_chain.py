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


def erasing(rows, *named):
    """Chain the row that says which rows were erased."""
    told = ev.PersonalDataErased(
        root_id=CASE, rule="", reason="本人要求", due_at=None, rows=named, title=""
    )
    last = rows[-1]
    return list(
        link(CASE, last.seq, last.hash, [told], actor=ACTOR, at=AT, key=KEY, salts=bytes(16))
    )


def emptied(rows, *seqs):
    return [replace(row, payload=None, salt=None) if row.seq in seqs else row for row in rows]


def test_an_erased_payload_verifies_as_a_later_row_names_it(rows):
    told = erasing(rows, 1, 2)

    assert verify([*emptied(rows, 1, 2), *told], KEY) is None
    assert verify([*rows, *told], KEY) is None


def test_an_empty_row_that_no_later_row_names_is_found(rows):
    told = erasing(rows, 2)
    late = erasing([*rows, *told], 1)

    found = verify(emptied(rows, 2, 3), KEY)
    beside = verify([*emptied(rows, 2, 3), *told], KEY)
    untold = verify([*emptied(rows, 2), *emptied(told, 5)], KEY)

    reason = "is empty, and no later row says that personal data of it was erased"
    assert (found.seq, found.reason) == (2, reason)
    assert (beside.seq, untold.seq) == (3, 2)
    assert verify([*emptied(rows, 1, 2), *told, *late], KEY) is None


def test_a_row_that_was_emptied_after_the_erasing_that_should_name_it_is_found(rows):
    told = erasing(rows, 5, 6)
    more = erasing([*rows, *told], 2)

    assert verify([*rows, *emptied([*told, *more], 6)], KEY).seq == 6


def test_half_of_an_erased_payload_does_not_verify(rows):
    half = replace(rows[1], salt=None)
    other_half = replace(rows[1], payload=None)

    assert "together" in verify([rows[0], half], KEY).reason
    assert "together" in verify([rows[0], other_half], KEY).reason


def test_a_payload_that_cannot_be_read_is_told_even_if_it_was_chained():
    (row,) = link(
        CASE, 0, bytes(32), [ev.InstanceCompleted()], actor=ACTOR, at=AT, key=KEY, salts=bytes(16)
    )
    strange = replace(row, type="Unknown")
    strange = replace(strange, hash=hash_of(strange, KEY))

    assert "unknown event type" in verify([strange], KEY).reason
