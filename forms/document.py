"""A form document, compiled once: its fields, its JSON Schema and the conditions of its fields.

A document is plain JSON: `{id, title, schema, ui, messages, i18n, x-rules}`, see the README.
Patterns run on a linear-time engine and nothing is fetched, because designers upload documents.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import jsonschema_rs
import orjson

Document = Mapping[str, Any]
"""A form as JSON."""

WIDGETS: Final = frozenset(
    {
        "text",
        "textarea",
        "number",
        "money",
        "date",
        "datetime",
        "select",
        "multi-select",
        "radio",
        "switch",
        "user",
        "department",
        "post",
        "room",  # building/room
        "case",  # another case, by its number
        "file",
        "photo",  # camera
        "signature",
        "rating",
        "phone",
        "id-card",  # always masked when it is only read
        "table",
    }
)
"""What a field may look like; the value's shape is the schema's business."""

PATTERNS: Final = jsonschema_rs.RegexOptions(size_limit=1 << 20)  # bytes of a compiled pattern


class FormDocumentError(ValueError):
    """The form document cannot be used; `check_document` says everything that is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A document with its validators."""

    document: Document
    fields: Mapping[str, Mapping[str, Any]]
    """Schema by field name, in the schema's order."""
    ui: Mapping[str, Mapping[str, Any]]
    """Look by field name."""
    validator: jsonschema_rs.Validator
    conditions: Mapping[str, jsonschema_rs.Validator]
    """`showIf` by field name, over the whole submission."""


def compiled(document: Document) -> Form:
    """Return the document with its validators; raises FormDocumentError naming its id."""
    return _compiled(orjson.dumps(document, default=dict))


def validator(schema: Any) -> jsonschema_rs.Validator:
    """Return the validator of a schema; raises ValueError (of the library) for a bad one."""
    return jsonschema_rs.Draft202012Validator(schema, pattern_options=PATTERNS, offline=True)


@lru_cache(maxsize=512)
def _compiled(content: bytes) -> Form:
    document = orjson.loads(content)
    try:
        fields = dict(document["schema"]["properties"])
        ui = dict(document.get("ui", {}).get("fields", {}))
        return Form(
            document=document,
            fields=fields,
            ui={name: ui.get(name, {}) for name in fields},
            validator=validator(document["schema"]),
            conditions={
                name: validator(ui[name]["showIf"])
                for name in fields
                if "showIf" in ui.get(name, {})
            },
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        name = document.get("id") if isinstance(document, dict) else None
        raise FormDocumentError(f"form {name}: not a usable document ({error})") from error
