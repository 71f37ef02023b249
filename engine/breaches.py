"""Use cases on deadlines: warn before a task is late, and go up level by level once it is.

Every breach is an event of its own. Where the node's `gj:onBreach` names a process, each level
starts one, linked both ways: the late case goes on undisturbed, nothing is approved by itself.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine import advance, interpreter
from engine.errors import Invalid
from engine.model import SYSTEM, Case, InstanceState, UserTask
from engine.model.events import CaseLinked, DeadlineBreached, DeadlineWarned, Event, IncidentRaised
from engine.store import Transaction


def act(tx: Transaction, job_id: UUID) -> None:
    """Do what a deadline job says: `{"warn": percent}` or `{"breach": level}`. Acts as the system.

    Nothing is done where the task was finished or moved meanwhile, or its case is suspended.
    """
    case, task = tx.cases.lock_of_task(job_id)
    job = tx.jobs.get(job_id)
    if not task.is_open or job.due_at > tx.now or case.instance.state is not InstanceState.ACTIVE:
        return
    assert task.due_at is not None  # a deadline job watches a task with a due time
    if "warn" in job.payload:
        warned = DeadlineWarned(
            task_id=task.id,
            element_id=task.element_id,
            percent=job.payload["warn"],
            due_at=task.due_at,
        )
        advance.note(tx, case, [warned], by=SYSTEM)
    else:
        _breach(tx, case, task, job.payload["breach"])


def _breach(tx: Transaction, case: Case, task: UserTask, level: int) -> None:
    assert task.due_at is not None
    escalation_id, troubles = _escalate(tx, case, task, level)
    breached = DeadlineBreached(
        task_id=task.id,
        element_id=task.element_id,
        level=level,
        due_at=task.due_at,
        rule=task.deadline.get("rule", ""),
        escalation_id=escalation_id,
    )
    links = [CaseLinked(other_id=escalation_id, relation="escalation")] if escalation_id else []
    advance.note(tx, case, [breached, *links, *troubles], by=SYSTEM)


def _escalate(
    tx: Transaction, case: Case, task: UserTask, level: int
) -> tuple[UUID | None, list[Event]]:
    """Start the process that the node names; one that cannot begin so is an incident."""
    key = task.deadline.get("on_breach", "")
    if not key:
        return None, []
    beginning = advance.Beginning(
        definition=tx.definitions.latest(key),
        variables=facts(case, task, level),
        project=case.instance.project,
        links=(CaseLinked(other_id=case.instance.id, relation="source"),),
    )
    try:
        return advance.begin(tx, beginning, by=SYSTEM).id, []
    except Invalid as error:
        return None, [_trouble(case, task, f"{key}: {error}")]


def facts(case: Case, task: UserTask, level: int) -> Mapping[str, Any]:
    """Return what an escalation is told: the case it comes from, why, and from which level."""
    assert task.due_at is not None
    return {
        "source_case": case.instance.business_key or str(case.instance.id),
        "source_id": str(case.instance.id),
        "source_task": task.name,
        "reason": "deadline_missed",
        "level_from": level - 1,
        "severity": interpreter.variables(case.snapshot).get("severity"),
        "auto": True,
        "facts": (
            f"{case.instance.process_name} {case.instance.business_key or ''} {case.instance.title}"
            f"：任务「{task.name}」应于 {task.due_at.isoformat()} 前办结，"
            f"第 {level} 次超时，办理人 {task.assignee_name or '无人认领'}"
        ),
    }


def _trouble(case: Case, task: UserTask, message: str) -> IncidentRaised:
    return advance.own_incident(
        case.instance.id,
        case.instance.seq,
        element_id=task.element_id,
        kind="deadline",
        message=message,
        activity_id=task.id,
    )
