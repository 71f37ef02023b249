"""The shape of a form document, as a JSON Schema of its own: what every other check relies on."""

from typing import Any, Final

import jsonschema_rs

_TEXTS: Final = {"type": "object", "additionalProperties": {"type": "string"}}
_LOOK: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "options": _TEXTS,
        "widget": {"type": "string"},
        "showIf": {"type": ["object", "boolean"]},
        "masked": {"type": "boolean"},
        "optionsBy": {
            "type": "object",
            "required": ["field", "values"],
            "properties": {
                "field": {"type": "string"},
                "values": {
                    "type": "object",
                    "additionalProperties": {"type": "array", "items": {"type": "string"}},
                },
            },
            "additionalProperties": False,
        },
        "default": {"const": "self"},
        "columns": {"type": "object", "additionalProperties": {"type": "object"}},
    },
}
_COLUMNS: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "properties": {"type": "object", "additionalProperties": {"type": "object"}},
    },
}
SHAPE: Final = jsonschema_rs.Draft202012Validator(
    {
        "type": "object",
        "required": ["id", "title", "schema"],
        "properties": {
            "id": {"type": "string", "minLength": 1},
            "title": {"type": "string", "minLength": 1},
            "schema": {
                "type": "object",
                "properties": {
                    "type": {"const": "object"},
                    "properties": {
                        "type": "object",
                        "minProperties": 1,
                        "additionalProperties": {
                            "type": "object",
                            "properties": {"items": _COLUMNS, "enum": {"type": "array"}},
                        },
                    },
                },
                "required": ["type", "properties"],
            },
            "ui": {
                "type": "object",
                "properties": {
                    "order": {"type": "array", "items": {"type": "string"}},
                    "fields": {"type": "object", "additionalProperties": _LOOK},
                },
            },
            "messages": _TEXTS,
            "i18n": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "properties": {"fields": _TEXTS, "messages": _TEXTS, "help": _TEXTS},
                },
            },
            "x-rules": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "path", "when", "message"],
                    "additionalProperties": {"type": "string", "minLength": 1},
                },
            },
        },
    }
)
