"""Use case on taking over a late task: the superior's decision moves it to whom he has named.

An escalation asks for it by a service job (`task-takeover`), which the engine's own worker carries
out. The system moves the task; the late case's record says on whose decision, and in which case.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from engine import advance, participation
from engine.calendar import SHANGHAI
from engine.errors import EngineError, Invalid, NotFound
from engine.model import SYSTEM, Case, InstanceState, JobState, UserTask, Via
from engine.model.events import (
    Event,
    JobCompleted,
    ParticipantsChanged,
    UserTaskAssigned,
    UserTaskCompleted,
    UserTaskDueChanged,
)
from engine.model.organisation import Person
from engine.participation import Newcomer
from engine.store import Transaction

TYPE: Final = "task-takeover"
"""The job type (`zeebe:taskDefinition`); its inputs: `task`, `owner`, `due`, `unless`."""


def carry_out(tx: Transaction, job_id: UUID) -> None:
    """Move the task with the id `task` to the person `owner`, and let the asking case go on.

    `due` (a date-time, or null) becomes the task's due time. The result is `moved`: false where no
    task is named, it is over, or the owner has it: nothing is left to take over. Neither is there
    where a case waits for the message `{name, key}` that `unless` says: its diagram does then what
    a take-over means there. Of a group whoever has not decided leaves, and the owner decides. Where
    `owner` is no active person, or must keep out of the task (回避), the job stops in an incident.
    """
    case, job = tx.cases.lock_of_job(job_id)
    waits = job.state in {JobState.OPEN, JobState.LEASED}
    if not waits or case.instance.state is not InstanceState.ACTIVE:
        return
    try:
        moved = _taken_over(tx, case, job.payload["variables"])
    except EngineError as error:
        advance.note(tx, case, advance.job_stopped(case, job, str(error)), by=SYSTEM)
        return
    done = JobCompleted(job_id=job.id, element_id=job.element_id, variables={"moved": moved})
    advance.carry_out(tx, tx.cases.lock(case.instance.id), done, by=SYSTEM)


def _taken_over(tx: Transaction, asking: Case, wanted: Mapping[str, Any]) -> bool:
    try:
        late, task = tx.cases.lock_of_task(UUID(str(wanted.get("task"))))
    except (ValueError, NotFound):
        return False
    owner, due = _owner(tx, task, wanted.get("owner")), _moment(wanted.get("due"))
    if not task.is_open or task.assignee == owner.id or _hears(tx, wanted.get("unless")):
        return False
    why = f"{_decider(tx, asking)}接管（{asking.instance.business_key or asking.instance.id}）"
    if task.grouped:
        _move_group(tx, late, task, owner, why)
    else:
        advance.note(tx, late, [_assigned(task, owner, why)], by=SYSTEM)
    if due is not None:
        advance.note(tx, tx.cases.lock(late.instance.id), [_due(task, due, why)], by=SYSTEM)
    return True


def _hears(tx: Transaction, unless: Any) -> bool:
    if not isinstance(unless, Mapping):
        return False
    return bool(tx.messages.receivers(str(unless.get("name")), str(unless.get("key"))))


def _moment(said: Any) -> datetime | None:
    if said is None:
        return None
    try:
        moment = datetime.fromisoformat(str(said))
    except ValueError as error:
        raise Invalid(f"{said!r} is no date-time that a task is due at") from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=SHANGHAI)


def _owner(tx: Transaction, task: UserTask, who: Any) -> Person:
    somebody = tx.people.organisation().people.get(str(who))
    if somebody is None or not somebody.active:
        raise Invalid(f"there is no active person {who!r} to take over task {task.name}")
    if somebody.id in task.excluded:
        raise Invalid(f"{somebody.name} is excluded from task {task.name}")
    return somebody


def _decider(tx: Transaction, asking: Case) -> str:
    """Return who has decided in the asking case: whoever completed a task of it last."""
    rows = tx.history.every(asking.instance.id)
    return next(
        (r.actor_name for r in reversed(list(rows)) if isinstance(r.event, UserTaskCompleted)), ""
    )


def _assigned(task: UserTask, owner: Person, why: str) -> Event:
    return UserTaskAssigned(
        task_id=task.id,
        element_id=task.element_id,
        assignee=owner.id,
        assignee_name=owner.name,
        previous=task.assignee,
        reason=why,
    )


def _move_group(tx: Transaction, case: Case, task: UserTask, owner: Person, why: str) -> None:
    """Leave one open item of a group: the owner's own, or the first one, handed to him.

    What hangs on another's item (加签, 委派) leaves with it, so that is never the one.
    """
    rules, old = participation.parse(task.settings), tx.participants.of(task.id)
    waiting = [each for each in old if not each.state.is_over]
    mine = next((e for e in waiting if e.person == owner.id and e.parent is None), waiting[0])
    group = old
    for each in waiting:
        if each.id != mine.id:
            group = participation.removed(group, each, why)
    if mine.person != owner.id:
        newcomer = _newcomer(tx, task, rules, owner)
        group = participation.transferred(
            group, mine, newcomer, by=SYSTEM.id, via=Via.ADMIN, reason=why
        )
    event = ParticipantsChanged(
        task_id=task.id,
        element_id=task.element_id,
        operation="transfer",
        participant=mine.id,
        targets=(owner.id,),
        reason=why,
    )
    move = advance.Move(task=task, rules=rules, old=old, new=group, event=event)
    advance.carry_move(tx, case, move, by=SYSTEM)


def _newcomer(
    tx: Transaction, task: UserTask, rules: participation.Rules, owner: Person
) -> Newcomer:
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    posts = [each.post for each in organisation.held_by(owner.id, today)]
    return Newcomer(
        id=owner.id,
        name=owner.name,
        post=organisation.post_title(owner.id, today, task.project),
        weight=participation.weight_of(rules, owner.id, posts),
    )


def _due(task: UserTask, due: datetime, why: str) -> Event:
    return UserTaskDueChanged(
        task_id=task.id,
        element_id=task.element_id,
        due_at=due,
        previous=task.due_at,
        reason=why,
    )
