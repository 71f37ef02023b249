"""Rules that need the case: FEEL in `x-rules`, carried by the document and judged by the engine."""

from collections.abc import Iterator
from dataclasses import dataclass

from forms.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A FEEL condition that must be true over the case's variables and the submission."""

    id: str
    path: str
    """The field at which its message stands."""
    when: str
    """`= FEEL`; anything but true is a mistake."""
    zh: str
    en: str


def rules(document: Document) -> Iterator[Rule]:
    """Yield the rules of a document in order."""
    english = document.get("i18n", {}).get("en", {}).get("messages", {})
    for rule in document.get("x-rules", ()):
        path, id_, zh = rule["path"], rule["id"], rule["message"]
        yield Rule(id=id_, path=path, when=rule["when"], zh=zh, en=english.get(f"{path}.{id_}", zh))
