"""Use cases on user tasks: what staff may do with the work in their worklists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import forms
from engine import access, advance, interpreter
from engine.advance import forms_of, remarks
from engine.calendar import SHANGHAI
from engine.errors import Invalid, NotPermitted
from engine.model import Actor, Case, ProcessInstance, Role, UserTask, Variables
from engine.model.events import (
    Event,
    UserTaskAssigned,
    UserTaskClaimed,
    UserTaskCompleted,
    UserTaskDueChanged,
    UserTaskEscalated,
    UserTaskReleased,
)
from engine.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskForm:
    """The form of a task as this person may see it, with the present values."""

    document: Mapping[str, Any] | None
    """None where the task has no form."""
    rights: forms.Rights
    values: Variables


def get(tx: Transaction, task_id: UUID, *, by: Actor) -> UserTask:
    """Return a task; NotFound where it does not exist for this actor."""
    task = tx.tasks.get(task_id)
    access.check_may_see_task(task, by)
    return task


def form(tx: Transaction, task_id: UUID, *, by: Actor) -> TaskForm:
    """Return the form of a task, cut to the rights of its node, with the values of its fields.

    The form is the one of the version that the case runs on. What was handed in with a closed task
    stands in the history.
    """
    task = get(tx, task_id, by=by)
    document = _document(tx, task)
    rights = _rights(task)
    if document is None:
        return TaskForm(document=None, rights=rights, values={})
    if not task.is_open:
        return TaskForm(document=forms.visible(document, rights), rights=rights, values={})
    present = interpreter.visible(
        tx.definitions.get(task.definition_id), tx.cases.snapshot(task.instance_id), task.id, tx.now
    )
    return TaskForm(
        document=forms.visible(document, rights),
        rights=rights,
        values=forms.readable(document, present, rights),
    )


def claim(tx: Transaction, task_id: UUID, *, by: Actor, expected: int | None = None) -> UserTask:
    """Take a task, so that the other candidates leave it alone.

    Taking what one holds already changes nothing. Raises TaskClaimed with the holder's name,
    TaskNotOpen with the name of who finished it, Conflict where `expected` is not its version.
    """
    case, task = _open_to(tx, task_id, by, expected)
    if task.assignee == by.id:
        return task
    claimed = UserTaskClaimed(
        task_id=task.id, element_id=task.element_id, assignee=by.id, assignee_name=by.name
    )
    return _noted(tx, case, claimed, task.id, by)


def release(tx: Transaction, task_id: UUID, *, by: Actor, expected: int | None = None) -> UserTask:
    """Give a claimed task back to its candidates; the holder or an administrator may."""
    case, task = _locked(tx, task_id, by, expected)
    task.check_open()
    case.instance.check_active()
    if task.assignee is None:
        return task
    if task.assignee != by.id and not by.has(Role.ADMINISTRATOR):
        raise NotPermitted(f"task {task.name} is with {task.assignee_name}")
    released = UserTaskReleased(task_id=task.id, element_id=task.element_id)
    return _noted(tx, case, released, task.id, by)


def assign(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    to: str | None,
    reason: str = "",
    expected: int | None = None,
) -> UserTask:
    """Give a task to a person, or back to its candidates (None).

    Administrators may, and the heads of the project and of the units around it. Raises Invalid for
    somebody unknown, inactive or excluded from the task (回避).
    """
    case, task = _managed(tx, task_id, by, expected)
    name = _name_of(tx, task, to) if to is not None else ""
    assigned = UserTaskAssigned(
        task_id=task.id,
        element_id=task.element_id,
        assignee=to,
        assignee_name=name,
        previous=task.assignee,
        reason=reason,
    )
    return _noted(tx, case, assigned, task.id, by)


def change_due(
    tx: Transaction, task_id: UUID, *, by: Actor, due_at: datetime | None, reason: str
) -> UserTask:
    """Set another due time, or none; old and new one are recorded. Administrators and heads."""
    case, task = _managed(tx, task_id, by)
    changed = UserTaskDueChanged(
        task_id=task.id,
        element_id=task.element_id,
        due_at=due_at,
        previous=task.due_at,
        reason=reason,
    )
    return _noted(tx, case, changed, task.id, by)


def complete(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    variables: Variables | None = None,
    expected: int | None = None,
) -> ProcessInstance:
    """Complete a task and run its case to the next wait state.

    The case stays locked until the commit: when two people complete the same task, the second one
    waits, finds it closed, and gets TaskNotOpen with the winner's name. Fields that the node hides
    or only shows are dropped, and recorded as dropped. Raises FormInvalid with all mistakes.
    """
    case, task = _open_to(tx, task_id, by, expected)
    handed_in = _handed_in(tx, case, task, variables or {})
    completed = UserTaskCompleted(
        task_id=task.id,
        element_id=task.element_id,
        variables=handed_in.values,
        dropped=handed_in.dropped,
    )
    return advance.carry_out(tx, case, completed, by=by)


def escalate(
    tx: Transaction, task_id: UUID, *, by: Actor, code: str, variables: Variables | None = None
) -> ProcessInstance:
    """Throw a BPMN escalation from the task (上报); it goes on unless an event interrupts it."""
    case, task = _open_to(tx, task_id, by)
    thrown = UserTaskEscalated(
        task_id=task.id, element_id=task.element_id, code=code, variables=variables or {}
    )
    return advance.carry_out(tx, case, thrown, by=by)


def throw_error(
    tx: Transaction, task_id: UUID, *, by: Actor, code: str, variables: Variables | None = None
) -> ProcessInstance:
    """Throw a BPMN error from the task: it cannot be done; uncaught it stops in an incident."""
    case, task = _open_to(tx, task_id, by)
    thrown = UserTaskEscalated(
        task_id=task.id,
        element_id=task.element_id,
        code=code,
        variables=variables or {},
        is_error=True,
    )
    return advance.carry_out(tx, case, thrown, by=by)


def comment(tx: Transaction, task_id: UUID, *, by: Actor, text: str) -> UUID:
    """Write a comment on a task; returns its id. Whoever may see the task may."""
    case, task = _locked(tx, task_id, by)
    return remarks.comment(tx, case, by=by, text=text, task_id=task.id)


def attach(
    tx: Transaction, task_id: UUID, *, by: Actor, name: str, media_type: str, content: bytes
) -> UUID:
    """Attach a file to a task; returns its id. Whoever may see the task may."""
    case, task = _locked(tx, task_id, by)
    file = remarks.File(name=name, media_type=media_type, content=content)
    return remarks.attach(tx, case, file, by=by, task_id=task.id)


def _locked(
    tx: Transaction, task_id: UUID, by: Actor, expected: int | None = None
) -> tuple[Case, UserTask]:
    """Lock the case, then read the task, which must exist for this actor."""
    case, task = tx.cases.lock_of_task(task_id)
    access.check_may_see_task(task, by)
    case.check_version(expected, task.version)
    return case, task


def _open_to(
    tx: Transaction, task_id: UUID, by: Actor, expected: int | None = None
) -> tuple[Case, UserTask]:
    """Lock the case of a task that this actor may work on now."""
    case, task = tx.cases.lock_of_task(task_id)
    access.check_may_work_on(task, by)
    case.check_version(expected, task.version)
    case.instance.check_active()
    return case, task


def _managed(
    tx: Transaction, task_id: UUID, by: Actor, expected: int | None = None
) -> tuple[Case, UserTask]:
    """Lock the case of an open task that this actor may give to somebody.

    Heads of the project and of the units around it see its tasks without being candidates.
    """
    case, task = tx.cases.lock_of_task(task_id)
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    units = organisation.lineage(task.project)
    leads = any(by.id in organisation.heads(unit, today) for unit in units)
    if not leads and not by.has(Role.ADMINISTRATOR):
        access.check_may_see_task(task, by)
        raise NotPermitted(f"{by.name} leads no unit that task {task.name} belongs to")
    task.check_open()
    case.check_version(expected, task.version)
    case.instance.check_active()
    return case, task


def _noted(tx: Transaction, case: Case, event: Event, task_id: UUID, by: Actor) -> UserTask:
    advance.note(tx, case, [event], by=by)
    return tx.tasks.get(task_id)


def _name_of(tx: Transaction, task: UserTask, person_id: str) -> str:
    somebody = tx.people.organisation().people.get(person_id)
    if somebody is None or not somebody.active:
        raise Invalid(f"there is no active person {person_id!r}")
    if person_id in task.excluded:
        raise Invalid(f"{somebody.name} is excluded from task {task.name}")
    return somebody.name


def _handed_in(
    tx: Transaction, case: Case, task: UserTask, submission: Variables
) -> forms_of.HandedIn:
    document = _document(tx, task)
    if document is None:
        return forms_of.HandedIn(values=dict(submission), dropped=())
    definition = tx.definitions.get(task.definition_id)
    current = interpreter.visible(definition, case.snapshot, task.id, tx.now)
    return forms_of.check(document, submission, rights=_rights(task), current=current, now=tx.now)


def _document(tx: Transaction, task: UserTask) -> forms.Document | None:
    if task.form_id is None:
        return None
    return tx.definitions.get(task.definition_id).forms.get(task.form_id)


def _rights(task: UserTask) -> forms.Rights:
    """Return the rights of the node; the linter has seen that they can be read."""
    return forms.parse_rights(task.settings.get("gj:rights"))
