"""Who may do what with a field at one node: hidden, read, write or required.

A diagram says so in `gj:rights`, a JSON object such as `{"*": "read", "opinion": "required"}`;
`*` stands for every field that is not named, and without it a field may be written.
"""

from collections.abc import Mapping
from typing import Final, Literal, cast

import orjson

Right = Literal["hidden", "read", "write", "required"]
Rights = Mapping[str, str]
"""Right by field name; `*` is the rest."""

ALL: Final = ("hidden", "read", "write", "required")


def right_of(rights: Rights, field: str) -> Right:
    """Return the right on a field; an unknown word hides it, so that a slip shows nothing."""
    right = rights.get(field, rights.get("*", "write"))
    return cast("Right", right) if right in ALL else "hidden"


def editable(rights: Rights, field: str) -> bool:
    """Tell whether a submission may say anything about the field."""
    return right_of(rights, field) in {"write", "required"}


def parse_rights(text: str | None) -> dict[str, str]:
    """Read a `gj:rights` setting; raises ValueError naming the field whose right is unknown."""
    if not text or not text.strip():
        return {}
    try:
        rights = dict(orjson.loads(text).items())
    except (orjson.JSONDecodeError, AttributeError) as error:
        raise ValueError(f"gj:rights is not a JSON object: {error}") from error
    for field, right in rights.items():
        if right not in ALL:
            raise ValueError(f"gj:rights: {field} is {right!r}, not one of {', '.join(ALL)}")
    return rights
