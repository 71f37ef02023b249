"""Events to text and back: the text is what is hashed and kept, byte for byte.

Every field is written, defaults too: a record must not change its meaning when a default does.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import orjson

from engine.errors import Invalid
from engine.model.events import EVENTS, Event

Reader = Callable[[Any], Any]


def canonical(value: Any) -> bytes:
    """Return the one JSON text of a value: sorted keys, no spaces, UTF-8.

    UUIDs and datetimes become strings, tuples and sets arrays. Raises Invalid for what is not JSON.
    """
    try:
        return orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise Invalid(f"not JSON: {error}") from error


def encode(event: Event) -> tuple[str, str]:
    """Return the type and the payload text of an event."""
    kind = type(event)
    payload = {name: getattr(event, name) for name in _READERS[kind]}
    return kind.__name__, canonical(payload).decode()


def decode(type_: str, payload: str) -> Event:
    """Return the event that `encode` wrote; fields that a later release added take their default.

    Raises Invalid where the type is unknown or the payload does not fit it.
    """
    kind = EVENTS.get(type_)
    if kind is None:
        raise Invalid(f"unknown event type {type_!r}")
    readers = _READERS[kind]
    try:
        values = orjson.loads(payload)
        return kind(**{name: readers[name](value) for name, value in values.items()})
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise Invalid(f"payload does not fit {type_}: {error!r}") from error


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} {value!r}")


def _reader(hint: Any) -> Reader:
    """Choose how a field is read back, by its type."""
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        inner = _reader(next(arm for arm in get_args(hint) if arm is not types.NoneType))
        return lambda value: None if value is None else inner(value)
    if hint in _SCALARS:
        return _SCALARS[hint]
    if origin is tuple:
        inner = _SCALARS.get(get_args(hint)[0], _same)
        return lambda value: tuple(map(inner, value))
    if origin is Mapping and get_origin(get_args(hint)[1]) is tuple:
        return lambda value: {name: tuple(pair) for name, pair in value.items()}
    return _same


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _same(value: Any) -> Any:
    return value


_SCALARS: Mapping[Any, Reader] = {UUID: UUID, datetime: _time}

_READERS: Mapping[type[Event], Mapping[str, Reader]] = {
    kind: {
        field.name: _reader(get_type_hints(kind)[field.name])
        for field in fields(kind)  # type: ignore[arg-type]  # every event is a dataclass
    }
    for kind in EVENTS.values()
}
