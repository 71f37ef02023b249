"""From what a browser posts to a submission: HTML knows strings only, the schema knows better.

A text that cannot be what the schema asks for stays a text, so that `check` says what is wrong.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final

from forms.document import Document, compiled

Posted = Mapping[str, str | list[str]]
"""Names and values of an HTML form; a cell of a table is named `rows.0.cost`."""

_NUMBER: Final = re.compile(r"[+-]?\d{1,30}(?P<fraction>\.\d{1,30})?", re.ASCII)
ZONE: Final = "+08:00"  # a browser's local time has no zone; China has one, without summer time
_YES: Final = frozenset({"true", "on", "1", "yes"})
_NO: Final = frozenset({"false", "off", "0", "no"})
_LOCAL_MINUTES: Final = len("2026-07-01T09:30")
_LOCAL_SECONDS: Final = len("2026-07-01T09:30:00")


def coerce(document: Document, html_form: Posted) -> dict[str, Any]:
    """Return the submission that an HTML form means; empty fields are absent.

    Names that the document does not have are kept as they are, so that `check` refuses them.
    A switch posts `false` before its box's `true`: of several texts for one value the last counts.
    """
    form = compiled(document)
    submission: dict[str, Any] = {}
    for name, value in _nested(html_form).items():
        schema = form.fields.get(name)
        if schema is None:
            submission[name] = value
            continue
        known = _value(schema, value)
        if known is not None and form.ui[name].get("widget") == "datetime":
            known = _with_zone(known)
        if known is not None:
            submission[name] = known
    return submission


def _nested(posted: Posted) -> dict[str, Any]:
    """Turn `rows.0.cost` into nested mappings; a name that is both text and parent is a text."""
    tree: dict[str, Any] = {}
    for name, value in posted.items():
        *parents, last = name.split(".")
        branch = tree
        for parent in parents:
            below = branch.setdefault(parent, {})
            if not isinstance(below, dict):
                break
            branch = below
        else:
            branch[last] = value
    return tree


def _value(schema: Mapping[str, Any], value: Any) -> Any:
    reading = _READINGS.get(str(schema.get("type")), _text)
    return reading(schema, value)


def _text(_schema: Mapping[str, Any], value: Any) -> Any:
    if isinstance(value, dict):
        return value
    text = value[-1] if isinstance(value, list) and value else value
    return str(text).replace("\r\n", "\n").strip() or None if text else None


def _number(schema: Mapping[str, Any], value: Any) -> Any:
    """Read full-width digits and thousands separators too: input methods write them."""
    text = _text(schema, value)
    if not isinstance(text, str):
        return text
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return text
    return float(plain) if match.group("fraction") else int(plain)


def _boolean(schema: Mapping[str, Any], value: Any) -> Any:
    text = _text(schema, value)
    word = str(text).lower()
    return True if word in _YES else False if word in _NO else text


def _array(schema: Mapping[str, Any], value: Any) -> Any:
    items = schema.get("items", {})
    if isinstance(value, dict):
        in_order = sorted(value.items(), key=lambda row: (len(row[0]), row[0]))
        texts = [row for _, row in in_order]
    else:
        texts = value if isinstance(value, list) else [value]
    known = (_value(items, text) for text in texts)
    return [entry for entry in known if entry is not None] or None


def _object(schema: Mapping[str, Any], value: Any) -> Any:
    if not isinstance(value, dict):
        return _text(schema, value)
    columns = schema.get("properties", {})
    known = {name: _value(columns.get(name, {}), text) for name, text in value.items()}
    kept = {name: entry for name, entry in known.items() if entry is not None}
    # Switches post `false` untouched: a row that says nothing else was not filled in.
    return kept if any(entry is not False for entry in kept.values()) else None


_READINGS: Final[Mapping[str, Callable[[Mapping[str, Any], Any], Any]]] = {
    "integer": _number,
    "number": _number,
    "boolean": _boolean,
    "array": _array,
    "object": _object,
}


def _with_zone(value: Any) -> Any:
    if not isinstance(value, str) or "T" not in value:
        return value
    if len(value) == _LOCAL_MINUTES:
        return f"{value}:00{ZONE}"
    return f"{value}{ZONE}" if len(value) == _LOCAL_SECONDS else value
