"""Events as canonical text: what is written is read back, byte for byte the same."""

from dataclasses import MISSING, fields
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import get_type_hints
from uuid import UUID

import pytest

from engine.errors import Invalid
from engine.history import canonical, decode, encode
from engine.model import events as ev
from engine.model.events import EVENTS

ID = UUID("01a2015f-48ee-714c-be55-f3ce00000001")
AT = datetime(2026, 7, 1, 8, 30, 15, 123456, tzinfo=UTC)

SAMPLES = {
    str: "客服",
    int: 7,
    bool: True,
    UUID: ID,
    datetime: AT,
}


def sample(kind):
    """Make an event with a value in every field."""
    values = {}
    for field in fields(kind):
        hint = get_type_hints(kind)[field.name]
        text = str(hint)
        arms = [arm for arm in SAMPLES if hint == arm or hint == arm | None]
        if arms:
            values[field.name] = SAMPLES[arms[0]]
        elif text.startswith("tuple[str"):
            values[field.name] = ("a", "b")
        elif text.startswith("tuple[uuid.UUID"):
            values[field.name] = (ID,)
        elif text.startswith("tuple"):
            values[field.name] = ({"a": 1}, {"b": [2]})
        elif "tuple" in text:
            values[field.name] = {"x": (None, {"y": 1})}
        else:
            values[field.name] = {"x": "1"}
    return kind(**values)


@pytest.mark.parametrize("kind", EVENTS.values(), ids=lambda kind: kind.__name__)
def test_every_event_is_read_back_as_it_was_written(kind):
    event = sample(kind)

    type_, payload = encode(event)

    assert type_ == kind.__name__
    assert decode(type_, payload) == event
    assert encode(decode(type_, payload)) == (type_, payload)


@pytest.mark.parametrize("kind", EVENTS.values(), ids=lambda kind: kind.__name__)
def test_every_event_is_read_back_with_its_defaults(kind):
    full = sample(kind)
    needed = {
        field.name: getattr(full, field.name)
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    }
    event = kind(**needed)

    assert decode(*encode(event)) == event


def test_the_text_is_the_same_however_a_mapping_was_filled():
    one = ev.VariablesWritten(variables={"b": 1, "a": {"d": 2, "c": 3}})
    two = ev.VariablesWritten(variables=MappingProxyType({"a": {"c": 3, "d": 2}, "b": 1}))

    assert encode(one) == encode(two)


def test_the_text_names_every_field_so_that_a_default_may_change():
    _, payload = encode(ev.InstanceCompleted())

    assert payload == '{"outcome":""}'


def test_times_are_kept_in_utc_whatever_the_zone_they_came_in():
    shanghai = AT.astimezone(timezone(timedelta(hours=8)))
    event = ev.TimerFired(timer_id=ID, element_id="T", due_at=shanghai)

    found = decode(*encode(event))

    assert found.due_at == AT
    assert found.due_at.tzinfo is UTC


def test_sets_are_written_in_order():
    assert canonical({"x": {3, 1, 2}, "y": frozenset("ba")}) == b'{"x":[1,2,3],"y":["a","b"]}'


@pytest.mark.parametrize("value", [object(), 1 << 70, "\ud800", {1: 2}])
def test_what_is_no_json_is_refused(value):
    with pytest.raises(Invalid, match="not JSON"):
        canonical(value)


@pytest.mark.parametrize(
    ("type_", "payload"),
    [
        ("Nothing", "{}"),
        ("InstanceCompleted", "{"),
        ("InstanceCompleted", "[]"),
        ("InstanceCompleted", '{"colour":"red"}'),
        ("TimerDisarmed", "{}"),
        ("TimerDisarmed", '{"timer_id":"x","element_id":"y"}'),
        ("TimerDisarmed", '{"timer_id":7,"element_id":"y"}'),
    ],
)
def test_a_payload_that_does_not_fit_is_refused(type_, payload):
    with pytest.raises(Invalid):
        decode(type_, payload)
