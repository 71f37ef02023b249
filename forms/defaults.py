"""Fields that default to who hands in the form (`default: "self"`)."""

from collections.abc import Mapping
from typing import Any

from forms.document import Document
from forms.rights import Rights, editable


def own_fields(document: Document, rights: Rights) -> tuple[str, ...]:
    """Return the fields that default to who hands in the form, where he may write them."""
    looks = document.get("ui", {}).get("fields", {})
    return tuple(
        name for name, look in looks.items() if "default" in look and editable(rights, name)
    )


def signed(
    document: Document, submission: Mapping[str, Any], rights: Rights, who: str
) -> dict[str, Any]:
    """Return a submission with his id in those of these fields that it leaves empty."""
    empty = [name for name in own_fields(document, rights) if submission.get(name) is None]
    return {**submission, **dict.fromkeys(empty, who)}
