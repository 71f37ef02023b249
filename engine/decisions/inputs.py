"""Values that come from outside: JSON or FEEL, converted to the type that the model declares."""

from typing import Any, Final

from engine import feel
from engine.decisions.item_types import ItemType
from engine.decisions.run import Run
from engine.feel import Value, types

_NAMES: Final = ("date", "time", "date and time", "dayTimeDuration", "yearMonthDuration")
_TEMPORAL: Final = frozenset(types.NAMES[name] for name in _NAMES)


def from_outside(value: Any, wanted: ItemType, place: str, run: Run) -> Value:
    """Return the value as FEEL has it; one that does not fit its type is null and an error.

    JSON has no dates: where the type says date, time or duration, a text is read as ISO 8601.
    """
    read = _read(value, wanted.type)
    converted = wanted.coerce(read, run.now)
    if converted is None and read is not None:
        run.error(place, f"the input is not of type {wanted.name}, or not an allowed value")
    return converted


def _read(value: Any, wanted: types.Type) -> Value:
    if isinstance(value, str) and wanted in _TEMPORAL:
        return _temporal(value)
    if isinstance(value, list) and isinstance(wanted, types.ListOf):
        return [_read(item, wanted.item) for item in value]
    if isinstance(value, dict) and isinstance(wanted, types.ContextOf):
        known = dict(wanted.entries)
        return {name: _read(item, known.get(name, types.ANY)) for name, item in value.items()}
    return feel.from_json(value)


def _temporal(text: str) -> Value:
    try:
        return feel.parse_temporal(text)
    except feel.FeelError:
        return text
