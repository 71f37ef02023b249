"""Branches of forms: which fields a submission's conditions showed, and which they hid."""

from collections.abc import Iterator, Mapping
from typing import Any

import forms
from engine.model import UserTask
from engine.store import Transaction
from engine.user_tasks.reading import document_of, present_values, rights_of

Branch = tuple[str, str]
"""Form, and `field=shown` or `field=hidden`."""


def of_task(tx: Transaction, task: UserTask, values: Mapping[str, Any]) -> tuple[Branch, ...]:
    """Return the branches of a task's form that its submission of `values` would take."""
    document = document_of(tx, task)
    if document is None or not task.is_open:
        return ()
    rights = rights_of(task)
    present = present_values(tx, task)
    kept = {name: held for name, held in present.items() if not forms.editable(rights, name)}
    return tuple(_taken(document, {**kept, **values}, rights))


def of_start(document: forms.Document, values: Mapping[str, Any]) -> tuple[Branch, ...]:
    """Return the branches of a start form that its submission of `values` takes."""
    return tuple(_taken(document, values, {}))


def of_document(document: forms.Document) -> Iterator[str]:
    """Yield every branch of a form: both ways of each field that has a condition."""
    for name in forms.conditional(document):
        yield from (f"{name}=shown", f"{name}=hidden")


def _taken(
    document: forms.Document, values: Mapping[str, Any], rights: forms.Rights
) -> Iterator[Branch]:
    shown = forms.shown(document, values)
    for name in forms.conditional(document):
        if forms.right_of(rights, name) != "hidden":
            yield document["id"], f"{name}={'shown' if name in shown else 'hidden'}"
