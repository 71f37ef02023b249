"""What a deadline does when an instant of it has come: warn, breach, remind. Acts as the system.

Every breach is an event of its own. What follows besides, the task's facts say: a process is
started or an open escalation joined, the task goes to a superior, the case is suspended, a rule
decides at a node of low risk. Else the late case goes on undisturbed, nothing is approved by
itself.
"""

from uuid import UUID

from engine import advance
from engine.breaches.deciding import decide
from engine.breaches.escalating import escalated
from engine.breaches.transferring import transferred
from engine.model import SYSTEM, Case, InstanceState, UserTask
from engine.model.breach import ACTIONS, PASS, REJECT, SUSPEND, TRANSFER, is_process
from engine.model.events import (
    DeadlineBreached,
    DeadlineReminded,
    DeadlineWarned,
    Event,
    IncidentRaised,
    InstanceSuspended,
)
from engine.store import Transaction


def act(tx: Transaction, job_id: UUID) -> None:
    """Do what a deadline job says: `{"warn": percent}`, `{"breach": level}`, `{"remind": number}`.

    Nothing is done where the task was finished or moved meanwhile, or its case is suspended.
    """
    case, task = tx.cases.lock_of_task(job_id)
    job = tx.jobs.get(job_id)
    if not task.is_open or job.due_at > tx.now or case.instance.state is not InstanceState.ACTIVE:
        return
    assert task.due_at is not None  # a deadline job watches a task with a due time
    told: DeadlineWarned | DeadlineReminded
    if "warn" in job.payload:
        told = DeadlineWarned(
            task_id=task.id,
            element_id=task.element_id,
            percent=job.payload["warn"],
            due_at=task.due_at,
        )
    elif "remind" in job.payload:
        told = DeadlineReminded(
            task_id=task.id,
            element_id=task.element_id,
            number=job.payload["remind"],
            due_at=task.due_at,
        )
    else:
        _breach(tx, case, task, job.payload["breach"])
        return
    advance.note(tx, case, [told], by=SYSTEM)


def _breach(tx: Transaction, case: Case, task: UserTask, level: int) -> None:
    """Record the breach with what follows from it at once; then let a rule decide, if it may."""
    assert task.due_at is not None
    wanted = task.deadline.get("on_breach", "")
    after: list[Event] = []
    escalation_id, attached_to = None, None
    if is_process(wanted):
        found = escalated(tx, case, task, level)
        escalation_id, attached_to, after = found.begun, found.attached_to, list(found.events)
    elif wanted == TRANSFER:
        after = [transferred(tx, case, task)]
    elif wanted in {PASS, REJECT} and not task.deadline.get("low_risk"):
        after = [_not_low_risk(case, task, wanted)]
    breached = DeadlineBreached(
        task_id=task.id,
        element_id=task.element_id,
        level=level,
        due_at=task.due_at,
        rule=task.deadline.get("rule", ""),
        escalation_id=escalation_id,
        attached_to=attached_to,
        action=wanted if wanted in ACTIONS else "",
    )
    advance.note(tx, case, [breached, *after], by=SYSTEM)
    if wanted == SUSPEND:
        told = InstanceSuspended(reason=f"任务「{task.name}」超时，按规则挂起")
        advance.suspend(tx, tx.cases.lock(case.instance.id), told, by=SYSTEM)
    if wanted in {PASS, REJECT} and task.deadline.get("low_risk"):
        decide(tx, tx.cases.lock(case.instance.id), task, wanted)


def _not_low_risk(case: Case, task: UserTask, wanted: str) -> IncidentRaised:
    return advance.own_incident(
        case.instance.id,
        case.instance.seq,
        element_id=task.element_id,
        kind="deadline",
        message=f"{wanted} on breach: only a node with gj:lowRisk = true is decided by a rule",
        activity_id=task.id,
    )
