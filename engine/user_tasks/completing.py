"""Handing in the form of a task, and what may be thrown from it instead."""

from uuid import UUID

from engine import access, advance, participation
from engine.model import Actor, ProcessInstance, Variables
from engine.model.events import UserTaskCompleted, UserTaskEscalated
from engine.store import Transaction
from engine.user_tasks.deciding import Said, approve, complete_item, handed_in
from engine.user_tasks.late import Late, check
from engine.user_tasks.opening import open_to


def complete(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    variables: Variables | None = None,
    expected: int | None = None,
    late: Late | None = None,
) -> ProcessInstance:
    """Complete a task and run its case to the next wait state.

    The case stays locked until the commit: when two people complete the same task, the second one
    waits, finds it closed, and gets TaskNotOpen with the winner's name. Where several decide it,
    or a decision is asked for, this is one's own yes. Fields that the node hides or only shows are
    dropped, and recorded as dropped. `late` says when it was really done (补录). Raises FormInvalid
    with all mistakes.
    """
    case, task = open_to(tx, task_id, by, expected)
    rules = participation.parse(task.settings)
    said = Said(variables=variables or {}, late=late)
    if rules.asks:
        return approve(tx, task_id, by=by, said=said)
    if task.grouped:
        return complete_item(tx, task_id, by=by, said=said)
    check(late, tx.now)
    by = access.acting(task, by)
    handed = handed_in(tx, case, task, variables or {}, (), by=by)
    completed = UserTaskCompleted(
        task_id=task.id,
        element_id=task.element_id,
        variables=handed.values,
        dropped=handed.dropped,
        occurred_at=late.occurred_at if late else None,
        late_reason=late.reason.strip() if late else "",
    )
    return advance.carry_out(tx, case, completed, by=by)


def escalate(
    tx: Transaction, task_id: UUID, *, by: Actor, code: str, variables: Variables | None = None
) -> ProcessInstance:
    """Throw a BPMN escalation from the task (上报); it goes on unless an event interrupts it."""
    case, task = open_to(tx, task_id, by)
    by = access.acting(task, by)
    thrown = UserTaskEscalated(
        task_id=task.id, element_id=task.element_id, code=code, variables=variables or {}
    )
    return advance.carry_out(tx, case, thrown, by=by)


def throw_error(
    tx: Transaction, task_id: UUID, *, by: Actor, code: str, variables: Variables | None = None
) -> ProcessInstance:
    """Throw a BPMN error from the task: it cannot be done; uncaught it stops in an incident."""
    case, task = open_to(tx, task_id, by)
    by = access.acting(task, by)
    thrown = UserTaskEscalated(
        task_id=task.id,
        element_id=task.element_id,
        code=code,
        variables=variables or {},
        is_error=True,
    )
    return advance.carry_out(tx, case, thrown, by=by)
