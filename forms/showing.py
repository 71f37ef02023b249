"""What a client gets to see of a form: the document and the values, cut down to a node's rights."""

from collections.abc import Mapping
from typing import Any, Final

from forms.checking import NOTHING
from forms.document import Document
from forms.rights import Rights, editable, right_of

_KEEP_PHONE: Final = (3, 4)  # 138****8000: enough to recognise, too little to call
_KEEP_OTHER: Final = (1, 1)


def visible(document: Document, rights: Rights = NOTHING) -> dict[str, Any]:
    """Return the document without hidden fields; what may only be read is marked `readOnly`.

    Rules in FEEL stay on the server.  The result is a new document; the given one is not changed.
    """
    fields = document["schema"]["properties"]
    hidden = {name for name in fields if right_of(rights, name) == "hidden"}
    closed = {name for name in fields if not editable(rights, name)}
    asked = [name for name in fields if right_of(rights, name) == "required"]
    schema = _pruned(document["schema"], closed)
    schema["properties"] = {
        name: {**field, "readOnly": True} if name in closed else field
        for name, field in _without(fields, hidden).items()
    }
    schema["required"] = list(dict.fromkeys([*schema.get("required", ()), *asked]))
    ui = dict(document.get("ui", {}))
    ui["order"] = [name for name in ui.get("order", fields) if name not in hidden]
    ui["fields"] = _without(ui.get("fields", {}), hidden)
    return {
        "id": document["id"],
        "title": document["title"],
        "schema": schema,
        "ui": ui,
        "messages": _without(document.get("messages", {}), hidden),
        "i18n": {
            language: _translated(parts, hidden)
            for language, parts in document.get("i18n", {}).items()
        },
    }


def readable(
    document: Document, variables: Mapping[str, Any], rights: Rights = NOTHING
) -> dict[str, Any]:
    """Return the present values that the form shows; masked fields only hint when read-only."""
    looks = document.get("ui", {}).get("fields", {})
    values: dict[str, Any] = {}
    for name in document["schema"]["properties"]:
        if name not in variables or right_of(rights, name) == "hidden":
            continue
        value, look = variables[name], looks.get(name, {})
        mask = not editable(rights, name) and (
            look.get("masked") or look.get("widget") == "id-card"
        )
        values[name] = masked(value, str(look.get("widget"))) if mask else value
    return values


def masked(value: Any, widget: str = "phone") -> Any:
    """Return a text with its middle starred; what is no text is left as it is."""
    if not isinstance(value, str) or not value:
        return value
    head, tail = _KEEP_PHONE if widget == "phone" else _KEEP_OTHER
    if len(value) <= head + tail:
        return "*" * len(value)
    return f"{value[:head]}{'*' * (len(value) - head - tail)}{value[-tail:]}"


def _pruned(schema: Any, closed: set[str]) -> dict[str, Any]:
    """Return a schema that asks for nothing the person cannot give; conditions stay as they are."""
    pruned = dict(schema)
    if "required" in pruned:
        pruned["required"] = [name for name in pruned["required"] if name not in closed]
    if "properties" in pruned:
        pruned["properties"] = _without(pruned["properties"], closed)
    for key in ("then", "else"):
        if key in pruned:
            pruned[key] = _pruned(pruned[key], closed)
    if "allOf" in pruned:
        pruned["allOf"] = [_pruned(part, closed) for part in pruned["allOf"]]
    return pruned


def _translated(parts: Mapping[str, Any], hidden: set[str]) -> dict[str, Any]:
    """Cut the texts of one language: a title stays, texts by field lose the hidden fields."""
    return {
        key: _without(texts, hidden) if isinstance(texts, Mapping) else texts
        for key, texts in parts.items()
    }


def _without(texts: Mapping[str, Any], hidden: set[str]) -> dict[str, Any]:
    """Leave out the entries of fields, whose names may be followed by a dot and more."""
    return {name: text for name, text in texts.items() if name.partition(".")[0] not in hidden}
