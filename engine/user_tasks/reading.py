"""A task as one person may see it: its row, its form with the present values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import forms
from engine import access, interpreter, participation
from engine.model import Actor, UserTask, Variables
from engine.sights import Sight
from engine.store import Transaction
from engine.user_tasks.opening import leads_around


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskForm:
    """The form of a task as this person may see it, with the present values."""

    document: Mapping[str, Any] | None
    """None where the task has no form."""
    rights: forms.Rights
    values: Variables


def get(tx: Transaction, task_id: UUID, *, by: Actor) -> UserTask:
    """Return a task; NotFound where it does not exist for this actor.

    Who leads a unit around the case sees its tasks: he may give them to somebody.
    """
    task = tx.tasks.get(task_id)
    if not leads_around(tx, task, by):
        access.check_may_see_task(task, by)
    return task


def may_open(tx: Transaction, task: UserTask, *, by: Actor) -> bool:
    """Tell whether this person may open a task: it exists for him, and so does its case."""
    seen = leads_around(tx, task, by) or access.may_see_task(task, by)
    return seen and tx.cases.exists_for(task.instance_id, by)


def form(tx: Transaction, task_id: UUID, *, by: Actor) -> TaskForm:
    """Return the form of a task, cut to the rights of its node, with the values of its fields.

    The form is the one of the version that the case runs on. What was handed in with a closed task
    stands in the history.
    """
    task = get(tx, task_id, by=by)
    document = document_of(tx, task)
    rights = rights_of(task)
    if document is None:
        return TaskForm(document=None, rights=rights, values={})
    if not task.is_open:
        return TaskForm(document=forms.visible(document, rights), rights=rights, values={})
    return TaskForm(
        document=forms.visible(document, rights),
        rights=rights,
        values=forms.readable(document, shown(tx, task, present_values(tx, task), by), rights),
    )


def shown(tx: Transaction, task: UserTask, values: Variables, by: Actor) -> Variables:
    """Return values around a task as this person gets to read them.

    Who has it in hand reads what its form shows; who looks on reads marked ones starred.
    """
    if access.has_in_hand(task, by):
        return values
    return Sight.of(tx, by).veil(tx.cases.get(task.instance_id)).data(values)


def present_values(tx: Transaction, task: UserTask) -> Variables:
    """Return what is visible at an open task, with what others of its group have handed in."""
    present = interpreter.visible(
        tx.definitions.get(task.definition_id), tx.cases.snapshot(task.instance_id), task.id, tx.now
    )
    handed = participation.patch_of(tx.participants.of(task.id)) if task.grouped else {}
    return {**present, **handed}


def document_of(tx: Transaction, task: UserTask) -> forms.Document | None:
    """Return the form of a task, of the version that the case runs on; None where it has none."""
    if task.form_id is None:
        return None
    return tx.definitions.get(task.definition_id).forms.get(task.form_id)


def rights_of(task: UserTask) -> forms.Rights:
    """Return the rights of the node; the linter has seen that they can be read."""
    return forms.parse_rights(task.settings.get("gj:rights"))
