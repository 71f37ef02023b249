"""Handing in the form of a task, and what may be thrown from it instead."""

from uuid import UUID

from engine import advance, interpreter
from engine.advance import forms_of
from engine.model import Actor, Case, ProcessInstance, UserTask, Variables
from engine.model.events import UserTaskCompleted, UserTaskEscalated
from engine.store import Transaction
from engine.user_tasks.opening import open_to
from engine.user_tasks.reading import document_of, rights_of


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
    case, task = open_to(tx, task_id, by, expected)
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
    case, task = open_to(tx, task_id, by)
    thrown = UserTaskEscalated(
        task_id=task.id, element_id=task.element_id, code=code, variables=variables or {}
    )
    return advance.carry_out(tx, case, thrown, by=by)


def throw_error(
    tx: Transaction, task_id: UUID, *, by: Actor, code: str, variables: Variables | None = None
) -> ProcessInstance:
    """Throw a BPMN error from the task: it cannot be done; uncaught it stops in an incident."""
    case, task = open_to(tx, task_id, by)
    thrown = UserTaskEscalated(
        task_id=task.id,
        element_id=task.element_id,
        code=code,
        variables=variables or {},
        is_error=True,
    )
    return advance.carry_out(tx, case, thrown, by=by)


def _handed_in(
    tx: Transaction, case: Case, task: UserTask, submission: Variables
) -> forms_of.HandedIn:
    document = document_of(tx, task)
    if document is None:
        return forms_of.HandedIn(values=dict(submission), dropped=())
    definition = tx.definitions.get(task.definition_id)
    current = interpreter.visible(definition, case.snapshot, task.id, tx.now)
    return forms_of.check(document, submission, rights=rights_of(task), current=current, now=tx.now)
